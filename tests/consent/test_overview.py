"""How far the school is, whose guardians differ, and what counts for one child."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.models import ConsentRound, Purpose
from consent.queries.overview import Stage, answers_about, children_at, differences, progress_of
from consent.queries.rounds import round_is_due, waiting
from tests.make import NOW, decide, make_child, make_guardian, make_user, set_policy

TODAY = timezone.localdate(NOW)
AUDIENCES = ["group", "school", "name", "video", "sound", "print", "website", "social"]


def text(response):
    return unescape(response.content.decode())


def choose_all(child, guardian, answer="yes"):
    for audience in AUDIENCES:
        decide(child, guardian, answer, audience)


def answers_of(school):
    today = timezone.localdate()
    return answers_about(children_at(school, today), school=school, today=today)


def test_a_child_is_done_when_each_question_has_an_answer_of_some_guardian(school, emma, carla, dirk):
    assert answers_of(school).stage_of(emma.pk) == Stage.NONE
    decide(emma, carla, "no", "group")
    assert answers_of(school).stage_of(emma.pk) == Stage.PART
    for audience in AUDIENCES[1:]:
        decide(emma, dirk, "yes", audience)
    assert answers_of(school).stage_of(emma.pk) == Stage.COMPLETE


def test_an_answer_of_a_guardian_without_authority_or_blocked_is_none(school, emma, carla, greet):
    choose_all(emma, carla)
    row = emma.authorities.get(guardian=carla)
    row.authority = "unknown"
    row.save()
    assert answers_of(school).stage_of(emma.pk) == Stage.NONE


def test_each_guardian_has_own_open_questions(school, emma, carla, dirk):
    choose_all(emma, carla)
    people = waiting(answers_of(school))
    assert [(person.guardian, person.children) for person in people] == [(dirk, [emma])]


def test_bars_count_each_child_of_a_group_once(school, group_5b, emma, carla):
    make_child("Yara", group_5b)
    choose_all(emma, carla)
    (bar,) = progress_of([group_5b], answers_of(school))
    assert (bar.complete, bar.part, bar.none, bar.total) == (1, 0, 1, 2)


def test_guardians_differ_is_found_per_purpose(school, emma, finn, carla, dirk, farid):
    decide(emma, carla, "yes", "website")
    decide(emma, dirk, "no", "website")
    decide(emma, carla, "no", "print")
    decide(emma, dirk, "no", "print")
    decide(finn, farid, "yes", "website")
    (found,) = differences(school, today=timezone.localdate())
    assert found.child == emma
    assert [purpose.audience for purpose in found.purposes] == ["website"]


@pytest.mark.parametrize("name", ["anna", "bram", "olga", "henk", "carla", "dirk", "farid"])
def test_only_who_leads_the_school_sees_that_guardians_differ(
    sign_in, school, emma, carla, dirk, greet, name, request
):
    decide(emma, carla, "yes", "website")
    decide(emma, dirk, "no", "website")
    client = sign_in(request.getfixturevalue(name))
    assert client.get(reverse("consent:difference-list")).status_code == 403
    assert client.get(reverse("consent:pupil", args=[emma.pk])).status_code == 404


def test_the_director_sees_the_fact_and_never_who_said_what(sign_in, emma, carla, dirk, greet):
    decide(emma, carla, "yes", "website")
    decide(emma, dirk, "no", "website")
    for page in ("consent:difference-list", "consent:pupil"):
        address = reverse(page, args=[emma.pk] if page == "consent:pupil" else [])
        found = text(sign_in(greet).get(address))
        assert "Website van de school" in found
        assert "Carla" not in found
        assert "Dirk" not in found
    assert "ouders verschillen" in found


def test_a_director_of_another_school_finds_nothing(sign_in, emma, stranger_director):
    client = sign_in(stranger_director)
    assert client.get(reverse("consent:pupil", args=[emma.pk])).status_code == 404
    assert client.get(reverse("consent:overview"), {"school": "de-wilgenhof"}).status_code == 404


def test_a_teacher_sees_the_own_group_and_no_other(sign_in, school, emma, finn, anna, bram):
    page = text(sign_in(anna).get(reverse("consent:overview")))
    assert "5B" in page
    assert "6A" not in page
    assert reverse("consent:round-list") not in page


def test_the_office_sees_every_group_but_no_list_and_no_differences(sign_in, emma, finn, olga):
    page = text(sign_in(olga).get(reverse("consent:overview")))
    assert "5B" in page
    assert "6A" in page
    assert "recognisable" not in page
    assert reverse("consent:difference-list") not in page


@pytest.mark.parametrize("name", ["henk", "carla"])
def test_who_neither_teaches_nor_keeps_is_refused(sign_in, emma, name, request):
    assert sign_in(request.getfixturevalue(name)).get(reverse("consent:overview")).status_code == 403


def test_a_school_that_asks_every_year_and_did_not_is_told_in_september(school, greet):
    assert not round_is_due(school, today=date(2026, 8, 31))
    assert round_is_due(school, today=date(2026, 9, 1))
    assert round_is_due(school, today=date(2027, 3, 1))
    ConsentRound.objects.create(school=school, opened_by=greet, opened_at=NOW, closes_on=TODAY)
    assert not round_is_due(school, today=date(2027, 3, 1))
    assert round_is_due(school, today=date(2027, 9, 1))
    set_policy(school, greet, consent_renewal="none")
    assert not round_is_due(school, today=date(2027, 9, 1))


def test_more_children_cost_no_more_questions(sign_in, school, group_5b, emma, carla, greet):
    choose_all(emma, carla)
    addresses = [
        reverse("consent:overview"),
        reverse("consent:difference-list"),
        reverse("consent:round-list"),
    ]
    client = sign_in(greet)
    before = [count(client, address) for address in addresses]
    for number in range(6):
        child, guardian = make_child(f"Kind{number}", group_5b), make_user()
        make_guardian(child, guardian)
        choose_all(child, guardian, "yes" if number % 2 else "no")
    assert [count(client, address) for address in addresses] == before


def count(client, address):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_an_event_of_another_group_is_not_open_for_this_child(school, group_6a, emma, carla):
    choose_all(emma, carla)
    Purpose.objects.create(
        school=school,
        audience="event",
        title="Kamp",
        sentence="x",
        yes_means="j",
        no_means="n",
        group=group_6a,
        ends_on=date(2099, 1, 1),
    )
    assert answers_of(school).stage_of(emma.pk) == Stage.COMPLETE
