"""What can be done with a message that was sent: change it, take it back, say that it was read."""

from datetime import timedelta

import pytest

from conversations.models import Message
from tests import make
from tests.make import NOW

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("afternoon")


@pytest.fixture
def said(talk, anna):
    return make.make_message(talk, anna, "Past dinsdag?", asks_confirmation=True)


def at(message, verb):
    return f"/conversations/messages/{message.pk}/{verb}/"


def test_changing_a_message_works_as_a_page_and_in_its_place(said, anna, sign_in):
    client = sign_in(anna)
    assert "Past dinsdag?</textarea>" in client.get(at(said, "edit")).content.decode()
    part = client.get(at(said, "edit"), headers=HTMX).content.decode()
    assert part.lstrip().startswith(f'<li id="message-{said.pk}"')
    answer = client.post(at(said, "edit"), {"text": "Past woensdag?"}, headers=HTMX).content.decode()
    assert "Past woensdag?" in answer
    assert "<html" not in answer
    response = client.post(at(said, "edit"), {"text": "Past donderdag?"})
    assert response["Location"].endswith(f"#message-{said.pk}")
    assert said.versions.count() == 2


def test_an_empty_change_is_refused_at_the_field(said, anna, sign_in):
    response = sign_in(anna).post(at(said, "edit"), {"text": " "})
    assert response.status_code == 422
    assert f'href="#edit-{said.pk}"' in response.content.decode()


@pytest.mark.parametrize("verb", ["edit", "take-back"])
def test_only_the_sender_changes_it(said, verb, carla, koen, sign_in):
    assert sign_in(carla).post(at(said, verb), {"text": "x"}).status_code == 403
    assert sign_in(koen).post(at(said, verb), {"text": "x"}).status_code == 404
    said.refresh_from_db()
    assert (said.text, said.state) == ("Past dinsdag?", Message.State.VISIBLE)


def test_sending_is_undone_within_two_minutes(talk, said, anna, sign_in, afternoon):
    client = sign_in(anna)
    afternoon.shift(timedelta(seconds=110))
    assert "Neem terug" in client.get(f"/conversations/{talk.pk}/").content.decode()
    response = client.post(at(said, "take-back"), headers=HTMX)
    assert "Dit bericht is teruggenomen." in response.content.decode()
    assert '<div id="undo" hx-swap-oob="true"></div>' in response.content.decode()
    assert "Neem terug" not in client.get(f"/conversations/{talk.pk}/").content.decode()


def test_after_two_minutes_the_page_says_why_not(talk, said, anna, sign_in, afternoon):
    afternoon.shift(timedelta(seconds=121))
    client = sign_in(anna)
    assert "Neem terug" not in client.get(f"/conversations/{talk.pk}/").content.decode()
    response = client.post(at(said, "take-back"), follow=True)
    assert "twee minuten" in response.content.decode()
    said.refresh_from_db()
    assert said.state == Message.State.VISIBLE
    assert client.post(at(said, "take-back"), headers=HTMX)["HX-Redirect"].endswith(f"#message-{said.pk}")


def test_who_reads_says_so_once(said, carla, sign_in):
    client = sign_in(carla)
    assert client.post(at(said, "confirm")).status_code == 302
    answer = client.post(at(said, "confirm"), headers=HTMX).content.decode()
    assert "Ik heb dit gelezen" not in answer
    assert said.arrivals.get(user=carla).is_confirmed
    assert not said.arrivals.exclude(user=carla).filter(is_confirmed=True).exists()


def test_nobody_confirms_what_does_not_ask_or_what_is_the_own_message(talk, said, anna, carla, koen, sign_in):
    first = talk.messages.get(number=1)
    assert sign_in(anna).post(at(first, "confirm")).status_code == 403
    assert sign_in(anna).post(at(said, "confirm")).status_code == 403
    assert sign_in(koen).post(at(said, "confirm")).status_code == 404


@pytest.mark.parametrize("verb", ["take-back", "confirm"])
def test_they_are_posts(said, verb, anna, sign_in):
    assert sign_in(anna).get(at(said, verb)).status_code == 405


def test_what_waits_for_the_hours_does_not_exist_for_its_reader(talk, carla, anna, sign_in, afternoon):
    afternoon.shift(timedelta(hours=6))
    held = make.make_message(talk, carla, "Straks", now=NOW + timedelta(hours=6), asks_confirmation=True)
    assert sign_in(anna).post(at(held, "confirm")).status_code == 404
