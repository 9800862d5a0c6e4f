"""Reporting that a child is not at school, and correcting that.

The promise: a report sent twice is one report; nothing that was said gets lost, for each change adds a version with
who made it; and a child is reported for a whole day once, whichever of its parents was first.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.errors import Refused
from agenda.models import Absence, AbsenceVersion
from agenda.permissions import decides_about, may_correct, may_end, may_report
from groups.models import School
from people.models import Child, User

# A forgotten day can still be said; a hospital date is known weeks before.
BACK, AHEAD, LONGEST = timedelta(days=7), timedelta(days=90), timedelta(days=92)


@dataclass(frozen=True)
class Details:
    """What a report says. Without `last_on` nobody knows the end yet; times make it a part of one day."""

    kind: str
    first_on: date
    last_on: date | None = None
    from_time: time | None = None
    until_time: time | None = None
    text: str = ""


@transaction.atomic
def report_absence(
    *, absence_id: UUID, child: Child, school: School, details: Details, by: User, now: datetime
) -> Absence:
    """Write down that a child is not at school; who is no guardian writes it down for a parent.

    The same id again gives what is there. Raises PermissionDenied; Refused for days that cannot be, and when the
    child is reported for one of these days already.
    """
    Child.objects.select_for_update().get(pk=child.pk)
    if not may_report(by, child, school):
        raise PermissionDenied
    present = Absence.objects.filter(pk=absence_id).first()
    if present is not None:
        if (present.child_id, present.reported_by_id) != (child.pk, by.pk):
            raise PermissionDenied
        return present
    _refuse_impossible(details, timezone.localdate(now))
    _refuse_twice(child, school, details)
    absence = Absence(
        pk=absence_id,
        child=child,
        school=school,
        reported_by=by,
        for_parent=not decides_about(by, child),
        reported_at=now,
        version=0,
    )
    return _keep(absence, details, by=by, now=now)


@transaction.atomic
def correct_absence(*, absence: Absence, details: Details, by: User, now: datetime) -> Absence:
    """Say it differently: longer, other days, another reason. Nothing new changes nothing.

    Raises PermissionDenied; Refused as `report_absence`, and for a report that was withdrawn or is too old.
    """
    absence = _lock(absence)
    if not may_correct(by, absence):
        raise PermissionDenied
    _refuse_over(absence)
    if details == details_of(absence):
        return absence
    _refuse_impossible(details, min(timezone.localdate(now), timezone.localdate(absence.reported_at)))
    _refuse_twice(absence.child, absence.school, details, besides=absence)
    return _keep(absence, details, by=by, now=now)


@transaction.atomic
def report_recovered(*, absence: Absence, back_on: date, by: User, now: datetime) -> Absence:
    """The child comes back on this day; back on the first day is no absence at all. Twice is once.

    Raises PermissionDenied, and Refused for a day that is far off or a report that was withdrawn.
    """
    absence = _lock(absence)
    if not may_end(by, absence):
        raise PermissionDenied
    if abs(back_on - timezone.localdate(now)) > BACK:
        raise Refused(_("Choose a day that is nearer."))
    last_on = back_on - timedelta(days=1)
    is_over = absence.last_on is not None and absence.last_on <= last_on
    if is_over or absence.withdrawn_at is not None:
        return absence
    _refuse_over(absence)
    if last_on < absence.first_on:
        return _withdraw(absence, by, now)
    return _keep(absence, _ending(absence, last_on), by=by, now=now)


@transaction.atomic
def withdraw_absence(*, absence: Absence, by: User, now: datetime) -> Absence:
    """The child is at school after all, or it was a mistake. Twice is once. Raises PermissionDenied and Refused."""
    absence = _lock(absence)
    if not may_end(by, absence):
        raise PermissionDenied
    if absence.withdrawn_at is None:
        _refuse_over(absence)
        _withdraw(absence, by, now)
    return absence


def details_of(absence: Absence) -> Details:
    """What a report says now."""
    return Details(
        kind=absence.kind,
        first_on=absence.first_on,
        last_on=absence.last_on,
        from_time=absence.from_time,
        until_time=absence.until_time,
        text=absence.text,
    )


def _ending(absence: Absence, last_on: date) -> Details:
    now = details_of(absence)
    return Details(now.kind, now.first_on, last_on, text=now.text)


def _lock(absence: Absence) -> Absence:
    """The lock a new report of this child takes too: two guardians at the same moment go one after the other."""
    Child.objects.select_for_update().get(pk=absence.child_id)
    return Absence.objects.select_related("child", "school").get(pk=absence.pk)


def _keep(absence: Absence, details: Details, *, by: User | None, now: datetime) -> Absence:
    for name, value in vars(details).items():
        setattr(absence, name, value)
    absence.version += 1
    absence.save()
    AbsenceVersion.objects.create(
        absence=absence,
        version=absence.version,
        is_withdrawn=absence.withdrawn_at is not None,
        made_by=by,
        made_at=now,
        **vars(details),
    )
    return absence


def _withdraw(absence: Absence, by: User, now: datetime) -> Absence:
    absence.withdrawn_at = now
    return _keep(absence, details_of(absence), by=by, now=now)


def _refuse_over(absence: Absence) -> None:
    if absence.withdrawn_at is not None:
        raise Refused(_("This report was taken back. Make a new one."))
    if absence.blanked_at is not None:
        raise Refused(_("This report is of an earlier school year. It does not change any more."))


def _refuse_impossible(details: Details, today: date) -> None:
    if not today - BACK <= details.first_on <= today + AHEAD:
        raise Refused(_("Choose a first day from a week ago to three months from now."))
    last_on = details.last_on or details.first_on
    if not details.first_on <= last_on <= details.first_on + LONGEST:
        raise Refused(_("The last day is on or after the first day, and within three months of it."))
    has_time = details.from_time is not None or details.until_time is not None
    if has_time and details.last_on != details.first_on:
        raise Refused(_("Part of a day is for one day. Leave the times out for more days."))
    if details.from_time and details.until_time and details.until_time <= details.from_time:
        raise Refused(_("The end time is after the begin time."))


def _refuse_twice(child: Child, school: School, details: Details, besides: Absence | None = None) -> None:
    """For a whole day a child is reported once to a school; parts of a day once for the same part."""
    others = Absence.objects.filter(child=child, school=school)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    same_days = others.between(details.first_on, details.last_on)
    whole = same_days.whole_days().exclude(kind=Absence.Kind.LATE)
    same = same_days.filter(
        kind=details.kind,
        first_on=details.first_on,
        from_time=details.from_time,
        until_time=details.until_time,
    )
    if whole.exists() or same.exists():
        name = {"name": child.short_name}
        raise Refused(
            _("%(name)s is already reported absent for this day. Look below under Reported.") % name
        )
