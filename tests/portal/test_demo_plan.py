"""What the demo school will be, before anything is written: the same every time, on any day of the year."""

from datetime import timedelta

import pytest

from portal.demo.diary import plan_diary
from portal.demo.families import plan_families
from portal.demo.school import school_year
from tests import make


def test_the_plan_is_the_same_every_time():
    assert plan_families() == plan_families()
    assert plan_diary(plan_families(), make.NOW) == plan_diary(plan_families(), make.NOW)


@pytest.mark.parametrize("days", range(0, 366, 30))
def test_a_diary_can_be_written_on_any_day_of_the_year(days):
    now = make.NOW + timedelta(days=days)
    entries = plan_diary(plan_families(), now)
    assert all(now - timedelta(weeks=6, days=1) < entry.at < now for entry in entries)


def test_the_school_year_begins_in_august():
    assert school_year(make.NOW.date()) == "2026-2027"
    assert school_year(make.NOW.date().replace(month=7)) == "2025-2026"
