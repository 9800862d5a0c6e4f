"""The question that a feed builds once says of every seat what `groups_where` says of its group."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups.models import Membership, SchoolGroupUserPermission
from groups.permissions import VERBS, WRITING_VERBS, groups_where, seats_that_open

READING = sorted(set(VERBS) - WRITING_VERBS)


def opened(user, verb):
    seats = seats_that_open(verb, timezone.localdate()).filter(user=user)
    return set(seats.values_list("group", flat=True))


def said(user, verb):
    """The groups in which the account may do it, among those it has a seat in."""
    seats = Membership.objects.filter(user=user).values("group")
    return set(groups_where(user, verb).filter(pk__in=seats).values_list("pk", flat=True))


@pytest.mark.parametrize("verb", READING)
@pytest.mark.parametrize("name", ["anna", "bram", "carla", "farid", "greet", "henk", "olga", "ilse"])
def test_both_say_the_same(name, verb, request, group_5b, group_6a):
    user = request.getfixturevalue(name)
    assert opened(user, verb) == said(user, verb)


def test_a_teacher_reads_and_manages_the_own_group(anna, group_5b):
    assert group_5b.pk in opened(anna, "view") & opened(anna, "manage")


def test_a_director_in_a_class_manages_there_by_the_seat_in_the_whole_school(greet, group_5b):
    seat = Membership.objects.create(
        user=greet, group=group_5b, role=Membership.Role.STAFF, state="active", starts_on="2026-08-01"
    )
    assert opened(greet, "manage") == said(greet, "manage") == {group_5b.pk, *greet_groups(greet, seat)}


def greet_groups(greet, but):
    return set(greet.memberships.exclude(pk=but.pk).values_list("group", flat=True))


def test_a_seat_without_its_row_in_the_index_opens_nothing(anna, group_5b):
    SchoolGroupUserPermission.objects.filter(user=anna, content_object=group_5b).delete()
    assert group_5b.pk not in opened(anna, "view")


def test_a_row_of_the_index_without_a_seat_that_counts_opens_nothing(anna, group_5b):
    yesterday = timezone.localdate() - timedelta(days=1)
    Membership.objects.filter(user=anna, group=group_5b).update(ends_on=yesterday)
    assert group_5b.pk not in opened(anna, "view")


def test_an_account_that_was_switched_off_reads_nothing(anna, group_5b):
    anna.is_active = False
    anna.save()
    assert opened(anna, "view") == set()
