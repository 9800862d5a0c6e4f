"""The one rule of hours, on plain values: is a moment open, and when is the next one that is?

The promise: what is asked is the clock on the wall of the school. A moment is open when the clock shows a time in
the week, on a day that is not closed, outside quiet and muted times. So in the night the clock goes back, an hour
that is in the week is open twice; in the night it goes forward, the hour that is left out is never open. Nothing
here reads a database or the present time (R045, R117, R189).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
# Longer than any holiday: who has no window in so many days will not have one.
HORIZON = timedelta(days=60)
SATURDAY = 6
Person = TypeVar("Person")
MIDNIGHT = time(0)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A part of one day, from `starts` up to and not including `ends`."""

    starts: time
    ends: time

    def covers(self, clock: time) -> bool:
        return self.starts <= clock < self.ends


# The spans of each weekday, Monday is 1 and Sunday is 7. A day that is not there is closed.
Week = Mapping[int, tuple[Span, ...]]


@dataclass(frozen=True)
class Period:
    """Whole days, the last one included; without a last day it has no end yet."""

    first_on: date
    last_on: date | None = None

    def covers(self, day: date) -> bool:
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)


@dataclass(frozen=True)
class Quiet:
    """Do not disturb: each day between two times, past midnight when it ends before it starts; and the weekend."""

    starts: time | None = None
    ends: time | None = None
    weekend: bool = False

    def covers(self, day: date, clock: time) -> bool:
        if self.weekend and day.isoweekday() >= SATURDAY:
            return True
        if self.starts is None or self.ends is None:
            return False
        if self.starts < self.ends:
            return self.starts <= clock < self.ends
        return clock >= self.starts or clock < self.ends


@dataclass(frozen=True)
class Schedule:
    """When somebody can be reached. `week` None is always; `muted` is cut out of the week."""

    week: Week | None
    closed: tuple[Period, ...] = ()
    quiet: Quiet = Quiet()
    muted: Week = field(default_factory=dict)
    zone: ZoneInfo = AMSTERDAM

    def is_closed_on(self, day: date) -> bool:
        """Nothing is open on this day, whatever the time."""
        if any(period.covers(day) for period in self.closed):
            return True
        return self.week is not None and not self.week.get(day.isoweekday())

    def shows_open(self, day: date, clock: time) -> bool:
        """Is it open when the wall shows this day and this time?"""
        if self.is_closed_on(day) or self.quiet.covers(day, clock):
            return False
        weekday = day.isoweekday()
        if any(span.covers(clock) for span in self.muted.get(weekday, ())):
            return False
        return self.week is None or any(span.covers(clock) for span in self.week[weekday])


def is_open(moment: datetime, schedule: Schedule) -> bool:
    """May something come in at this aware moment?"""
    wall = moment.astimezone(schedule.zone)
    return schedule.shows_open(wall.date(), wall.time())


def next_window(moment: datetime, schedule: Schedule, *, within: timedelta = HORIZON) -> datetime | None:
    """The first open moment from `moment` on, in UTC; `moment` itself when it is open.

    None when there is none in `within`: somebody who never works is never waited for. In UTC, for two local times
    in one zone are compared by what the wall shows, and in the hour that comes twice that is wrong.
    """
    moment = moment.astimezone(UTC)
    if is_open(moment, schedule):
        return moment
    day, last = _day_of(moment, schedule), moment + within
    while day <= _day_of(last, schedule):
        if not schedule.is_closed_on(day):
            for turn in _turns(day, schedule):
                if moment < turn <= last and is_open(turn, schedule):
                    return turn
        day += DAY
    return None


def windows_on(day: date, schedule: Schedule) -> list[tuple[datetime, datetime]]:
    """The open windows of one day of the calendar, in order, each until it closes; in UTC."""
    begin, end = _midnight(day, schedule.zone), _midnight(day + DAY, schedule.zone)
    turns = [turn for turn in _turns(day, schedule) if begin <= turn < end] + [end]
    found: list[tuple[datetime, datetime]] = []
    for starts, ends in zip(turns, turns[1:], strict=False):
        if not is_open(starts, schedule):
            continue
        if found and found[-1][1] == starts:
            starts = found.pop()[0]
        found.append((starts, ends))
    return found


def stand_in_of(person: Person, away: Mapping[Person, Person | None]) -> Person | None:
    """Who stands in for somebody who is away, and who for that one; None when it ends with nobody.

    `away` holds the stand-in of everybody who is away. Two who stand in for one another end with nobody.
    """
    asked = {person}
    found = away.get(person)
    while found is not None and found in away:
        if found in asked:
            return None
        asked.add(found)
        found = away[found]
    return found


def _day_of(moment: datetime, schedule: Schedule) -> date:
    return moment.astimezone(schedule.zone).date()


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, MIDNIGHT, zone).astimezone(UTC)


def _turns(day: date, schedule: Schedule) -> list[datetime]:
    """Every moment of this day at which closed can become open or open closed, in order, in UTC."""
    zone, jump = schedule.zone, _clock_change(day, schedule.zone)
    turns = {jump} if jump else set()
    for clock in set(_clocks(day.isoweekday(), schedule)):
        for fold in (0, 1) if jump else (0,):
            turn = datetime.combine(day, clock, zone).replace(fold=fold).astimezone(UTC)
            if turn.astimezone(zone).time() == clock:
                turns.add(turn)
    return sorted(turns)


def _clocks(weekday: int, schedule: Schedule) -> Iterator[time]:
    """The times on the wall at which something begins or ends."""
    yield MIDNIGHT
    for span in (*(schedule.week or {}).get(weekday, ()), *schedule.muted.get(weekday, ())):
        yield span.starts
        yield span.ends
    if schedule.quiet.starts is not None and schedule.quiet.ends is not None:
        yield schedule.quiet.starts
        yield schedule.quiet.ends


def _clock_change(day: date, zone: ZoneInfo) -> datetime | None:
    """When the clock goes forward or back on this day, in UTC; None on all other days."""
    low, high = _midnight(day, zone), _midnight(day + DAY, zone)
    before = low.astimezone(zone).utcoffset()
    if before == high.astimezone(zone).utcoffset():
        return None
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) // 2
        middle = middle.replace(second=0, microsecond=0)
        low, high = (middle, high) if middle.astimezone(zone).utcoffset() == before else (low, middle)
    return high
