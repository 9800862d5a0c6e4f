"""Measures that bite: who or what may not write for a while (R124, R125).

The promise: a measure works at the first request after it was placed, in every process, for the right to write and
the measure are asked in one statement. It always has an end date, it can be lifted any moment, and it is kept.
"""

from datetime import datetime, timedelta
from typing import cast

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from groups import permissions
from groups.errors import Refused
from groups.models import Restriction, School, SchoolGroup
from people import actions as people_actions
from people.models import User

Kind = Restriction.Kind
LONGEST = timedelta(days=30)


@transaction.atomic
def close_comments(
    *, user: User, school: School, ends_at: datetime, text: str, by: User, now: datetime
) -> Restriction:
    """Let somebody read on but not write in this school (R124). Raises PermissionDenied and Refused."""
    if not permissions.may_restrict(by, user, school):
        raise PermissionDenied
    about = Restriction(kind=Kind.COMMENTS_OFF, school=school, user=user)
    return _place(about, ends_at=ends_at, text=text, by=by, now=now)


@transaction.atomic
def suspend_account(
    *, user: User, school: School, ends_at: datetime, text: str, by: User, now: datetime
) -> Restriction:
    """Keep an account out until a date and sign it out everywhere (R125). Raises PermissionDenied and Refused.

    Only who leads every group the account is in: another school's parent is not ours to keep out.
    """
    if not (permissions.may_restrict(by, user, school) and permissions.may_deactivate(by, user)):
        raise PermissionDenied
    about = Restriction(kind=Kind.ACCOUNT_SUSPENDED, school=school, user=user)
    placed = _place(about, ends_at=ends_at, text=text, by=by, now=now)
    _keep_out(user, by, now)
    return placed


@transaction.atomic
def freeze_group(*, group: SchoolGroup, ends_at: datetime, text: str, by: User, now: datetime) -> Restriction:
    """Make a group one to read; only who handles it still writes (R124). Raises PermissionDenied and Refused."""
    if not permissions.may(by, "moderate", group):
        raise PermissionDenied
    about = Restriction(kind=Kind.GROUP_FROZEN, school=group.school, group=group)
    return _place(about, ends_at=ends_at, text=text, by=by, now=now)


@transaction.atomic
def stop_school(*, school: School, ends_at: datetime, text: str, by: User, now: datetime) -> Restriction:
    """The emergency stop: nobody but who leads the school writes (R124). Raises PermissionDenied and Refused.

    Reading, choices about photos, reports and the handling of them go on.
    """
    if not permissions.groups_where(by, "direct").school_wide().filter(school=school).exists():
        raise PermissionDenied
    about = Restriction(kind=Kind.SCHOOL_STOPPED, school=school)
    return _place(about, ends_at=ends_at, text=text, by=by, now=now)


@transaction.atomic
def lift_restriction(*, restriction: Restriction, by: User, now: datetime) -> Restriction:
    """End a measure now; lifting one that is over changes nothing. Raises PermissionDenied."""
    if not permissions.restrictions_for(by).filter(pk=restriction.pk).exists():
        raise PermissionDenied
    _take_turns(restriction.school)
    lifted = Restriction.objects.active(now).filter(pk=restriction.pk).update(lifted_at=now, lifted_by=by)
    if lifted and restriction.kind == Kind.ACCOUNT_SUSPENDED:
        _keep_out(cast(User, restriction.user), by, now)
    restriction.refresh_from_db()
    return restriction


def _place(about: Restriction, *, ends_at: datetime, text: str, by: User, now: datetime) -> Restriction:
    """Place a measure, or return the one that stands as long already; a longer one takes its place."""
    if not now < ends_at <= now + LONGEST:
        raise Refused(_("A measure has an end date, at most 30 days from now."))
    if not text.strip():
        raise Refused(_("Choose what is shown instead."))
    _take_turns(about.school)
    standing = (
        Restriction.objects.active(now)
        .filter(school=about.school, kind=about.kind, user=about.user, group=about.group)
        .first()
    )
    if standing is not None and standing.ends_at >= ends_at:
        return standing
    if standing is not None:
        Restriction.objects.filter(pk=standing.pk).update(lifted_at=now, lifted_by=by)
    about.starts_at, about.ends_at, about.neutral_text, about.placed_by = now, ends_at, text.strip(), by
    about.save()
    return about


def _take_turns(school: School) -> None:
    """Two handlers at the same moment place one measure."""
    School.objects.select_for_update().get(pk=school.pk)


def _keep_out(user: User, by: User, now: datetime) -> None:
    """Make the account agree with the measures that stand, of whichever school: the latest end counts."""
    User.objects.select_for_update().get(pk=user.pk)
    standing = Restriction.objects.active(now).filter(kind=Kind.ACCOUNT_SUSPENDED, user=user)
    until = standing.aggregate(latest=Max("ends_at"))["latest"]
    if until is None:
        people_actions.end_suspension(user=user, by=by)
    else:
        people_actions.suspend_account(user=user, until=until, by=by)
