"""What the school asks: words in versions, asking again, dropping, and a question for one event (R138)."""

from datetime import timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consent.actions.rounds import send_due_reminders
from consent.actions.wordings import change_wording, create_event, restore_purpose, retire_purpose
from consent.errors import Refused
from consent.models import ConsentRound, Purpose
from consent.queries.choices import purposes_for
from consent.queries.recognising import recognisable
from consent.queries.rounds import count_of_yes
from tests.make import NOW, decide

TODAY = timezone.localdate()
WORDS = {
    "title": "Website",
    "sentence": "Iedereen ziet het.",
    "consequence": "Kopieën blijven.",
    "yes_means": "Herkenbaar",
    "no_means": "Achter een blad",
}


@pytest.fixture
def website(school):
    return school.purposes.get(subject="child", audience="website")


def counts(school, child):
    return child.pk in recognisable([child.pk], school=school, audience="website", today=TODAY)


def change(purpose, by, *, ask_again, words=WORDS):
    return change_wording(
        purpose=purpose, words=words, ask_again=ask_again, seen_version=purpose.version, by=by, now=NOW
    )


def test_clearer_words_keep_the_answers(school, website, emma, carla, greet):
    decide(emma, carla, "yes", "website")
    changed = change(website, greet, ask_again=False)
    assert (changed.version, changed.counts_from) == (2, 1)
    assert counts(school, emma)
    first, second = website.wordings.order_by("version")
    assert (first.title, second.title, second.written_by) == ("Website van de school", "Website", greet)


def test_asking_again_makes_an_older_yes_void_and_keeps_an_older_no(
    school, website, emma, carla, dirk, greet
):
    decide(emma, carla, "yes", "website")
    assert count_of_yes(website) == 1
    changed = change(website, greet, ask_again=True)
    assert not counts(school, emma)
    assert count_of_yes(changed) == 0
    decide(emma, carla, "yes", "website")
    assert counts(school, emma)


def test_the_same_words_are_no_new_version(website, greet):
    words = {name: getattr(website, name) for name in WORDS}
    assert change(website, greet, ask_again=False, words=words).version == 1
    assert change(website, greet, ask_again=True, words=words).counts_from == 2


def test_two_who_change_at_once_do_not_overwrite_each_other(website, greet):
    change(website, greet, ask_again=False)
    with pytest.raises(Refused):
        change_wording(purpose=website, words=WORDS, ask_again=True, seen_version=1, by=greet, now=NOW)
    assert website.wordings.count() == 2


@pytest.mark.parametrize("name", ["anna", "olga", "carla", "stranger_director"])
def test_only_who_leads_the_school_changes_a_question(sign_in, school, website, emma, name, request):
    person = request.getfixturevalue(name)
    with pytest.raises(PermissionDenied):
        change(website, person, ask_again=True)
    client = sign_in(person)
    for action in ("edit", "retire", "restore"):
        assert client.post(reverse(f"consent:purpose-{action}", args=[website.pk])).status_code == 404


def test_the_page_says_how_many_times_yes_it_costs_before_saving(sign_in, website, emma, carla, dirk, greet):
    decide(emma, carla, "yes", "website")
    decide(emma, dirk, "yes", "website")
    client, address = sign_in(greet), reverse("consent:purpose-edit", args=[website.pk])
    assert "2 keer ja telt dan niet meer" in unescape(client.get(address).content.decode())
    refused = client.post(address, WORDS | {"version": 1})
    assert refused.status_code == 422
    assert "<title>Fout:" in refused.content.decode()
    assert client.post(address, WORDS | {"version": 1, "effect": "again"}).status_code == 303
    assert count_of_yes(Purpose.objects.get(pk=website.pk)) == 0


def test_a_question_that_is_dropped_is_not_asked_and_counts_as_no(
    sign_in, school, website, emma, carla, greet
):
    decide(emma, carla, "yes", "website")
    retire_purpose(purpose=website, by=greet, now=NOW)
    assert not counts(school, emma)
    assert website not in purposes_for(emma, today=TODAY)
    page = sign_in(greet).get(reverse("consent:purpose-edit", args=[website.pk]))
    assert reverse("consent:purpose-restore", args=[website.pk]) in page.content.decode()
    restore_purpose(purpose=website, by=greet)
    assert counts(school, emma)


EVENT = WORDS | {"title": "Schoolreis"}


def make_event(school, by, group=None, ends_on=TODAY + timedelta(days=9)):
    return create_event(school=school, words=EVENT, group=group, ends_on=ends_on, by=by, now=timezone.now())


def test_an_event_asks_the_guardians_concerned_and_nobody_else(
    school, group_5b, emma, finn, carla, farid, greet, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        event = make_event(school, greet, group_5b)
    run_rounds(django_capture_on_commit_callbacks)
    assert event in purposes_for(emma, today=TODAY)
    assert event not in purposes_for(finn, today=TODAY)
    assert [mail.to for mail in mailoutbox] == [[carla.email]]
    assert "Schoolreis" in mailoutbox[0].subject
    assert reverse("consent:child", args=[emma.pk]) in mailoutbox[0].body
    assert ConsentRound.objects.get().purpose == event


def run_rounds(capture):
    with capture(execute=True):
        send_due_reminders(now=timezone.now())


def test_an_event_that_is_sent_twice_is_asked_once(school, group_5b, greet):
    first, second = (make_event(school, greet, group_5b) for _ in range(2))
    assert first == second
    assert first.rounds.count() == 1


def test_an_event_that_is_past_or_of_another_school_is_refused(school, other_school, greet, group_5b):
    with pytest.raises(Refused):
        make_event(school, greet, ends_on=TODAY - timedelta(days=1))
    with pytest.raises(ValueError, match="another school"):
        make_event(school, greet, group=other_school.groups.school_wide().get())


def test_the_director_asks_for_an_event_on_the_page(sign_in, school, group_5b, greet, anna):
    address = reverse("consent:event-create")
    assert sign_in(anna).get(address).status_code == 403
    data = EVENT | {"group": group_5b.pk, "ends_on": (TODAY + timedelta(days=2)).isoformat()}
    assert sign_in(greet).post(address, EVENT).status_code == 422
    assert sign_in(greet).post(address, data).status_code == 303
    assert Purpose.objects.get(audience="event").group == group_5b


def test_an_update_gives_schools_the_questions_they_miss(school):
    video = school.purposes.get(subject="child", audience="video")
    Purpose.objects.filter(pk=video.pk).update(audience="event", ends_on=TODAY)
    assert not school.purposes.filter(audience="video").exists()
    call_command("prepare")
    call_command("prepare")
    assert school.purposes.filter(subject="child", audience="video").count() == 1
