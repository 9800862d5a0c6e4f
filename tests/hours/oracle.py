"""A second answer to the question of hours, as stupid as it can be: look at every minute.

Shares nothing with `hours.rules` but the shape of a schedule: the clock on the wall is worked out from the
European rule (last Sunday of March and October, 01.00 UTC) and not from a table of zones.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from hours.rules import Schedule

MINUTE = timedelta(minutes=1)


@cache
def last_sunday(year: int, month: int) -> date:
    day = date(year, month, 31)
    while day.weekday() != 6:
        day -= timedelta(days=1)
    return day


def wall(moment: datetime) -> datetime:
    """What the clock on the wall in Amsterdam shows, without a zone."""
    moment = moment.astimezone(UTC).replace(tzinfo=None)
    begins = datetime.combine(last_sunday(moment.year, 3), time(1))
    ends = datetime.combine(last_sunday(moment.year, 10), time(1))
    return moment + timedelta(hours=2 if begins <= moment < ends else 1)


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def is_quiet(schedule: Schedule, weekday: int, minute: int) -> bool:
    quiet = schedule.quiet
    if quiet.weekend and weekday in (6, 7):
        return True
    if quiet.starts is None or quiet.ends is None:
        return False
    return minute in quiet_minutes(quiet.starts, quiet.ends)


@cache
def quiet_minutes(starts: time, ends: time) -> set[int]:
    asked, found = minutes(starts), set()
    while asked != minutes(ends):
        found.add(asked)
        asked = (asked + 1) % 1440
    return found


def oracle_is_open(moment: datetime, schedule: Schedule) -> bool:
    now = wall(moment)
    minute, weekday = now.hour * 60 + now.minute, now.weekday() + 1
    for period in schedule.closed:
        if not (now.date() < period.first_on or (period.last_on is not None and now.date() > period.last_on)):
            return False
    for span in schedule.muted.get(weekday, ()):
        if minute in range(minutes(span.starts), minutes(span.ends)):
            return False
    if schedule.week is not None and not any(
        minute in range(minutes(span.starts), minutes(span.ends)) for span in schedule.week.get(weekday, ())
    ):
        return False
    return not is_quiet(schedule, weekday, minute)


def oracle_next(moment: datetime, schedule: Schedule, within: timedelta) -> datetime | None:
    """The first open minute, asked one by one."""
    if oracle_is_open(moment, schedule):
        return moment
    asked = moment.astimezone(UTC).replace(second=0, microsecond=0) + MINUTE
    while asked <= moment + within:
        if oracle_is_open(asked, schedule):
            return asked
        asked += MINUTE
    return None
