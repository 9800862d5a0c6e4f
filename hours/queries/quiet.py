"""The own quiet time, and whether it leaves anything."""

from datetime import date, time, timedelta

from groups.models import Membership, School
from hours.models import QuietTime
from hours.queries.schedules import SchoolHours, weeks_of
from hours.queries.team import schools_worked_at
from hours.rules import Quiet, Schedule, Week, windows_on
from people.models import User
from policies.queries import SchoolPolicy, policy_for

AN_ORDINARY_MONDAY = date(2026, 1, 12)


def quiet_time_of(user: User) -> QuietTime | None:
    return QuietTime.objects.filter(user=user).first()


def leaves_a_moment(user: User, between: tuple[time, time], *, weekend: bool, today: date) -> bool:
    """Does this quiet leave anything of an ordinary week of this account (R189)?"""
    schedule = Schedule(reach_of(user, today=today), quiet=Quiet(*between, weekend))
    return any(windows_on(AN_ORDINARY_MONDAY + timedelta(days=later), schedule) for later in range(7))


def reach_of(user: User, *, today: date) -> Week:
    """The week in which this account gets what is sent: its own, that of its school, or that of parents."""
    employer = schools_worked_at(user, today=today).first()
    school = employer or _first_school(user, today)
    hours = SchoolHours(policy_for(school) if school else SchoolPolicy(), (), ())
    if employer is None:
        return hours.parent(Quiet()).week or {}
    return weeks_of([user.pk], employer).get(user.pk, hours.week)


def _first_school(user: User, today: date) -> School | None:
    seats = Membership.objects.active(today).filter(user=user)
    return School.objects.filter(groups__memberships__in=seats).order_by("name", "pk").first()
