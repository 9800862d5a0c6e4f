"""The list of conversations, and how many are new in the menu."""

from datetime import timedelta

import pytest

from conversations import actions
from tests import make
from tests.make import NOW
from tests.posts.test_feed_queries import statements

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.usefixtures("afternoon")


def page(client, address="/conversations/", **more):
    response = client.get(address, **more)
    assert response.status_code == 200
    return response.content.decode()


def many(child, by, count, *, start=0):
    for number in range(start, start + count):
        now = NOW - timedelta(days=30) + timedelta(hours=number)
        talk = make.make_conversation(child, by, subject=f"Onderwerp {number}.", now=now)
        make.make_message(talk, by, f"Vraag {number}", now=now)


def test_a_row_says_who_about_what_about_whom_and_what_came_last(talk, anna, carla, sign_in):
    make.make_message(talk, anna, "Wij oefenen samen.")
    said = page(sign_in(carla))
    assert "Juf Anna en Dirk Test" in said
    assert "Lezen" in said
    assert "Wij oefenen samen." in said
    assert '<span class="k-zacht k-s">Emma</span>' in said
    assert f'href="/conversations/{talk.pk}/#new"' in said


def test_the_own_last_words_are_marked_as_such(talk, carla, anna, sign_in):
    assert "U: Emma leest niet graag." in page(sign_in(carla))
    assert "U: Emma" not in page(sign_in(anna))


def test_the_menu_counts_the_conversations_with_something_new(talk, anna, carla, sign_in):
    make.make_message(talk, carla, "En nog iets")
    assert '<span class="k-tel">1' in page(sign_in(anna))
    actions.mark_seen(conversation=talk, until=2, by=anna, now=NOW)
    assert "k-tel" not in page(sign_in(anna)).split("Meldingen")[0]


def test_nobody_sees_a_conversation_of_others(talk, koen, farid, greet, sign_in):
    for user in (koen, farid, greet):
        assert "Emma leest niet graag." not in page(sign_in(user))


def test_who_has_none_is_told_what_to_do(carla, anna, sign_in):
    assert "Nog geen gesprekken" in page(sign_in(carla))
    assert "Nog geen gesprekken" in page(sign_in(anna))


def test_the_list_goes_on_where_the_page_ends(emma, carla, anna, sign_in):
    many(emma, carla, 35)
    client = sign_in(carla)
    first = client.get("/conversations/")
    assert "Onderwerp 34." in first.content.decode()
    assert "Onderwerp 3." not in first.content.decode()
    cursor = str(first.context["listing"].next_cursor)
    second = client.get("/conversations/", {"before": cursor}).content.decode()
    assert [f"Onderwerp {number}." in second for number in (0, 4, 5)] == [True, True, False]


@pytest.mark.parametrize("query", ["before=gisteren", "before=2026-10-06~x", "open=x"])
def test_an_address_nobody_wrote_does_not_exist(carla, sign_in, query):
    assert sign_in(carla).get(f"/conversations/?{query}").status_code == 404


def test_htmx_gets_the_rows_alone(talk, carla, sign_in):
    part = page(sign_in(carla), f"/conversations/?open={talk.pk}", headers=HTMX)
    assert "<html" not in part
    assert 'aria-current="page"' in part


def test_it_is_only_read(carla, sign_in, client):
    assert sign_in(carla).post("/conversations/").status_code == 405
    assert client.get("/conversations/").status_code == 302


def test_ten_conversations_and_fifty_cost_the_same(emma, carla, anna, school, greet, sign_in):
    make.set_policy(school, greet, conversations_per_hour=500)
    many(emma, carla, 10)
    client = sign_in(carla)
    client.get("/conversations/")
    ten = statements(client, "/conversations/")
    many(emma, carla, 40, start=10)
    assert statements(client, "/conversations/") == ten
