"""Every change of hours and the calendar, one function per verb. See the modules for their promises."""

from hours.actions.exceptions import make_exception

__all__ = ["make_exception"]
