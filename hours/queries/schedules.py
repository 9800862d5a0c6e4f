"""The schedules of people at one school, read from the database in a fixed number of questions."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from groups.models import School
from hours.models import FreePeriod, LessonTime, QuietTime, StaffAbsence, WorkingTime
from hours.rules import Period, Quiet, Schedule, Span, Week
from policies.models import HoursMode
from policies.queries import SchoolPolicy, policy_for

WORKDAYS = range(1, 6)
ALL_DAYS = range(1, 8)


@dataclass(frozen=True)
class SchoolHours:
    """What counts for everybody of a school from one day on."""

    policy: SchoolPolicy
    free: tuple[Period, ...]
    free_for_parents: tuple[Period, ...]

    @property
    def are_held(self) -> bool:
        return self.policy.hours_mode == HoursMode.HOLD

    @property
    def school(self) -> Schedule:
        """When the school works."""
        return Schedule(self.week, self.free)

    @property
    def week(self) -> Week:
        return _same_every_day(WORKDAYS, self.policy.work_starts, self.policy.work_ends)

    def parent(self, quiet: Quiet) -> Schedule:
        """When a parent of the school gets what is sent."""
        days = WORKDAYS if self.policy.quiet_weekends else ALL_DAYS
        week = _same_every_day(days, self.policy.parents_from, self.policy.parents_until)
        return Schedule(week, self.free_for_parents, quiet)


def school_hours(school: School, *, day: date) -> SchoolHours:
    """The settings and the days without school that are not over on `day`. Two queries."""
    free = FreePeriod.objects.from_day(day).filter(school=school)
    rows = list(free.values_list("first_on", "last_on", "kind"))
    return SchoolHours(
        policy=policy_for(school),
        free=tuple(Period(first, last) for first, last, _kind in rows),
        free_for_parents=tuple(
            Period(first, last) for first, last, kind in rows if kind in FreePeriod.FREE_FOR_PARENTS
        ),
    )


def weeks_of(users: Collection[UUID], school: School) -> dict[UUID, Week]:
    """The own working week of those who have one. One query."""
    rows = WorkingTime.objects.filter(user__in=users, school=school)
    spans: dict[UUID, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for user, weekday, starts, ends in rows.values_list("user_id", "weekday", "starts", "ends"):
        spans[user][weekday].append(Span(starts, ends))
    return {user: {day: tuple(found) for day, found in week.items()} for user, week in spans.items()}


def absences_of(users: Collection[UUID], school: School, *, day: date) -> dict[UUID, tuple[Period, ...]]:
    """The days on which they are away, from `day` on. One query."""
    rows = StaffAbsence.objects.from_day(day).filter(user__in=users, school=school)
    found: dict[UUID, list[Period]] = defaultdict(list)
    for user, first, last in rows.values_list("user_id", "first_on", "last_on"):
        found[user].append(Period(first, last))
    return {user: tuple(periods) for user, periods in found.items()}


def quiet_of(users: Collection[UUID]) -> dict[UUID, Quiet]:
    """The own quiet time of those who have one. One query."""
    rows = QuietTime.objects.filter(user__in=users)
    return {
        user: Quiet(starts, ends, weekend)
        for user, starts, ends, weekend in rows.values_list("user_id", "starts", "ends", "weekend")
    }


def lessons_of(school: School) -> Week:
    """The lesson hours of the school's week. One query."""
    spans: dict[int, list[Span]] = defaultdict(list)
    rows = LessonTime.objects.filter(school=school).values_list("weekday", "starts", "ends")
    for weekday, starts, ends in rows:
        spans[weekday].append(Span(starts, ends))
    return {weekday: tuple(found) for weekday, found in spans.items()}


def staff_schedules(
    users: Collection[UUID], school: School, hours: SchoolHours, *, day: date, with_quiet: bool = True
) -> dict[UUID, Schedule]:
    """When each staff member works and can be reached, from `day` on. Three queries, two without quiet."""
    weeks = weeks_of(users, school)
    away = absences_of(users, school, day=day)
    quiet = quiet_of(users) if with_quiet else {}
    return {
        user: Schedule(weeks.get(user, hours.week), hours.free + away.get(user, ()), quiet.get(user, Quiet()))
        for user in users
    }


def _same_every_day(days: Iterable[int], starts: str, ends: str) -> Week:
    span = Span(time.fromisoformat(starts), time.fromisoformat(ends))
    return dict.fromkeys(days, (span,))
