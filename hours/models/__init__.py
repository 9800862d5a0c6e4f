"""Working weeks, absences, quiet times, the school's calendar, and the exceptions people make."""

from hours.models.calendar import FreePeriod, LessonTime
from hours.models.exceptions import HoursException
from hours.models.people import QuietTime, StaffAbsence, WorkingTime

__all__ = ["FreePeriod", "HoursException", "LessonTime", "QuietTime", "StaffAbsence", "WorkingTime"]
