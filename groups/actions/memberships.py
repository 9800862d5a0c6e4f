"""Letting people in and out of groups."""

from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import permissions
from groups.errors import Refused
from groups.models import Membership, SchoolGroup
from people import actions as people_actions
from people.models import Child, ParentalAuthority, User

State = Membership.State


@transaction.atomic
def add_staff(
    *,
    user: User,
    group: SchoolGroup,
    role: str,
    ends_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Membership:
    """Make somebody a member of a group in a working role, and of the school-wide group too (R003, R101).

    Somebody who waited for this is let in; an end date that was there is replaced.
    """
    membership = _propose(user, group, role, ends_on)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])
    if membership.state != State.ACTIVE:
        _decide(membership, State.ACTIVE, by=by, now=now)
    permissions.grant(membership)
    wide_role = _school_wide_role(user, group, role, ends_on)
    if wide_role:
        add_staff(user=user, group=_school_wide(group), role=wide_role, ends_on=ends_on, by=by, now=now)
    return membership


@transaction.atomic
def propose_staff(
    *,
    user: User,
    group: SchoolGroup,
    role: str,
    ends_on: date | None = None,
    by: User | None,
    now: datetime,
) -> Membership:
    """Put a colleague on the list of the director, who decides; until then they see nothing (R010)."""
    membership = _propose(user, group, role, ends_on)
    wide_role = _school_wide_role(user, group, role, ends_on)
    if wide_role:
        _propose(user, _school_wide(group), wide_role, ends_on)
    return membership


@transaction.atomic
def admit_member(*, membership: Membership, by: User, now: datetime) -> Membership:
    """Let a waiting or once declined person in (R010, R011).

    The same person waiting in the school-wide group comes along. A colleague from the roster who has no password
    yet gets the mail to choose one.
    """
    membership = _lock(membership)
    if membership.state not in (State.PENDING, State.PARKED, State.DECLINED):
        return membership
    along = Membership.objects.waiting().filter(
        user=membership.user_id,
        child=membership.child_id,
        group__school=membership.group.school_id,
        group__kind=SchoolGroup.Kind.SCHOOL,
    )
    for waiting in {membership, *along.select_related("group", "user")}:
        _decide(waiting, State.ACTIVE, by=by, now=now)
        permissions.grant(waiting)
    if membership.child_id is None and not membership.user.has_usable_password():
        school_name = membership.group.school.name
        people_actions.welcome_colleague(user=membership.user, school_name=school_name, by=by)
    membership.refresh_from_db()
    return membership


@transaction.atomic
def decline_member(*, membership: Membership, note: str = "", by: User, now: datetime) -> Membership:
    """Keep a person out of a group, or put a member out; it stays so when the roster is read again."""
    membership = _lock(membership)
    if membership.state in Membership.OPEN_STATES:
        _decide(membership, State.DECLINED, note=note, by=by, now=now)
        permissions.revoke(membership)
    return membership


@transaction.atomic
def park_member(*, membership: Membership, note: str, by: User, now: datetime) -> Membership:
    """Leave a hard case to the director, with a note that says why (R012)."""
    if not note.strip():
        raise Refused(_("Write down why the director should decide."))
    membership = _lock(membership)
    if membership.state == State.PENDING:
        _decide(membership, State.PARKED, note=note, by=by, now=now)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User | None, now: datetime) -> Membership:
    """Close the door behind somebody; effective at their next request."""
    membership = _lock(membership)
    if membership.state in Membership.OPEN_STATES:
        _decide(membership, State.ENDED, by=by, now=now)
        permissions.revoke(membership)
    return membership


@transaction.atomic
def end_expired_memberships(*, today: date, now: datetime) -> int:
    """Tidy up memberships whose end date has passed; the readers refused them already. Returns how many."""
    expired = list(Membership.objects.open().filter(ends_on__lt=today).select_related("group", "user"))
    for membership in expired:
        end_membership(membership=membership, by=None, now=now)
    return len(expired)


