"""Measures that bite (R124): at the next request nobody writes who may not, and everybody else still does."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from groups import actions
from groups.errors import Refused
from groups.models import Restriction
from groups.permissions import may
from tests import make


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def place(now, school):
    """Place a measure for a week."""

    def place(action, *, by, days=7, **about):
        terms = {"ends_at": now + timedelta(days=days), "text": "Bel de school.", "by": by, "now": now}
        return getattr(actions, action)(**about, **terms)

    return place


def writes(user, group):
    return may(user, "react", group)


def test_who_has_comments_off_reads_on_and_writes_nowhere_in_this_school(
    place, greet, carla, dirk, school, group_5b, school_group
):
    place("close_comments", user=carla, school=school, by=greet)
    assert may(carla, "view", group_5b)
    assert not writes(carla, group_5b)
    assert not writes(carla, school_group)
    assert writes(dirk, group_5b)


def test_comments_off_leaves_another_school_alone(place, greet, carla, school, other_school):
    elsewhere = make.make_group(other_school, "3C")
    make.make_guardian(make.make_child("Finn", elsewhere), carla)
    place("close_comments", user=carla, school=school, by=greet)
    assert writes(carla, elsewhere)


def test_in_a_frozen_group_only_who_handles_it_writes(place, anna, greet, bram, carla, henk, group_5b):
    place("freeze_group", group=group_5b, by=anna)
    assert not writes(carla, group_5b)
    assert may(anna, "post", group_5b)
    assert writes(greet, group_5b)


def test_a_frozen_group_leaves_the_other_groups_alone(
    place, anna, carla, farid, group_5b, group_6a, school_group
):
    place("freeze_group", group=group_5b, by=anna)
    assert writes(farid, group_6a)
    assert writes(carla, school_group)


def test_in_a_stopped_school_only_the_director_writes(
    place, greet, anna, carla, farid, henk, school, school_group, group_5b, group_6a
):
    place("stop_school", school=school, by=greet)
    assert not any(writes(user, group_5b) for user in (anna, carla))
    assert not writes(farid, group_6a)
    assert not writes(henk, school_group)
    assert not may(anna, "post", group_5b)
    assert may(greet, "post", school_group)
    assert may(greet, "post", group_5b)


def test_a_stopped_school_leaves_another_school_and_every_other_right_alone(
    place, greet, anna, olga, school, stranger_director, other_school, group_5b
):
    place("stop_school", school=school, by=greet)
    assert may(stranger_director, "post", other_school.groups.school_wide().get())
    assert all(may(anna, verb, group_5b) for verb in ("view", "moderate", "manage"))
    assert may(olga, "register", group_5b)


def test_a_teacher_in_the_group_of_the_whole_school_does_not_handle_it(place, greet, school_group, group_5b):
    teacher = make.make_staff("Noor", school_group)
    place("freeze_group", group=school_group, by=greet)
    assert not writes(teacher, school_group)


def test_the_date_ends_a_measure_by_itself(place, greet, carla, school, group_5b, now):
    placed = place("close_comments", user=carla, school=school, by=greet)
    Restriction.objects.filter(pk=placed.pk).update(starts_at=now - timedelta(days=2), ends_at=now)
    assert writes(carla, group_5b)


def test_lifting_opens_at_once_and_lifting_twice_is_lifting(place, greet, carla, school, group_5b, now):
    placed = place("close_comments", user=carla, school=school, by=greet)
    lifted = actions.lift_restriction(restriction=placed, by=greet, now=now)
    again = actions.lift_restriction(restriction=placed, by=greet, now=now + timedelta(hours=1))
    assert writes(carla, group_5b)
    assert (again.lifted_at, again.lifted_by) == (lifted.lifted_at, greet)


def test_placing_twice_is_one_measure_and_the_longer_end_counts(place, greet, carla, school):
    first = place("close_comments", user=carla, school=school, by=greet, days=7)
    shorter = place("close_comments", user=carla, school=school, by=greet, days=2)
    longer = place("close_comments", user=carla, school=school, by=greet, days=14)
    assert shorter == first
    assert list(Restriction.objects.active(longer.starts_at)) == [longer]
    assert Restriction.objects.get(pk=first.pk).lifted_by == greet


@pytest.mark.parametrize("days", [-1, 0, 31])
def test_there_is_no_measure_without_an_end_within_a_month(place, greet, carla, school, days):
    with pytest.raises(Refused):
        place("close_comments", user=carla, school=school, by=greet, days=days)


def test_only_who_leads_the_school_takes_a_pen_or_stops_the_school(
    place, anna, bram, stranger_director, olga, carla, school, group_5b
):
    for by in (anna, olga, stranger_director, carla):
        for action, about in (
            ("close_comments", {"user": carla, "school": school}),
            ("suspend_account", {"user": carla, "school": school}),
            ("stop_school", {"school": school}),
        ):
            with pytest.raises(PermissionDenied):
                place(action, by=by, **about)
    for by in (bram, stranger_director, olga, carla):
        with pytest.raises(PermissionDenied):
            place("freeze_group", by=by, group=group_5b)
    assert not Restriction.objects.exists()


def test_nobody_places_a_measure_on_themselves_or_lifts_their_own(place, greet, school, school_group, now):
    second = make.make_staff("Gerda", school_group, "director")
    with pytest.raises(PermissionDenied):
        place("close_comments", user=greet, school=school, by=greet)
    placed = place("close_comments", user=greet, school=school, by=second)
    with pytest.raises(PermissionDenied):
        actions.lift_restriction(restriction=placed, by=greet, now=now)
    assert not writes(greet, school_group)


def test_a_teacher_lifts_the_freeze_of_the_own_group_and_nothing_else(
    place, anna, bram, greet, school, group_5b, now
):
    frozen = place("freeze_group", group=group_5b, by=greet)
    stopped = place("stop_school", school=school, by=greet)
    for by, restriction in ((bram, frozen), (anna, stopped)):
        with pytest.raises(PermissionDenied):
            actions.lift_restriction(restriction=restriction, by=by, now=now)
    assert actions.lift_restriction(restriction=frozen, by=anna, now=now).lifted_by == anna


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": make.NOW},
        {"neutral_text": ""},
        {"kind": "group_frozen"},
        {"user": None},
        {"lifted_at": make.NOW},
    ],
    ids=str,
)
def test_the_database_refuses_a_measure_without_end_words_or_target(greet, carla, school, wrong):
    right = {
        "kind": "comments_off",
        "user": carla,
        "starts_at": make.NOW,
        "ends_at": make.NOW + timedelta(days=1),
        "neutral_text": "Bel de school.",
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        Restriction.objects.create(school=school, placed_by=greet, **(right | wrong))


def test_the_question_stays_one_statement(
    place, greet, carla, anna, school, group_5b, django_assert_num_queries
):
    place("stop_school", school=school, by=greet)
    place("close_comments", user=carla, school=school, by=greet)
    for user in (carla, anna, greet):
        may(user, "view", group_5b)
        with django_assert_num_queries(1):
            may(user, "react", group_5b)
