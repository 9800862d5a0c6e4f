"""Short ways to say a moment, a week and a day without school."""

from datetime import date, datetime, time

from groups.models import School
from hours.models import FreePeriod, QuietTime, StaffAbsence, WorkingTime
from hours.rules import AMSTERDAM
from people.models import User

FRIDAY = date(2026, 10, 9)
SATURDAY = date(2026, 10, 10)
MONDAY = date(2026, 10, 12)
TUESDAY = date(2026, 10, 13)


def at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), AMSTERDAM)


def works(user: User, school: School, weekday: int, starts: str, ends: str) -> WorkingTime:
    return WorkingTime.objects.create(
        user=user,
        school=school,
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
    )


def free(school: School, first: date, last: date, kind: str = FreePeriod.Kind.HOLIDAY) -> FreePeriod:
    return FreePeriod.objects.create(
        school=school, name=f"vrij {first}", kind=kind, first_on=first, last_on=last
    )


def away(
    user: User, school: School, first: date, last: date | None, stand_in: User | None = None
) -> StaffAbsence:
    return StaffAbsence.objects.create(
        user=user, school=school, first_on=first, last_on=last, stand_in=stand_in, entered_by=user
    )


def quiet(user: User, starts: str | None, ends: str | None, *, weekend: bool = False) -> QuietTime:
    return QuietTime.objects.create(
        user=user,
        starts=starts and time.fromisoformat(starts),
        ends=ends and time.fromisoformat(ends),
        weekend=weekend,
    )
