"""Reading one conversation."""

from datetime import timedelta
from uuid import uuid4

import pytest

from conversations import actions
from conversations.models import Message, Participant
from tests import make
from tests.make import NOW
from tests.posts.test_feed_queries import statements

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("afternoon")


@pytest.fixture
def address(talk):
    return f"/conversations/{talk.pk}/"


def page(client, address, **more):
    response = client.get(address, **more)
    assert response.status_code == 200
    return response.content.decode()


def test_the_header_says_about_whom_it_is_and_exactly_who_reads(address, carla, sign_in):
    said = page(sign_in(carla), address)
    assert "over Emma Jansen" in said
    assert "groep 5B" in said
    assert "Alleen u, Juf Anna en Dirk Test kunnen dit lezen." in said
    assert "Emma leest niet graag." in said


def test_nobody_else_finds_it(address, client, koen, bram, greet, sign_in):
    assert [sign_in(user).get(address).status_code for user in (koen, bram, greet)] == [404, 404, 404]
    assert client.get(address).status_code == 302


def test_it_is_only_read_here(address, carla, sign_in):
    assert sign_in(carla).post(address).status_code == 405


@pytest.mark.parametrize(
    "query", ["before=x", "before=-1", "before=99999999999", "before=0000000000009", "after=²"]
)
def test_an_address_nobody_wrote_does_not_exist(address, carla, sign_in, query):
    assert sign_in(carla).get(f"{address}?{query}").status_code == 404


@pytest.mark.parametrize("since", ["", "gisteren", "2026-10-06T13:00:00", "0001-01-01T00:00:00+00:00"])
def test_only_a_moment_of_our_own_is_taken_back(address, carla, sign_in, since):
    asked = sign_in(carla).get(address, {"after": 1, "since": since}, headers=HTMX)
    assert asked.status_code == 404


def test_looking_changes_nothing_and_saying_seen_does(talk, address, anna, sign_in):
    client = sign_in(anna)
    assert 'id="new"' in page(client, address)
    seat = Participant.objects.get(conversation=talk, user=anna)
    assert seat.seen_until == 0
    assert client.post(f"{address}seen/", {"until": 1}).status_code == 302
    seat.refresh_from_db()
    assert seat.seen_until == 1
    assert 'id="new"' not in page(client, address)


def test_seen_takes_a_number(address, anna, sign_in):
    assert sign_in(anna).post(f"{address}seen/", {"until": "alles"}).status_code == 400


def test_htmx_gets_nothing_back_for_what_was_seen(address, anna, sign_in):
    answer = sign_in(anna).post(f"{address}seen/", {"until": 1}, headers=HTMX)
    assert (answer.status_code, answer.content) == (200, b"")


def test_somebody_who_is_invited_reads_from_then_on_and_everybody_sees_it(
    talk, address, anna, carla, greet, sign_in, afternoon
):
    actions.invite(conversation=talk, colleague=greet, by=anna, now=NOW + timedelta(minutes=5))
    make.make_message(talk, carla, "En nu?", now=NOW + timedelta(minutes=6))
    afternoon.shift(timedelta(minutes=10))
    hers = page(sign_in(greet), address)
    assert "Emma leest niet graag." not in hers
    assert "En nu?" in hers
    assert "Greet Test leest mee sinds 6 oktober" in page(sign_in(carla), address)


def test_who_left_is_a_line_as_well(talk, address, anna, carla, greet, sign_in, afternoon):
    actions.invite(conversation=talk, colleague=greet, by=anna, now=NOW + timedelta(minutes=5))
    actions.leave(conversation=talk, by=greet, now=NOW + timedelta(minutes=6))
    afternoon.shift(timedelta(minutes=10))
    assert "Greet Test leest niet meer mee sinds 6 oktober" in page(sign_in(carla), address)
    assert sign_in(greet).get(address).status_code == 404


def test_an_answer_shows_what_it_answers_and_leads_to_it(talk, address, anna, carla, sign_in):
    first = Message.objects.get()
    make.make_message(talk, anna, "Wij oefenen.", replies_to=first)
    said = page(sign_in(carla), address)
    assert f'class="k-aangehaald" href="#message-{first.pk}"' in said


def test_what_stood_there_before_an_edit_stays_to_be_read(talk, address, anna, carla, sign_in):
    message = make.make_message(talk, anna, "Dinsdag om drie uur")
    actions.edit_message(message=message, text="Woensdag om drie uur", by=anna, now=NOW)
    said = page(sign_in(carla), address)
    assert "Woensdag om drie uur" in said
    assert "Wat hier eerst stond" in said
    assert "Dinsdag om drie uur" in said


def test_what_was_taken_back_is_a_place_without_words(talk, address, anna, carla, sign_in):
    message = make.make_message(talk, anna, "Verkeerde ouder")
    actions.take_back_message(message=message, by=anna, now=NOW)
    said = page(sign_in(carla), address)
    assert "Dit bericht is teruggenomen." in said
    assert "Verkeerde ouder" not in said


