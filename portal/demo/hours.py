"""The hours of the demo school: its calendar, its lessons, weeks of part-timers, and who wants quiet."""

from collections.abc import Iterator
from datetime import date, time, timedelta

from django.utils import timezone

from hours import actions
from hours.models import FreePeriod, HoursException
from hours.rules import Span
from portal.demo.ids import address, demo_id
from portal.demo.school import Demo

Days = tuple[date, date]
MORNING, AFTERNOON = Span(time(8, 30), time(12)), Span(time(12, 45), time(14, 30))
FULL_DAY = [Span(time(8), time(12, 15)), Span(time(12, 45), time(16, 30))]


def keep_hours(demo: Demo) -> None:
    """Fill the calendar and the weeks; Anna works four days, Bram half of Friday."""
    fill_calendar(demo)
    lessons = {weekday: [MORNING, AFTERNOON] for weekday in (1, 2, 4, 5)} | {3: [MORNING]}
    actions.set_lesson_times(school=demo.school, week=lessons, by=demo.greet)
    weeks = {
        "anna": dict.fromkeys((1, 2, 3, 4), FULL_DAY),
        "bram": dict.fromkeys((1, 2, 3, 4), FULL_DAY) | {5: FULL_DAY[:1]},
    }
    for name, week in weeks.items():
        actions.set_week(school=demo.school, week=week, by=demo.people[address(name)])
    want_quiet(demo)
    pass_the_hours(demo)


def fill_calendar(demo: Demo) -> None:
    """The holidays of this school year, and a study day three weeks from now."""
    for name, days in holidays(demo.year.starts_on.year):
        _enter(demo, name, FreePeriod.Kind.HOLIDAY, days)
    today = timezone.localdate(demo.now)
    wednesday = today + timedelta(days=21 + (2 - today.weekday()) % 7)
    _enter(demo, "Studiedag team", FreePeriod.Kind.STUDY_DAY, (wednesday, wednesday))


def holidays(year: int) -> Iterator[tuple[str, Days]]:
    """The holidays of a school year as they mostly are; a real school reads in the list of the government."""
    yield "Herfstvakantie", _from_saturday(date(year, 10, 17), 9)
    yield "Kerstvakantie", _from_saturday(date(year, 12, 21), 16)
    yield "Voorjaarsvakantie", _from_saturday(date(year + 1, 2, 20), 9)
    yield "Meivakantie", _from_saturday(date(year + 1, 4, 26), 16)
    yield "Zomervakantie", _from_saturday(date(year + 1, 7, 18), 44)


def want_quiet(demo: Demo) -> None:
    """Carla wants quiet in the evening and the weekend."""
    carla = demo.people[address("carla")]
    between = (time(19), time(7, 45))
    actions.set_quiet_time(user=carla, between=between, weekend=True, by=carla, now=demo.now)


def pass_the_hours(demo: Demo) -> None:
    """Three evenings on which something could not wait."""
    reasons = HoursException.Reason
    evenings = [
        ("anna", reasons.ACCIDENT, 30),
        ("anna", reasons.CHANGE, 12),
        ("greet", reasons.EMERGENCY, 20),
    ]
    for name, reason, days in evenings:
        actions.make_exception(
            school=demo.school,
            about=HoursException.About.POST,
            subject=demo_id("exception", f"{name} {days}"),
            reason=reason,
            by=demo.people[address(name)],
            now=demo.now - timedelta(days=days),
        )


def _enter(demo: Demo, name: str, kind: str, days: Days) -> None:
    actions.add_free_period(
        school=demo.school, name=name, kind=kind, days=days, by=demo.greet, now=demo.begin
    )


def _from_saturday(day: date, length: int) -> Days:
    """So many days from the Saturday of the week of this day, or the one before it on a Sunday to Friday."""
    first = day - timedelta(days=(day.weekday() - 5) % 7)
    return first, first + timedelta(days=length - 1)
