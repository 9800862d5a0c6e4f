"""Access follows places, authority and end dates, at the very next request (R009, R059, R101, A13)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from groups import actions, permissions
from groups.models import Enrolment, Membership, SchoolGroupUserPermission
from groups.permissions import groups_where, may
from people.models import ParentalAuthority
from tests import make

Authority = ParentalAuthority.Authority
State = Membership.State


def place(child, group):
    return Enrolment.objects.current().get(child=child, group=group)


def end(child, group):
    actions.end_enrolment(enrolment=place(child, group), ended_on=make.NOW.date(), by=None, now=make.NOW)


def reads(user, group):
    return may(user, "view", group)


def test_a_place_that_ends_closes_the_group_and_not_the_school(carla, emma, group_5b, school_group):
    end(emma, group_5b)
    assert not reads(carla, group_5b)
    assert reads(carla, school_group)


def test_leaving_the_school_closes_everything(carla, emma, school):
    actions.unregister_child(child=emma, school=school, ended_on=make.NOW.date(), by=None, now=make.NOW)
    assert not groups_where(carla, "view").exists()


def test_an_open_session_loses_the_group_at_the_next_request(carla, emma, group_5b, sign_in):
    client = sign_in(carla)
    assert client.get(f"/groups/{group_5b.slug}/members/").status_code == 403
    end(emma, group_5b)
    assert client.get(f"/groups/{group_5b.slug}/members/").status_code == 404


def test_a_second_child_in_the_class_keeps_it_open(carla, emma, group_5b):
    twin = make.make_child("Fleur", group_5b)
    make.make_guardian(twin, carla)
    end(emma, group_5b)
    assert reads(carla, group_5b)
    end(twin, group_5b)
    assert not reads(carla, group_5b)


def test_separated_parents_are_let_in_and_kept_out_apart(carla, dirk, emma, group_5b, greet):
    hers = ParentalAuthority.objects.get(guardian=carla)
    actions.block_guardian(authority=hers, reason="uitspraak van de rechter", by=greet, now=make.NOW)
    assert not reads(carla, group_5b)
    assert reads(dirk, group_5b)
    actions.unblock_guardian(authority=hers, by=greet, now=make.NOW)
    assert reads(carla, group_5b)


@pytest.mark.parametrize("value", [Authority.NO, Authority.UNKNOWN])
def test_without_authority_on_record_nobody_gets_in_by_themselves(emma, group_5b, school_group, value):
    user = make.make_user()
    make.make_guardian(emma, user, value)
    assert not groups_where(user, "view").exists()


def test_authority_that_is_taken_away_closes_the_door(carla, emma, group_5b):
    hers = ParentalAuthority.objects.get(guardian=carla)
    actions.set_authority(authority=hers, value=Authority.NO, by=None, now=make.NOW)
    assert not groups_where(carla, "view").exists()


def test_unknown_authority_waits_for_the_teacher_who_opens_the_school_too(emma, anna, group_5b, school_group):
    user = make.make_user()
    make.make_guardian(emma, user, Authority.UNKNOWN)
    waiting = Membership.objects.get(user=user, group=group_5b)
    assert waiting.state == State.PENDING
    actions.admit_member(membership=waiting, by=anna, now=make.NOW)
    assert reads(user, group_5b)
    assert reads(user, school_group)


def test_who_was_admitted_stays_in_when_the_roster_is_read_again(emma, anna, group_5b):
    user = make.make_user()
    make.make_guardian(emma, user, Authority.UNKNOWN)
    actions.admit_member(membership=Membership.objects.get(user=user, group=group_5b), by=anna, now=make.NOW)
    actions.enrol_child(child=emma, group=group_5b, started_on=make.TERM_START, by=None, now=make.NOW)
    assert reads(user, group_5b)


@pytest.mark.parametrize("value", [Authority.UNKNOWN, Authority.YES])
def test_declined_stays_declined_when_the_roster_is_read_again(emma, anna, group_5b, value):
    user = make.make_user()
    row = make.make_guardian(emma, user, value)
    actions.decline_member(
        membership=Membership.objects.get(user=user, group=group_5b), by=anna, now=make.NOW
    )
    actions.enrol_child(child=emma, group=group_5b, started_on=make.TERM_START, by=None, now=make.NOW)
    actions.set_authority(authority=row, value=value, by=None, now=make.NOW)
    assert not reads(user, group_5b)
    assert Membership.objects.open().filter(user=user, group=group_5b).count() == 0


def test_who_was_declined_can_be_let_in_after_all(carla, anna, group_5b):
    membership = Membership.objects.get(user=carla, group=group_5b)
    actions.decline_member(membership=membership, by=anna, now=make.NOW)
    actions.admit_member(membership=membership, by=anna, now=make.NOW)
    assert reads(carla, group_5b)


def trainee(group, ends_on):
    user = make.make_user("Tess")
    actions.add_staff(
        user=user, group=group, role=Membership.Role.TRAINEE, ends_on=ends_on, by=None, now=make.NOW
    )
    return user


def test_a_trainee_is_out_on_the_day_after_the_last_without_any_sweep(group_5b, school_group):
    today = timezone.localdate()
    assert reads(trainee(group_5b, today), group_5b)
    late = trainee(group_5b, today - timedelta(days=1))
    assert SchoolGroupUserPermission.objects.filter(user=late).count() == 0
    Membership.objects.filter(user=late).update(ends_on=today)
    permissions.rebuild(group_5b)
    Membership.objects.filter(user=late).update(ends_on=today - timedelta(days=1))
    assert SchoolGroupUserPermission.objects.filter(user=late).exists()
    assert not reads(late, group_5b)
    assert not reads(late, school_group)


def test_the_sweep_ends_what_has_passed_and_counts_it(group_5b):
    today = timezone.localdate()
    user = trainee(group_5b, today)
    after = today + timedelta(days=1)
    assert actions.end_expired_memberships(today=after, now=make.NOW) == 2
    assert actions.end_expired_memberships(today=after, now=make.NOW) == 0
    assert not Membership.objects.open().filter(user=user).exists()


def test_a_trainee_who_stays_longer_is_let_in_again(group_5b, school_group):
    today = timezone.localdate()
    user = trainee(group_5b, today - timedelta(days=1))
    actions.add_staff(user=user, group=group_5b, role="trainee", ends_on=today, by=None, now=make.NOW)
    assert reads(user, group_5b)
    assert reads(user, school_group)


def test_a_proposed_colleague_sees_nothing_until_the_director_agrees(group_5b, school_group, olga, greet):
    user = make.make_user("Nina")
    waiting = actions.propose_staff(user=user, group=group_5b, role="teacher", by=olga, now=make.NOW)
    assert not groups_where(user, "view").exists()
    actions.admit_member(membership=waiting, by=greet, now=make.NOW)
    assert may(user, "post", group_5b)
    assert reads(user, school_group)


def test_a_proposal_that_is_overtaken_is_let_in(group_5b, school_group, olga):
    user = make.make_user("Nina")
    actions.propose_staff(user=user, group=group_5b, role="teacher", by=olga, now=make.NOW)
    actions.add_staff(user=user, group=group_5b, role="teacher", by=None, now=make.NOW)
    assert may(user, "post", group_5b)
    assert reads(user, school_group)
    assert Membership.objects.waiting().filter(user=user).count() == 0


def test_the_director_of_another_school_has_nothing_here(stranger_director, group_5b, school_group):
    for verb in permissions.VERBS:
        assert not may(stranger_director, verb, group_5b)
        assert not may(stranger_director, verb, school_group)


def test_somebody_who_left_has_nothing(ilse, group_5b, school_group):
    assert not groups_where(ilse, "view").exists()
