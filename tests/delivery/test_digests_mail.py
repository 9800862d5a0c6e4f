"""What stands in the mail with an overview, and what never does."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from delivery.actions.planning import plan_posts
from delivery.models import Channel
from delivery.rules import AMSTERDAM
from hours.models import FreePeriod
from people.models import Child, User
from posts.models import Post
from tests import make
from tests.delivery.overviews import choose, forms_of, parsed, row, send


@pytest.fixture
def weekly(carla: User) -> User:
    choose(carla)
    return carla


def told(mailoutbox: Any) -> str:
    return "\n".join(forms_of(mailoutbox[0]))


def test_the_subject_names_the_own_children_and_the_school(
    weekly, finn, group_5b, group_6a, school_group, anna, mailoutbox
):
    make.make_guardian(finn, weekly)
    for group in (group_6a, school_group, group_5b):
        row(make.make_post(group, anna), weekly)
    send()
    assert mailoutbox[0].subject == "Uw week: Emma, Finn en de school"


def test_each_child_comes_before_the_school(weekly, finn, group_5b, group_6a, school_group, anna, mailoutbox):
    make.make_guardian(finn, weekly)
    for group in (school_group, group_6a, group_5b):
        row(make.make_post(group, anna, f"Over {group.name}"), weekly)
    send()
    text, html = forms_of(mailoutbox[0])
    for form in (text, html):
        places = [form.rindex(f"Over {group.name}") for group in (group_5b, group_6a, school_group)]
        assert places == sorted(places)
    assert "Emma, groep 5B · Juf Anna" in text


def test_a_post_about_two_children_stands_once(weekly, group_5b, anna, mailoutbox):
    make.make_guardian(make.make_child("Lina", group_5b), weekly)
    row(make.make_post(group_5b, anna, "Naar zee"), weekly)
    send()
    text, _html = forms_of(mailoutbox[0])
    assert text.count("Naar zee") == 1
    assert "Emma en Lina, groep 5B" in text


def test_two_schools_of_the_board_are_one_mail(weekly, other_school, group_5b, anna, mailoutbox):
    group = make.make_group(other_school, "3C")
    make.make_guardian(make.make_child("Yassin", group), weekly)
    for place in (group_5b, group):
        row(make.make_post(place, anna, f"Uit {place.name}"), weekly)
    send()
    assert len(mailoutbox) == 1
    assert "groep 3C · De Eik" in told(mailoutbox)


def test_of_a_delicate_post_nothing_is_told(weekly, group_5b, anna, mailoutbox):
    row(make.make_post(group_5b, anna, "Kanarie", text="KANARIE", is_delicate=True), weekly)
    send()
    assert "kanarie" not in (told(mailoutbox) + str(mailoutbox[0].message())).lower()
    assert "Log in om het te lezen" in told(mailoutbox)


def test_only_titles_for_who_wants_that(carla, group_5b, anna, mailoutbox):
    choose(carla, titles_only=True)
    row(make.make_post(group_5b, anna, "Naar zee", text="Neem brood mee."), carla)
    send()
    assert "Naar zee" in told(mailoutbox)
    assert "brood" not in told(mailoutbox)


def test_photos_and_comments_are_counted_and_never_shown(weekly, group_5b, anna, dirk, mailoutbox):
    post = make.make_post(group_5b, anna)
    photo = make.make_photo(post, alt_text="Kanarie op een tak")
    make.make_photo(post, hidden_at=make.NOW)
    make.make_comment(post, dirk, "KANARIE")
    row(post, weekly)
    send()
    text, html = forms_of(mailoutbox[0])
    assert "Bekijk 1 foto en 1 reactie" in text
    assert not {word for word in ("<img", "src=", "url(", "background=", "<link") if word in html}
    assert str(photo.pk) not in text + html
    assert "kanarie" not in (text + html).lower()


def test_every_link_leads_to_the_portal(weekly, group_5b, anna, mailoutbox, settings):
    settings.KRING_URL = "https://kring.wilgenhof.test"
    row(
        make.make_post(group_5b, anna, text="Zie https://elders.test/ en [dit](https://elders.test/x)."),
        weekly,
    )
    send()
    _text, html = forms_of(mailoutbox[0])
    links = re.findall(r'href="([^"]*)"', html)
    assert len(links) >= 3
    assert all(link.startswith("https://kring.wilgenhof.test/") for link in links)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "\u202eneerbmo", "{{ personal }}", "w" * 115, "a\x01b\u2028c"]
)
def test_what_somebody_wrote_stays_text(weekly, group_5b, anna, mailoutbox, hostile):
    Child.objects.update(first_name=hostile[:60])
    row(make.make_post(group_5b, anna, hostile, text=hostile * 80), weekly)
    send()
    mail = parsed(mailoutbox[0])
    text, html = forms_of(mailoutbox[0])
    assert not mail.defects
    assert "<script" not in html
    assert not set(text + html + mail["Subject"]) & set("\u202e\u2028\x01")
    assert max(map(len, mailoutbox[0].message().as_bytes().split(b"\n"))) <= 999


def test_ten_thousand_signs_become_a_beginning(weekly, group_5b, anna, mailoutbox):
    row(make.make_post(group_5b, anna, text="woord " * 1600), weekly)
    send()
    text, html = forms_of(mailoutbox[0])
    assert 40 < text.count("woord") <= 50
    assert len(html) < 12_000


def test_one_press_stops_it(weekly, group_5b, anna, mailoutbox):
    row(make.make_post(group_5b, anna), weekly)
    send()
    mail = parsed(mailoutbox[0])
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Unsubscribe"].strip("<> ") in told(mailoutbox)
    assert mail["Message-ID"].startswith("<d.w")


def test_the_days_without_lessons_of_next_week_are_told(weekly, school, group_5b, anna, mailoutbox):
    day = date(2026, 10, 16)
    FreePeriod.objects.create(school=school, name="Studiedag", kind="study_day", first_on=day, last_on=day)
    far = day + timedelta(days=7)
    FreePeriod.objects.create(school=school, name="Later", kind="free_day", first_on=far, last_on=far)
    row(make.make_post(group_5b, anna), weekly)
    send()
    assert "vr 16 okt: Geen les: Studiedag" in told(mailoutbox)
    assert "Later" not in told(mailoutbox)


def test_staff_read_about_their_work_and_are_called_je(school_group, group_5b, anna, greet, mailoutbox):
    choose(anna)
    row(make.make_post(school_group, greet), anna)
    send()
    assert mailoutbox[0].subject == "Je week in Kring"
    assert "Je krijgt dit overzicht" in told(mailoutbox)
    assert not re.search(r"\b[Uu]w?\b", forms_of(mailoutbox[0])[0].split("Foto’s van")[0])


def test_the_director_reads_which_classes_were_silent(
    school, school_group, group_5b, emma, anna, greet, mailoutbox
):
    for user in (greet, anna):
        choose(user)
        row(make.make_post(school_group, make.make_staff("Olga", school_group, "administration")), user)
    send()
    told_to = {mail.to[0]: forms_of(mail)[0] for mail in mailoutbox}
    assert "Groepen zonder bericht deze week\n- Groep 5B" in told_to[greet.email]
    assert "zonder bericht" not in told_to[anna.email]


def test_a_day_has_its_own_words(carla, group_5b, anna, mailoutbox):
    choose(carla, Channel.DAILY)
    row(make.make_post(group_5b, anna), carla, channel=Channel.DAILY)
    send()
    assert mailoutbox[0].subject == "Uw dag: Emma"
    assert "één keer per dag" in told(mailoutbox)


@pytest.mark.parametrize("monday", [date(2027, 3, 22), date(2026, 10, 19)])
def test_when_the_clock_changes_everything_is_told_once_at_four(
    weekly, school, group_5b, anna, monday, mailoutbox
):
    noon = datetime.combine(monday, time(12), UTC)
    for days in range(12):
        post = make.make_post(group_5b, anna, f"Dag {days}.", published_at=noon + timedelta(days=days))
        plan_posts(school=school, now=noon + timedelta(days=days, minutes=6))
    fridays = [datetime.combine(monday + timedelta(days=days), time(16), AMSTERDAM) for days in (4, 11)]
    for friday in fridays:
        assert send(friday - timedelta(seconds=1)) == 0
        assert send(friday) == 1
    mails = [forms_of(mail)[0] for mail in mailoutbox]
    assert [sum(f"Dag {day}." in text for text in mails) for day in range(12)] == [1] * 12
    assert post.title in mails[1]


def test_posts_of_more_than_a_week_are_told_with_their_date(weekly, group_5b, anna, mailoutbox):
    for days in (0, 12):
        post: Post = make.make_post(group_5b, anna, published_at=make.NOW - timedelta(days=days))
        row(post, weekly)
    send()
    assert "donderdag 24 september" in told(mailoutbox)
