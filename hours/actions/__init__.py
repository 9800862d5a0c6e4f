"""Every change of hours and the calendar, one function per verb. See the modules for their promises."""

from hours.actions.calendar import (
    add_free_period,
    change_free_period,
    import_holidays,
    remove_free_period,
    set_lesson_times,
)
from hours.actions.exceptions import make_exception
from hours.actions.people import end_absence, report_away, set_quiet_time, set_week

__all__ = [
    "add_free_period",
    "change_free_period",
    "end_absence",
    "import_holidays",
    "make_exception",
    "remove_free_period",
    "report_away",
    "set_lesson_times",
    "set_quiet_time",
    "set_week",
]