@transaction.atomic
def deactivate_account(*, user: User, by: User, now: datetime) -> None:
    """Somebody left: account off, sessions gone, memberships ended (A14)."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    people_actions.end_sessions(user=user, by=by)
    for membership in Membership.objects.open().filter(user=user).select_related("group", "user"):
        end_membership(membership=membership, by=by, now=now)


@transaction.atomic
def follow_child(*, child: Child, by: User | None, now: datetime) -> None:
    """Make the memberships of a child's guardians agree with its places and their authority (R009, R059).

    Authority on record lets a guardian in; not known yet makes them wait for the teacher; none, a block, or
    a place that ended closes the door. Two changes around one child wait for each other.
    """
    Child.objects.select_for_update().get(pk=child.pk)
    places = child.enrolments.current().filter(group__closed_at=None).select_related("group")
    groups = {place.group_id: place.group for place in places}
    let_in: dict[UUID, str] = {}
    for authority in (
        child.authorities.unblocked().coupled().exclude(authority=ParentalAuthority.Authority.NO)
    ):
        known = authority.authority == ParentalAuthority.Authority.YES
        let_in[cast(UUID, authority.guardian_id)] = State.ACTIVE if known else State.PENDING
    present = (
        Membership.objects.filter(child=child).exclude(state=State.ENDED).select_related("group", "user")
    )
    for membership in present:
        if membership.group_id not in groups or membership.user_id not in let_in:
            _decide(membership, State.ENDED, by=by, now=now)
            permissions.revoke(membership)
        elif let_in[membership.user_id] == State.ACTIVE and membership.state in (State.PENDING, State.PARKED):
            _decide(membership, State.ACTIVE, by=by, now=now)
            permissions.grant(membership)
    known_pairs = {(m.user_id, m.group_id) for m in present}
    for guardian_id, state in let_in.items():
        for group in groups.values():
            if (guardian_id, group.pk) not in known_pairs:
                _join(child, guardian_id, group, state, by=by, now=now)


def _join(
    child: Child, guardian_id: UUID, group: SchoolGroup, state: str, *, by: User | None, now: datetime
) -> None:
    membership = Membership.objects.create(
        user_id=guardian_id,
        group=group,
        role=Membership.Role.PARENT,
        child=child,
        state=state,
        starts_on=timezone.localdate(now),
        decided_by=by if state == State.ACTIVE else None,
        decided_at=now if state == State.ACTIVE else None,
    )
    if state == State.ACTIVE:
        permissions.grant(membership)


def _propose(user: User, group: SchoolGroup, role: str, ends_on: date | None) -> Membership:
    """Return the open membership in this working role, made when it is not there."""
    if role == Membership.Role.PARENT:
        raise ValueError("parents become members through their child")
    open_ones = Membership.objects.open().select_related("user", "group")
    return open_ones.filter(
        user=user, group=group, role=role, child=None
    ).first() or Membership.objects.create(
        user=user,
        group=group,
        role=role,
        ends_on=ends_on,
    )


def _school_wide(group: SchoolGroup) -> SchoolGroup:
    return SchoolGroup.objects.school_wide().get(school=group.school_id)


def _school_wide_role(user: User, group: SchoolGroup, role: str, ends_on: date | None) -> str:
    """The role that comes along in the school-wide group; empty when they are there long enough already."""
    if group.is_school_wide:
        return ""
    lasting = Q(ends_on=None) | Q(ends_on__gte=ends_on) if ends_on else Q(ends_on=None)
    there = Membership.objects.filter(
        lasting, user=user, group=_school_wide(group), child=None, state=State.ACTIVE
    )
    if there.exists():
        return ""
    keeps = (*Membership.TEMPORARY_ROLES, Membership.Role.COUNCIL)
    return role if role in keeps else Membership.Role.STAFF


def _decide(membership: Membership, state: str, *, note: str = "", by: User | None, now: datetime) -> None:
    membership.state = state
    membership.note = note or membership.note
    membership.decided_by = by
    membership.decided_at = now
    membership.save(update_fields=["state", "note", "decided_by", "decided_at"])


def _lock(membership: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("group", "user")
        .get(pk=membership.pk)
    )
