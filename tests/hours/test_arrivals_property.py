"""What the database says arrives, against the oracle: part-time weeks, holidays, absences and quiet times as rows."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hours.models import FreePeriod
from hours.queries import arrivals_for
from hours.rules import Period, Quiet, Schedule, Span
from tests.hours.clock import away, free, quiet, works
from tests.hours.oracle import oracle_is_open, oracle_next

pytestmark = pytest.mark.django_db

WORKDAYS, LONG = range(1, 6), timedelta(days=60)
BLOCKS = [("07:45", "11:30"), ("08:00", "16:30"), ("12:15", "18:00"), ("19:00", "21:00")]
QUIETS = [
    None,
    ("16:00", "09:00", False),
    ("08:00", "12:00", True),
    (None, None, True),
    ("06:00", "23:00", False),
]
ROWS = st.fixed_dictionaries(
    {
        "day": st.sampled_from([date(2026, 10, 23), date(2027, 3, 26), date(2026, 12, 18)])
        | st.dates(date(2026, 8, 10), date(2027, 7, 1)),
        "minute": st.integers(0, 1439),
        "week": st.dictionaries(st.integers(1, 7), st.sampled_from(BLOCKS), max_size=4),
        "free": st.none()
        | st.tuples(st.integers(-2, 3), st.integers(0, 16), st.sampled_from(FreePeriod.Kind.values)),
        "away": st.none() | st.tuples(st.integers(-2, 3), st.none() | st.integers(0, 9)),
        "quiet": st.sampled_from(QUIETS),
    }
)


def span(starts, ends):
    return (Span(time.fromisoformat(starts), time.fromisoformat(ends)),)


def write(rows, school, user):
    """Put the rows in the database; return the free days, the absence and the quiet time as plain values."""
    for weekday, block in rows["week"].items():
        works(user, school, weekday, *block)
    holidays, gone, hush = (), (), Quiet()
    if rows["free"]:
        first, length, kind = rows["free"]
        first = rows["day"] + timedelta(days=first)
        free(school, first, last := first + timedelta(days=length), kind)
        holidays = ((Period(first, last), kind),)
    if rows["away"]:
        first, length = rows["away"]
        first = rows["day"] + timedelta(days=first)
        last = None if length is None else first + timedelta(days=length)
        away(user, school, first, last)
        gone = (Period(first, last),)
    if rows["quiet"]:
        row = quiet(user, *rows["quiet"][:2], weekend=rows["quiet"][2])
        hush = Quiet(row.starts, row.ends, row.weekend)
    return holidays, gone, hush


@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=ROWS)
def test_everybody_gets_it_in_the_first_minute_that_suits(school, anna, rows):
    """Once as staff and once as a parent. In a minute that is quiet only who has no other within sixty days."""
    sent_at = datetime.combine(rows["day"], time(0), UTC) + timedelta(minutes=rows["minute"])
    with transaction.atomic():
        holidays, gone, hush = write(rows, school, anna)
        as_staff = arrivals_for(school, staff=[anna], parents=[], sent_at=sent_at)[anna.pk]
        as_parent = arrivals_for(school, staff=[], parents=[anna], sent_at=sent_at)[anna.pk]
        transaction.set_rollback(True)
    own = {weekday: span(*block) for weekday, block in rows["week"].items()}
    usual = dict.fromkeys(WORKDAYS, span("08:00", "16:30"))
    shut = tuple(period for period, _kind in holidays)
    family = tuple(period for period, kind in holidays if kind != FreePeriod.Kind.STUDY_DAY)
    schedules = [
        (as_staff, Schedule(own or usual, shut + gone, hush)),
        (as_parent, Schedule(dict.fromkeys(WORKDAYS, span("07:30", "20:00")), family, hush)),
    ]
    for arrival, schedule in schedules:
        expected = oracle_next(sent_at, schedule, LONG)
        assert arrival == (expected or oracle_next(sent_at, Schedule(usual, shut), LONG))
        assert expected is None or oracle_is_open(arrival, schedule)
