"""School days: which day a report is about, and how many school days lie between two dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from groups.models import School
from hours.models import FreePeriod

SATURDAY = 5
# Looking further than this for a school day finds none: then the next day will do.
LONGEST_HOLIDAY = timedelta(days=60)


@dataclass(frozen=True)
class Calendar:
    """When a school is open: weekdays outside these periods."""

    free: tuple[tuple[date, date], ...]

    def school_days(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last`, both included, with school, in order."""
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day.weekday() < SATURDAY and not any(start <= day <= end for start, end in self.free):
                yield day

    def count(self, first: date, last: date) -> int:
        return sum(1 for _day in self.school_days(first, last))

    def day_to_report(self, now: datetime, *, ends: time) -> date:
        """The day a report is about when nobody says another: today until school is out, else the next one."""
        local = timezone.localtime(now)
        first = local.date() if local.time() < ends else local.date() + timedelta(days=1)
        return next(self.school_days(first, first + LONGEST_HOLIDAY), first)


def calendar_of(school: School) -> Calendar:
    """The calendar of a school. One query."""
    return calendars_of([school])[school.pk]


def calendars_of(schools: list[School]) -> dict[int, Calendar]:
    """The calendars of some schools, by school id. One query."""
    free: dict[int, list[tuple[date, date]]] = {school.pk: [] for school in schools}
    periods = FreePeriod.objects.filter(school__in=free)
    for school_id, first, last in periods.values_list("school_id", "first_on", "last_on"):
        free[school_id].append((first, last))
    return {school_id: Calendar(tuple(periods)) for school_id, periods in free.items()}