def test_what_is_held_says_until_when_to_its_writer_and_is_not_there_for_its_reader(
    talk, address, anna, carla, sign_in, afternoon
):
    afternoon.shift(timedelta(hours=6))
    make.make_message(talk, carla, "Tot morgen", now=NOW + timedelta(hours=6))
    assert "wordt morgen om 8.00 uur bezorgd" in page(sign_in(carla), address)
    assert "Tot morgen" not in page(sign_in(anna), address)
    afternoon.shift(timedelta(hours=12))
    assert "Tot morgen" in page(sign_in(anna), address)


def test_read_stands_only_where_it_was_asked_and_never_when(talk, address, anna, carla, sign_in):
    message = make.make_message(talk, anna, "Past dinsdag?", asks_confirmation=True)
    assert "Ik heb dit gelezen" in page(sign_in(carla), address)
    sign_in(carla).post(f"/conversations/messages/{message.pk}/confirm/")
    assert "gelezen door Carla Test" in page(sign_in(anna), address)
    assert "gelezen door" not in page(sign_in(carla), address)


def test_older_messages_are_a_link_away(talk, address, carla, sign_in):
    for number in range(60):
        make.make_message(talk, carla, f"Regel {number}.")
    client = sign_in(carla)
    said = page(client, address)
    assert "Regel 5." not in said
    assert "?before=12" in said
    older = page(client, f"{address}?before=12")
    assert "Regel 5." in older
    assert "Naar de nieuwste berichten" in older
    fragment = page(client, f"{address}?before=12", headers=HTMX)
    assert "<html" not in fragment
    assert "Regel 5." in fragment


def test_searching_finds_words_and_the_way_to_them(talk, address, carla, sign_in):
    make.make_message(talk, carla, "De zwemles begint om twee uur")
    said = page(sign_in(carla), f"{address}?q=ZWEMLES")
    assert "1 bericht met" in said
    assert "De zwemles begint" in said
    assert "Emma leest niet graag." not in said


def test_an_open_page_gets_only_what_is_new(talk, address, anna, carla, sign_in, afternoon):
    client = sign_in(carla)
    asked = {"after": 1, "since": NOW.isoformat()}
    assert client.get(address, asked, headers=HTMX).status_code == 204
    afternoon.shift(timedelta(minutes=1))
    make.make_message(talk, anna, "Ik ben er.", now=NOW + timedelta(minutes=1))
    fresh = client.get(address, asked, headers=HTMX).content.decode()
    assert "Ik ben er." in fresh
    assert "Emma leest niet graag." not in fresh
    assert 'name="after" value="2"' in fresh
    assert "Nieuw bericht van Juf Anna." in fresh


def test_an_open_page_hears_of_a_change_in_its_place(talk, address, anna, carla, sign_in, afternoon):
    message = make.make_message(talk, anna, "Dinsdag")
    drawn = NOW + timedelta(minutes=1)
    actions.edit_message(message=message, text="Woensdag", by=anna, now=NOW + timedelta(minutes=2))
    afternoon.shift(timedelta(minutes=3))
    asked = {"after": 2, "since": drawn.isoformat()}
    fresh = sign_in(carla).get(address, asked, headers=HTMX).content.decode()
    assert f'<li id="message-{message.pk}" hx-swap-oob="true">' in fresh


def test_what_the_hours_let_through_reaches_an_open_page_though_its_number_is_lower(
    talk, address, anna, carla, dirk, sign_in, afternoon
):
    evening, morning = NOW + timedelta(hours=6), NOW + timedelta(hours=18)
    held = make.make_message(talk, carla, "Vanavond", now=evening)
    actions.send_message(
        message_id=uuid4(),
        conversation=talk,
        writing=actions.Writing("Met spoed", reason="asked"),
        by=anna,
        now=evening + timedelta(minutes=1),
    )
    afternoon.shift(timedelta(hours=18))
    asked = {"after": 3, "since": (morning - timedelta(hours=2)).isoformat()}
    fresh = sign_in(anna).get(address, asked, headers=HTMX).content.decode()
    assert f'id="message-{held.pk}"' in fresh


def test_what_the_hours_let_through_after_something_urgent_is_new(
    talk, address, anna, carla, sign_in, afternoon
):
    evening = NOW + timedelta(hours=8)
    held = make.make_message(talk, anna, "Tot morgen", now=evening)
    make.make_message(talk, anna, "Met spoed", now=evening, reason="accident")
    afternoon.shift(timedelta(hours=8))
    client = sign_in(carla)
    assert "Tot morgen" not in page(client, address)
    client.post(f"{address}seen/", {"until": 3})
    afternoon.shift(timedelta(hours=16))
    said = page(sign_in(carla), address)
    assert said.index('id="new"') < said.index(f'id="message-{held.pk}"')


@pytest.mark.parametrize("query", ["", "?q=Regel"])
def test_ten_messages_and_fifty_cost_the_same(talk, address, anna, carla, sign_in, query):
    client = sign_in(carla)
    first = talk.messages.get()
    for number in range(10):
        make.make_message(talk, anna, f"Regel {number}", replies_to=first)
    client.get(address)
    ten = statements(client, address + query)
    for number in range(39):
        make.make_message(talk, anna, f"Regel {number}", replies_to=first)
    assert statements(client, address + query) == ten
