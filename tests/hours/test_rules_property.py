"""The rule against an oracle that looks at every minute, over random clocks, weeks, holidays and quiet times.

`EXAMPLES=5000 pytest …` looks further, at other clocks each time.
"""

import os
from datetime import UTC, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from hours.rules import Period, Quiet, Schedule, Span, is_open, next_window, stand_in_of, windows_on
from tests.hours.oracle import MINUTE, oracle_is_open, oracle_next

CLOCKS = st.builds(lambda minute: time(minute // 60, minute % 60), st.integers(0, 1439))
# Half of the clocks in the hours that come twice or not at all.
NIGHT = st.builds(lambda minute: time(1 + minute // 60, minute % 60), st.integers(0, 179))
SPANS = (
    st.tuples(CLOCKS | NIGHT, CLOCKS | NIGHT)
    .filter(lambda pair: pair[0] < pair[1])
    .map(lambda pair: Span(*pair))
)
WEEKS = st.dictionaries(st.integers(1, 7), st.lists(SPANS, max_size=3).map(tuple), max_size=7)
# So many days from the day of the moment, and so many days long.
NEARBY = st.lists(st.tuples(st.integers(-3, 4), st.integers(0, 6)), max_size=2)
QUIET = st.one_of(
    st.just(Quiet()),
    st.just(Quiet(weekend=True)),
    st.tuples(CLOCKS | NIGHT, CLOCKS | NIGHT, st.booleans())
    .filter(lambda parts: parts[0] != parts[1])
    .map(lambda parts: Quiet(*parts)),
)
ANY = st.datetimes(datetime(2026, 8, 1), datetime(2027, 7, 31))  # noqa: DTZ001
SWITCHES = st.sampled_from([datetime(2026, 10, 25), datetime(2027, 3, 28)])  # noqa: DTZ001
NEAR = st.builds(lambda day, minute: day + timedelta(minutes=minute), SWITCHES, st.integers(-2880, 1440))
MOMENTS = (ANY | NEAR).map(lambda moment: moment.replace(tzinfo=UTC))
WITHIN = timedelta(days=9)
MODEST = settings(
    max_examples=int(os.environ.get("EXAMPLES", "150")),
    deadline=None,
    derandomize="EXAMPLES" not in os.environ,
)


def make_case(moment, nearby, week, quiet, muted):
    """A moment and a schedule with its holidays around that moment."""
    firsts = [(moment.date() + timedelta(days=offset), length) for offset, length in nearby]
    closed = tuple(Period(first, first + timedelta(days=length)) for first, length in firsts)
    return moment, Schedule(week, closed, quiet, muted)


CASES = st.builds(make_case, MOMENTS, NEARBY, st.none() | WEEKS, QUIET, st.just({}) | WEEKS)


@MODEST
@given(case=CASES)
@example(case=(datetime(2026, 10, 25, 0, 40, tzinfo=UTC), Schedule({7: (Span(time(1), time(2, 30)),)})))
@example(case=(datetime(2027, 3, 28, 0, 30, tzinfo=UTC), Schedule({7: (Span(time(2, 30), time(4)),)})))
def test_the_next_window_is_the_first_open_minute(case):
    moment, schedule = case
    assert next_window(moment, schedule, within=WITHIN) == oracle_next(moment, schedule, WITHIN)


@MODEST
@given(case=CASES)
def test_nothing_is_delivered_in_a_quiet_minute(case):
    moment, schedule = case
    found = next_window(moment, schedule, within=WITHIN)
    assert found is None or (found >= moment and oracle_is_open(found, schedule))
    assert is_open(moment, schedule) == oracle_is_open(moment, schedule)


@MODEST
@given(case=CASES)
def test_the_windows_of_a_day_are_its_open_minutes(case):
    moment, schedule = case
    day = moment.astimezone(schedule.zone).date()
    begin = datetime.combine(day, time(0), schedule.zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(0), schedule.zone).astimezone(UTC)
    windows, asked = windows_on(day, schedule), begin
    while asked < end:
        inside = any(starts <= asked < ends for starts, ends in windows)
        assert inside == oracle_is_open(asked, schedule)
        asked += MINUTE


@MODEST
@given(
    person=st.integers(1, 6),
    away=st.dictionaries(st.integers(1, 6), st.none() | st.integers(1, 6), max_size=6),
)
def test_a_stand_in_is_who_is_left_after_asking_on(person, away):
    """Ask on as often as there are people: who is there by then is the one, who is not never will be."""
    asked = away.get(person)
    for _again in range(len(away) + 1):
        asked = away.get(asked, asked)
    assert stand_in_of(person, away) == (None if asked in away else asked)
