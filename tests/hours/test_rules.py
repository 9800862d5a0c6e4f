"""The pure rule of hours: both switches of the clock, holidays, nights, and who never works."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from hours.rules import Period, Quiet, Schedule, Span, is_open, next_window, stand_in_of, windows_on
from tests.hours.clock import FRIDAY, MONDAY, SATURDAY, at

OFFICE = Schedule(dict.fromkeys(range(1, 6), (Span(time(8), time(16, 30)),)))
BACKWARD = date(2026, 10, 25)  # 03.00 summer time is 02.00 winter time
FORWARD = date(2027, 3, 28)  # 02.00 winter time is 03.00 summer time


def at_night(starts: str, ends: str, **rest: object) -> Schedule:
    span = (Span(time.fromisoformat(starts), time.fromisoformat(ends)),)
    return Schedule(dict.fromkeys(range(1, 8), span), **rest)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("clock", "opens"),
    [("07:59", "08:00"), ("08:00", "08:00"), ("16:29", "16:29")],
)
def test_a_window_has_its_first_minute_and_not_its_last(clock, opens):
    assert next_window(at(FRIDAY, clock), OFFICE) == at(FRIDAY, opens)
    assert next_window(at(FRIDAY, "16:30"), OFFICE) == at(MONDAY, "08:00")


def test_the_same_moment_in_another_zone_gets_the_same_answer():
    evening = at(FRIDAY, "22:00")
    assert next_window(evening.astimezone(UTC), OFFICE) == next_window(evening, OFFICE)


def test_eight_in_the_morning_is_eight_on_the_wall_in_summer_and_in_winter():
    before = next_window(at(FRIDAY, "17:00"), OFFICE)
    after = next_window(at(date(2026, 10, 24), "12:00"), OFFICE)
    assert (before, after) == (utc("2026-10-12 06:00"), utc("2026-10-26 07:00"))


def test_the_hour_that_comes_twice_is_open_twice():
    schedule = at_night("02:15", "02:45")
    assert windows_on(BACKWARD, schedule) == [
        (utc("2026-10-25 00:15"), utc("2026-10-25 00:45")),
        (utc("2026-10-25 01:15"), utc("2026-10-25 01:45")),
    ]
    assert next_window(utc("2026-10-25 00:50"), schedule) == utc("2026-10-25 01:15")


def test_the_clock_that_goes_back_into_a_window_opens_it_again():
    assert next_window(utc("2026-10-25 00:40"), at_night("01:00", "02:30")) == utc("2026-10-25 01:00")


def test_the_clock_that_goes_forward_into_a_window_opens_it():
    assert next_window(utc("2027-03-28 00:00"), at_night("02:30", "04:00")) == utc("2027-03-28 01:00")


def test_a_window_in_the_hour_that_is_left_out_is_not_there_that_night():
    assert next_window(utc("2027-03-28 00:00"), at_night("02:15", "02:45")) == utc("2027-03-29 00:15")


def test_quiet_past_midnight_holds_until_it_ends():
    schedule = at_night("00:00", "23:59", quiet=Quiet(time(20), time(7)))
    assert next_window(at(FRIDAY, "20:00"), schedule) == at(SATURDAY, "07:00")
    assert next_window(at(SATURDAY, "06:59"), schedule) == at(SATURDAY, "07:00")


def test_a_quiet_weekend_is_quiet_on_both_days():
    schedule = at_night("07:30", "20:00", quiet=Quiet(weekend=True))
    assert next_window(at(FRIDAY, "20:30"), schedule) == at(MONDAY, "07:30")


def test_lessons_are_cut_out_of_the_week():
    lessons = {5: (Span(time(8, 30), time(12)),)}
    schedule = Schedule(OFFICE.week, muted=lessons)
    assert not is_open(at(FRIDAY, "08:30"), schedule)
    assert windows_on(FRIDAY, schedule) == [
        (at(FRIDAY, "08:00"), at(FRIDAY, "08:30")),
        (at(FRIDAY, "12:00"), at(FRIDAY, "16:30")),
    ]


def test_blocks_that_touch_are_one_window():
    schedule = Schedule({5: (Span(time(8), time(12)), Span(time(12), time(16)))})
    assert windows_on(FRIDAY, schedule) == [(at(FRIDAY, "08:00"), at(FRIDAY, "16:00"))]


@pytest.mark.parametrize(
    "schedule",
    [
        Schedule({}),
        Schedule({1: ()}),
        Schedule(OFFICE.week, (Period(FRIDAY),)),
        Schedule(OFFICE.week, quiet=Quiet(time(7), time(17))),
        Schedule(OFFICE.week, muted=OFFICE.week),
        Schedule({7: (Span(time(9), time(10)),)}, quiet=Quiet(weekend=True)),
    ],
)
def test_who_never_works_is_not_waited_for(schedule):
    assert next_window(at(FRIDAY, "09:00"), schedule) is None


def test_a_window_after_the_horizon_is_none():
    schedule = Schedule(OFFICE.week, (Period(FRIDAY, FRIDAY + timedelta(days=59)),))
    assert next_window(at(FRIDAY, "12:00"), schedule, within=timedelta(days=59)) is None
    assert next_window(at(FRIDAY, "12:00"), schedule, within=timedelta(days=90)) == at(
        date(2026, 12, 8), "08:00"
    )


def test_a_stand_in_who_is_away_is_stood_in_for():
    assert stand_in_of(1, {1: 2, 2: 3}) == 3
    assert stand_in_of(1, {1: 2, 2: None}) is None


def test_two_who_stand_in_for_one_another_end_with_nobody():
    assert stand_in_of(1, {1: 2, 2: 1}) is None
    assert stand_in_of(1, {1: 2, 2: 3, 3: 2}) is None
