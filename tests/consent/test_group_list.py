"""Today's list of a group: who may not be recognisable where (R031)."""

from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.actions.objections import make_objection
from consent.queries.group_lists import COLUMNS, group_list
from tests.make import decide, make_child, make_guardian, make_user


def lines(group):
    return {line.child.first_name: line for line in group_list(group, today=timezone.localdate())}


def cells(line):
    return dict(zip(COLUMNS, line.cells, strict=True))


def address(group):
    return reverse("consent:group-list", args=[group.slug])


def test_each_column_tells_what_counts_there_and_why(group_5b, emma, carla):
    decide(emma, carla, "yes", "group")
    decide(emma, carla, "no", "school")
    decide(emma, carla, "yes", "print")
    line = lines(group_5b)["Emma"]
    found = cells(line)
    assert found["group"].is_yes
    assert (found["school"].is_yes, found["school"].reason) == (False, "ouders kozen nee")
    assert found["video"].reason == "nog geen keuze"
    assert line.outside == ["papier"]


def test_a_child_that_does_not_want_it_today_is_a_no_everywhere(group_5b, emma, carla, anna):
    for audience in (*COLUMNS, "print"):
        decide(emma, carla, "yes", audience)
    assert lines(group_5b)["Emma"].is_free
    now = timezone.now()
    make_objection(child=emma, day=timezone.localdate(now), by=anna, now=now)
    line = lines(group_5b)["Emma"]
    assert not any(cell.is_yes for cell in line.cells)
    assert line.outside == []
    assert line.reasons == ["wil die dag niet"]


def test_a_standing_objection_outranks_every_yes(group_5b, emma, carla, anna):
    decide(emma, carla, "yes", "group")
    make_objection(child=emma, day=None, by=anna, now=timezone.now())
    line = lines(group_5b)["Emma"]
    assert not any(cell.is_yes for cell in line.cells)
    assert line.reasons == ["wil zelf niet"]


def test_the_page_names_children_by_first_name_and_symbol_and_no_guardian(
    sign_in, group_5b, emma, carla, dirk, anna
):
    decide(emma, carla, "yes", "group")
    decide(emma, dirk, "no", "group")
    page = unescape(sign_in(anna).get(address(group_5b)).content.decode())
    assert "Emma" in page
    assert "Jansen" not in page
    assert "Carla" not in page
    assert "Dirk" not in page
    assert "ouders kozen nee" in page


def test_the_reason_is_not_printed(sign_in, group_5b, emma, anna):
    page = sign_in(anna).get(address(group_5b)).content.decode()
    assert 'k-niet-druk">nog geen keuze' in page


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("anna", 200),
        ("greet", 200),
        ("olga", 403),
        ("carla", 403),
        ("bram", 404),
        ("farid", 404),
        ("henk", 404),
    ],
)
def test_the_list_is_for_who_works_with_the_group(sign_in, group_5b, emma, name, status, request):
    person = request.getfixturevalue(name)
    assert sign_in(person).get(address(group_5b)).status_code == status


def test_more_children_cost_no_more_questions(sign_in, group_5b, emma, carla, anna):
    client = sign_in(anna)
    before = count(client, address(group_5b))
    for number in range(6):
        child, guardian = make_child(f"Kind{number}", group_5b), make_user()
        make_guardian(child, guardian)
        decide(child, guardian, "yes", "group")
        make_objection(child=child, day=None, by=anna, now=timezone.now())
    assert count(client, address(group_5b)) == before


def count(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
