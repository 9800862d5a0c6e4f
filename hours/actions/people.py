"""The own hours of people.

The promise: a week holds no two blocks at once, everybody's hours are changed by that person, and an absence that is
over is kept.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import pgettext

from groups.models import School
from hours.actions.calendar import check_week
from hours.errors import Refused
from hours.models import QuietTime, StaffAbsence, WorkingTime
from hours.permissions import may_end_absence, may_enter_absence, may_set_week, works_at
from hours.rules import Span
from people.models import User


@transaction.atomic
def set_week(*, school: School, week: Mapping[int, Sequence[Span]], by: User) -> None:
    """Write the own working week at one school; an empty one means the day of the school counts.

    Raises ValueError when two blocks overlap, PermissionDenied for who does not work there (R045).
    """
    if not may_set_week(by, school):
        raise PermissionDenied
    check_week(week)
    _lock(by)
    WorkingTime.objects.filter(user=by, school=school).delete()
    WorkingTime.objects.bulk_create(
        WorkingTime(user=by, school=school, weekday=weekday, starts=span.starts, ends=span.ends)
        for weekday, spans in week.items()
        for span in spans
    )


@transaction.atomic
def report_away(
    *,
    user: User,
    school: School,
    days: tuple[date, date | None],
    stand_in: User | None,
    by: User,
    now: datetime,
) -> StaffAbsence:
    """Somebody is away, until a day or until further notice; with who stands in. The same again is the one there is.

    Raises PermissionDenied when `by` may not say so, Refused for a stand-in who cannot.
    """
    if not may_enter_absence(by, user, school):
        raise PermissionDenied
    if stand_in is not None and (stand_in.pk == user.pk or not works_at(stand_in, school)):
        raise Refused(pgettext("staff", "Choose another colleague to stand in."))
    if days[1] is not None and days[1] < days[0]:
        raise Refused(pgettext("staff", "The last day is before the first."))
    _lock(user)
    same = StaffAbsence.objects.counting().filter(
        user=user, school=school, first_on=days[0], last_on=days[1], stand_in=stand_in
    )
    return same.first() or StaffAbsence.objects.create(
        user=user,
        school=school,
        first_on=days[0],
        last_on=days[1],
        stand_in=stand_in,
        entered_by=by,
        entered_at=now,
    )


@transaction.atomic
def end_absence(*, absence: StaffAbsence, by: User, now: datetime) -> StaffAbsence:
    """Somebody is back, or was never away. The row stays; ending it twice keeps the first time."""
    if not may_end_absence(by, absence):
        raise PermissionDenied
    _lock(absence.user)
    StaffAbsence.objects.counting().filter(pk=absence.pk).update(ended_at=now)
    absence.refresh_from_db()
    return absence


@transaction.atomic
def set_quiet_time(
    *, user: User, between: tuple[time, time] | None, weekend: bool, by: User, now: datetime
) -> QuietTime | None:
    """Write when this person wants nothing to come in (R189); None and no weekend takes it away.

    Only the own one: PermissionDenied for somebody else's. Raises ValueError for the same time twice.
    """
    if by.pk != user.pk:
        raise PermissionDenied
    if between is None and not weekend:
        QuietTime.objects.filter(user=user).delete()
        return None
    starts, ends = between or (None, None)
    if starts is not None and starts == ends:
        raise ValueError("quiet from a time until the same time is always or never")
    quiet, _created = QuietTime.objects.update_or_create(
        user=user, defaults={"starts": starts, "ends": ends, "weekend": weekend, "changed_at": now}
    )
    return quiet


def _lock(user: User) -> None:
    """Two windows of one person go one after the other."""
    User.objects.select_for_update().get(pk=user.pk)
