"""Letting people in and out of groups."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from groups import permissions
from groups.errors import Refused
from groups.models import Membership, SchoolGroup
from people import actions as people_actions
from people.models import Child, ParentalAuthority, User

State = Membership.State


@transaction.atomic
def add_staff(
    *, user: User, group: SchoolGroup, role: str, ends_on: date | None = None, by: User | None, now: datetime,
) -> Membership:
    """Make somebody a member of a group in a working role; a member of the school-wide group too (R003, R101)."""
    if role == Membership.Role.PARENT:
        raise ValueError("parents become members through their child")
    membership, _created = Membership.objects.get_or_create(
        user=user, group=group, role=role, child=None, state=State.ACTIVE,
        defaults={"ends_on": ends_on, "decided_by": by, "decided_at": now},
    )
    permissions.grant(membership)
    if not group.is_school_wide:
        school_wide = SchoolGroup.objects.school_wide().get(school=group.school_id)
        everywhere = Membership.objects.open().filter(user=user, group=school_wide, child=None)
        if not everywhere.exists():
            wide_role = role if role in Membership.TEMPORARY_ROLES else Membership.Role.STAFF
            add_staff(user=user, group=school_wide, role=wide_role, ends_on=ends_on, by=by, now=now)
    return membership


@transaction.atomic
def admit_member(*, membership: Membership, by: User, now: datetime) -> Membership:
    """Let a waiting person in (R010, R011). The same person waiting in the school-wide group comes along."""
    membership = _lock(membership)
    if membership.state not in (State.PENDING, State.PARKED):
        return membership
    along = Membership.objects.waiting().filter(
        user=membership.user_id, child=membership.child_id, group__school=membership.group.school_id,
        group__kind=SchoolGroup.Kind.SCHOOL,
    )
    for waiting in {membership, *along.select_related("group")}:
        _decide(waiting, State.ACTIVE, by=by, now=now)
        permissions.grant(waiting)
    membership.refresh_from_db()
    return membership


@transaction.atomic
def decline_member(*, membership: Membership, note: str = "", by: User, now: datetime) -> Membership:
    """Keep a waiting person out. Nothing they could see before changes, for they saw nothing."""
    membership = _lock(membership)
    if membership.state in (State.PENDING, State.PARKED):
        _decide(membership, State.DECLINED, note=note, by=by, now=now)
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
    expired = Membership.objects.open().filter(ends_on__lt=today)
    for membership in expired.select_related("group", "user"):
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
    """Make the memberships of a child's guardians agree with its places and their authority (R009, R059, R085).

    Authority on record lets a guardian in; not known yet makes them wait for the teacher; none, a block, or a
    place that ended closes the door.
    """
    places = child.enrolments.current().filter(group__closed_at=None).select_related("group")
    groups = {place.group_id: place.group for place in places}
    let_in: dict[object, str] = {}
    for authority in child.authorities.unblocked().coupled().exclude(authority=ParentalAuthority.Authority.NO):
        known = authority.authority == ParentalAuthority.Authority.YES
        let_in[authority.guardian_id] = State.ACTIVE if known else State.PENDING
    present = Membership.objects.filter(child=child).exclude(state=State.ENDED).select_related("group", "user")
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


def _join(child: Child, guardian_id: object, group: SchoolGroup, state: str, *, by: User | None, now: datetime) -> None:
    membership = Membership.objects.create(
        user_id=guardian_id, group=group, role=Membership.Role.PARENT, child=child, state=state,
        starts_on=now.date(), decided_by=by if state == State.ACTIVE else None,
        decided_at=now if state == State.ACTIVE else None,
    )
    if state == State.ACTIVE:
        permissions.grant(membership)


def _decide(membership: Membership, state: str, *, note: str = "", by: User | None, now: datetime) -> None:
    membership.state = state
    membership.note = note or membership.note
    membership.decided_by = by
    membership.decided_at = now
    membership.save(update_fields=["state", "note", "decided_by", "decided_at"])


def _lock(membership: Membership) -> Membership:
    return Membership.objects.select_for_update(of=("self",)).select_related("group", "user").get(pk=membership.pk)
