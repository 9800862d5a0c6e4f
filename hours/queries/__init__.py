"""Questions about hours: when something arrives, who is there, who may be rung, how often the hours were passed."""

from hours.queries.arrivals import arrivals_for, may_ring, next_school_window
from hours.queries.counting import ExceptionCount, exceptions_of
from hours.queries.duty import Duty, who_is_on_duty

__all__ = [
    "Duty",
    "ExceptionCount",
    "arrivals_for",
    "exceptions_of",
    "may_ring",
    "next_school_window",
    "who_is_on_duty",
]
