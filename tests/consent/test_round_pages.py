"""The pages on which rounds are kept, and the letters for who did not answer."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from consent.actions.rounds import open_round, send_due_reminders
from consent.errors import Refused
from consent.models import ConsentRound
from consent.queries.overview import unfinished_in
from tests.make import decide, make_child

TODAY = timezone.localdate()
LAST = TODAY + timedelta(days=30)
AUDIENCES = ["group", "school", "name", "video", "sound", "print", "website", "social"]


def text(response):
    return unescape(response.content.decode())


@pytest.fixture
def opened(school, emma, carla, olga):
    yesterday = timezone.now() - timedelta(days=1)
    return open_round(school=school, closes_on=LAST, remind_on=[], by=olga, now=yesterday)


def page(name, opened):
    return reverse(f"consent:round-{name}", args=[opened.pk])


def test_the_office_opens_a_round_with_reminders(sign_in, school, emma, carla, olga):
    client, address = sign_in(olga), reverse("consent:round-list")
    assert "1 ouder heeft nog een vraag open" in text(client.get(address))
    response = client.post(address, {"closes_on": LAST.isoformat(), "remind": ["14", "2"]})
    opened = ConsentRound.objects.get()
    assert response.headers["Location"] == page("detail", opened)
    days = list(opened.reminders.values_list("due_on", flat=True))
    assert days == [TODAY, LAST - timedelta(days=14), LAST - timedelta(days=2)]
    assert "Er is een ronde open" in text(client.get(address))


@pytest.mark.parametrize(
    "data", [{}, {"closes_on": TODAY.isoformat()}, {"closes_on": LAST, "remind": ["99"]}]
)
def test_a_round_that_cannot_be_is_an_error(sign_in, emma, olga, data):
    response = sign_in(olga).post(reverse("consent:round-list"), data)
    assert response.status_code == 422
    assert "<title>Fout:" in text(response)
    assert not ConsentRound.objects.exists()


def test_a_second_round_leads_to_the_one_that_is_open(sign_in, opened, greet):
    client = sign_in(greet)
    response = client.post(reverse("consent:round-list"), {"closes_on": LAST.isoformat()})
    assert response.headers["Location"] == page("detail", opened)
    assert "Er is al een ronde open." in text(client.get(page("detail", opened)))
    assert ConsentRound.objects.count() == 1


def test_who_was_a_moment_too_late_sees_the_round_of_the_other(sign_in, school, emma, olga, monkeypatch):
    def too_late(**_words):
        raise Refused("Er is al een ronde open.")

    monkeypatch.setattr("consent.views.office.actions.open_round", too_late)
    client = sign_in(olga)
    response = client.post(reverse("consent:round-list"), {"closes_on": LAST.isoformat()})
    assert "Er is al een ronde open." in text(client.get(response.headers["Location"]))


def test_the_page_of_a_round_tells_how_far_it_is_and_what_closing_does(
    sign_in, opened, olga, mailoutbox, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send_due_reminders(now=timezone.now())
    found = text(sign_in(olga).get(page("detail", opened)))
    assert "1 mail verstuurd" in found
    assert "Herinner 1 ouder nu" in found
    assert "Geen antwoord verandert" in found
    assert len(mailoutbox) == 1


def test_reminding_twice_on_a_day_says_so(sign_in, opened, olga):
    client = sign_in(olga)
    assert client.post(page("remind", opened)).status_code == 303
    assert "De herinneringen zijn onderweg." in text(client.get(page("detail", opened)))
    client.post(page("remind", opened))
    assert "Er is vandaag al een mail." in text(client.get(page("detail", opened)))
    assert opened.reminders.count() == 2


def test_closing_by_hand(sign_in, opened, greet):
    client = sign_in(greet)
    assert client.post(page("close", opened)).status_code == 303
    opened.refresh_from_db()
    assert opened.closed_at is not None
    assert "Sluit de ronde" not in text(client.get(page("detail", opened)))


def test_a_director_of_another_school_finds_no_round(sign_in, opened, stranger_director):
    client = sign_in(stranger_director)
    assert client.get(page("detail", opened)).status_code == 404
    assert client.post(page("close", opened)).status_code == 404


def test_letters_are_for_children_about_whom_something_is_open(school, group_5b, emma, carla):
    yara = make_child("Yara", group_5b)
    for audience in AUDIENCES:
        decide(emma, carla, "no", audience)
    (sheet,) = unfinished_in(group_5b, today=TODAY)
    assert sheet.child == yara
    assert [purpose.audience for purpose in sheet.purposes] == AUDIENCES


def test_the_office_prints_the_letters_of_a_group(sign_in, group_5b, emma, olga):
    response = sign_in(olga).get(reverse("consent:letters", args=[group_5b.slug]))
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response.headers["Cache-Control"] == "private, no-store"


def test_nothing_to_print_is_said(sign_in, group_5b, emma, carla, olga):
    for audience in AUDIENCES:
        decide(emma, carla, "yes", audience)
    client = sign_in(olga)
    response = client.get(reverse("consent:letters", args=[group_5b.slug]))
    assert response.status_code == 303
    assert "Er is niets af te drukken" in text(client.get(response.headers["Location"]))


@pytest.mark.parametrize(("name", "status"), [("anna", 403), ("carla", 403), ("bram", 404)])
def test_letters_are_printed_by_the_office_only(sign_in, group_5b, emma, name, status, request):
    person = request.getfixturevalue(name)
    assert sign_in(person).get(reverse("consent:letters", args=[group_5b.slug])).status_code == status
