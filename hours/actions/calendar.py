"""Keeping the calendar of a school.

The promise: what somebody entered by hand is never overruled by a list, and the same list twice changes nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext

from groups.models import School
from hours.errors import Refused
from hours.holidays import Holiday
from hours.models import FreePeriod, LessonTime
from hours.queries.calendar import Proposal, holiday_plan
from hours.rules import Span
from people.models import User


@transaction.atomic
def import_holidays(
    *, school: School, holidays: Iterable[Holiday], by: User, now: datetime
) -> list[Proposal]:
    """Take over the list of the government; returns what was written, nothing when it was there already."""
    _lock(school)
    written = [p for p in holiday_plan(school, holidays, today=timezone.localdate(now)) if p.writes]
    for proposal in written:
        period = proposal.period or FreePeriod(school=school, kind=FreePeriod.Kind.HOLIDAY)
        period.name = proposal.holiday.name
        period.source = FreePeriod.Source.IMPORT
        period.first_on, period.last_on = proposal.holiday.first_on, proposal.holiday.last_on
        period.entered_by, period.entered_at = by, now
        period.save()
    return written


@transaction.atomic
def add_free_period(
    *, school: School, name: str, kind: str, days: tuple[date, date], by: User, now: datetime
) -> FreePeriod:
    """Enter days without lessons by hand; the same again is the one there is.

    Raises ValueError; Refused when the school has one of this name on this day that is something else.
    """
    _check(kind, days)
    _lock(school)
    period, created = FreePeriod.objects.get_or_create(
        school=school,
        name=name.strip(),
        first_on=days[0],
        defaults={"kind": kind, "last_on": days[1], "entered_by": by, "entered_at": now},
    )
    if not created and (period.kind, period.last_on) != (kind, days[1]):
        raise Refused(pgettext("staff", "This is in the calendar already."))
    return period


@transaction.atomic
def change_free_period(
    *, period: FreePeriod, name: str, kind: str, days: tuple[date, date], by: User, now: datetime
) -> FreePeriod:
    """Other days, another name or kind. From then on it is the school's own, and no list moves it.

    Raises Refused when the school has one of this name on this day already.
    """
    _check(kind, days)
    _lock(period.school)
    twins = FreePeriod.objects.filter(school=period.school, name=name.strip(), first_on=days[0])
    if twins.exclude(pk=period.pk).exists():
        raise Refused(pgettext("staff", "This is in the calendar already."))
    period.name, period.kind, period.source = name.strip(), kind, FreePeriod.Source.MANUAL
    period.first_on, period.last_on = days
    period.entered_by, period.entered_at = by, now
    period.save()
    return period


@transaction.atomic
def remove_free_period(*, period: FreePeriod, by: User) -> None:
    """Take days out of the calendar; there are lessons then. What waits for them is planned again by who holds it."""
    period.delete()


@transaction.atomic
def set_lesson_times(*, school: School, week: Mapping[int, Sequence[Span]], by: User) -> None:
    """Write the lesson hours of the school's week (R117). Raises ValueError when two of them overlap."""
    check_week(week)
    _lock(school)
    LessonTime.objects.filter(school=school).delete()
    LessonTime.objects.bulk_create(
        LessonTime(school=school, weekday=weekday, starts=span.starts, ends=span.ends)
        for weekday, spans in week.items()
        for span in spans
    )


def check_week(week: Mapping[int, Sequence[Span]]) -> None:
    """Raises ValueError unless all spans of a weekday end after they start and none overlaps another."""
    for weekday, spans in week.items():
        ordered = sorted(spans, key=lambda span: span.starts)
        turned = any(span.ends <= span.starts for span in spans)
        overlap = any(second.starts < first.ends for first, second in zip(ordered, ordered[1:], strict=False))
        if weekday not in range(1, 8) or turned or overlap:
            raise ValueError(f"the times of weekday {weekday} cannot be")


def _check(kind: str, days: tuple[date, date]) -> None:
    if kind not in FreePeriod.Kind.values or days[1] < days[0]:
        raise ValueError("a free period has a known kind and ends after it starts")


def _lock(school: School) -> None:
    """Two people who keep one calendar go one after the other."""
    School.objects.select_for_update().get(pk=school.pk)
