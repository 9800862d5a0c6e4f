"""Who may be shown recognisably, asked of the database (R170)."""

from datetime import timedelta
from uuid import uuid4

import pytest

from consent.models import Purpose
from consent.queries.recognising import reasons, recognisable, shown_to
from consent.rules import Reason
from groups import actions as group_actions
from people.models import ParentalAuthority
from tests.make import NOW, TERM_START, decide, make_child, make_guardian, make_user

TODAY = NOW.date()
GROUP, SCHOOL = Purpose.Audience.GROUP, Purpose.Audience.SCHOOL


def shown(child, school, audience=GROUP, today=TODAY):
    return child.pk in recognisable([child.pk], school=school, audience=audience, today=today)


def test_without_any_decision_nobody_is_recognisable(school, emma, carla, dirk):
    assert not shown(emma, school)


def test_a_yes_shows_the_child_to_that_audience_only(school, emma, carla):
    decide(emma, carla, "yes", GROUP)
    assert shown(emma, school, GROUP)
    assert not shown(emma, school, SCHOOL)


def test_a_refusal_by_one_parent_covers_the_child(school, emma, carla, dirk):
    decide(emma, carla, "yes")
    decide(emma, dirk, "no")
    assert not shown(emma, school)


def test_the_latest_answer_of_a_guardian_counts(school, emma, carla):
    for answer in ("no", "yes"):
        decide(emma, carla, answer)
    assert shown(emma, school)
    decide(emma, carla, "no")
    assert not shown(emma, school)


def test_a_clock_set_back_does_not_revive_an_old_yes(school, emma, carla):
    yes = decide(emma, carla, "yes")
    no = type(yes)(
        authority=yes.authority,
        purpose=yes.purpose,
        answer="no",
        wording="",
        decided_by=carla,
        decided_at=yes.decided_at - timedelta(hours=2),
    )
    no.save()
    assert not shown(emma, school)


@pytest.mark.parametrize("authority", ["no", "unknown"])
def test_a_yes_without_authority_on_record_shows_nobody(school, emma, authority):
    friend = make_user("Gijs")
    make_guardian(emma, friend, authority)
    decide(emma, friend, "yes")
    assert not shown(emma, school)


def test_a_no_counts_while_authority_is_not_known_yet(school, emma, carla):
    friend = make_user("Gijs")
    make_guardian(emma, friend, "unknown")
    decide(emma, carla, "yes")
    decide(emma, friend, "no")
    assert not shown(emma, school)


def test_the_refusal_of_a_blocked_guardian_still_counts(school, emma, carla, dirk, greet):
    decide(emma, carla, "yes")
    decide(emma, dirk, "no")
    ParentalAuthority.objects.filter(guardian=dirk).update(
        blocked_at=NOW,
        blocked_by=greet,
        blocked_reason="Uitspraak van de rechter",
    )
    assert not shown(emma, school)


def test_the_yes_of_a_blocked_guardian_no_longer_counts(school, emma, dirk, greet):
    decide(emma, dirk, "yes")
    ParentalAuthority.objects.filter(guardian=dirk).update(
        blocked_at=NOW,
        blocked_by=greet,
        blocked_reason="Uitspraak van de rechter",
    )
    assert not shown(emma, school)


def test_a_child_that_left_the_school_is_covered(school, emma, carla):
    decide(emma, carla, "yes")
    group_actions.unregister_child(child=emma, school=school, ended_on=TODAY, by=None, now=NOW)
    assert not shown(emma, school)


def test_a_child_whose_place_has_not_begun_is_covered(school, emma, carla):
    decide(emma, carla, "yes")
    assert not shown(emma, school, today=TERM_START - timedelta(days=1))


def test_a_yes_for_one_school_says_nothing_about_another(school, other_school, emma, carla):
    decide(emma, carla, "yes")
    group_actions.register_child(school=other_school, child=emma, started_on=TERM_START, by=None, now=NOW)
    assert shown(emma, school)
    assert not shown(emma, other_school)


def test_what_is_unknown_is_covered(school, emma, carla):
    decide(emma, carla, "yes")
    assert not shown(emma, school, audience="billboard")
    assert not shown(emma, school.pk + 999)
    assert recognisable([uuid4()], school=school, audience=GROUP, today=TODAY) == set()
    assert recognisable([], school=school, audience=GROUP, today=TODAY) == set()


def test_a_school_without_the_purpose_shows_nobody(school, emma, carla):
    decide(emma, carla, "yes", GROUP)
    assert shown(emma, school)
    Purpose.objects.filter(school=school, audience=GROUP).update(audience="other")
    assert not shown(emma, school)


def test_every_audience_asked_for_is_answered(school, emma, carla):
    decide(emma, carla, "yes", GROUP)
    found = shown_to([GROUP, SCHOOL], children=[emma.pk], school=school, today=TODAY)
    assert {key: who.children for key, who in found.items()} == {GROUP: {emma.pk}, SCHOOL: set()}


def test_two_queries_however_many_children(school, group_5b, emma, carla, django_assert_num_queries):
    children = [emma]
    for number in range(5):
        child = make_child(f"Kind{number}", group_5b)
        make_guardian(child, carla)
        children.append(child)
    for child in children:
        decide(child, carla, "yes")
    ids = [child.pk for child in children]
    with django_assert_num_queries(2):
        assert recognisable(ids, school=school, audience=GROUP, today=TODAY) == set(ids)


def test_the_teacher_learns_why_but_not_who(school, group_5b, emma, finn, carla, dirk, farid):
    third = make_child("Kim", group_5b)
    decide(emma, carla, "yes")
    decide(emma, dirk, "no")
    decide(finn, farid, "yes")
    ids = [emma.pk, finn.pk, third.pk]
    assert reasons(ids, school=school, audience=GROUP, today=TODAY) == {
        emma.pk: Reason.REFUSED,
        finn.pk: Reason.RECOGNISABLE,
        third.pk: Reason.NO_ANSWER,
    }
