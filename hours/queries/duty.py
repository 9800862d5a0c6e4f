"""Who is there today: the page says it before somebody writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from groups.models import School
from hours.models import StaffAbsence
from hours.queries.schedules import school_hours, staff_schedules
from hours.rules import stand_in_of, windows_on
from people.models import User


@dataclass(frozen=True)
class Duty:
    """Somebody who still works today, from the first window that is not over until the last one ends."""

    user: User
    from_at: datetime
    until_at: datetime
    stands_in_for: User | None = None


def who_is_on_duty(school: School, staff: Collection[User], *, now: datetime) -> list[Duty]:
    """Who of `staff` works today and is not done yet, or who stands in for them; who is there first comes first.

    Everybody is named once. Five queries for any number of people. Empty on a day without school.
    """
    day = timezone.localdate(now)
    hours = school_hours(school, day=day)
    absences = StaffAbsence.objects.on(day).filter(school=school).select_related("stand_in")
    away: dict[UUID, UUID | None] = {}
    known = {user.pk: user for user in staff}
    for absence in absences:
        away[absence.user_id] = away.get(absence.user_id) or absence.stand_in_id
        if absence.stand_in is not None:
            known.setdefault(absence.stand_in.pk, absence.stand_in)
    replaced = {user.pk: stand_in_of(user.pk, away) for user in staff if user.pk in away}
    there: dict[UUID, User | None] = {user.pk: None for user in staff if user.pk not in away}
    there |= {stand_in: known[user] for user, stand_in in replaced.items() if stand_in is not None}
    schedules = staff_schedules(there.keys(), school, hours, day=day, with_quiet=False)
    found = []
    for user, stands_in_for in there.items():
        left = [window for window in windows_on(day, schedules[user]) if window[1] > now]
        if left and known[user].is_active:
            found.append(Duty(known[user], left[0][0], left[-1][1], stands_in_for))
    return sorted(found, key=lambda duty: (duty.from_at, duty.user.pk))
