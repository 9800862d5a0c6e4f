"""What a guardian needs on the page: the own children at school, and until when to report for today."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from agenda.models import Absence, LeaveDecision, LeaveRequest
from agenda.queries.days import Calendar, calendars_of
from groups.models import Enrolment, School, SchoolGroup
from groups.queries import classes_of
from people.models import Child, User
from policies.queries import SchoolPolicy, policies_for

RECENT = 20
# From then on a report is about the next school day, unless it says otherwise.
SCHOOL_IS_OUT = time(15)


@dataclass(frozen=True)
class Pupil:
    """A child at its school, with the names of its groups."""

    child: Child
    school: School
    groups: str


@dataclass(frozen=True)
class Desk:
    """Where to report for one school: the day it is about, until when, and whether that is over."""

    school: School
    day: date
    before: time
    is_today: bool
    is_late: bool


def own_pupils(user: User) -> list[Pupil]:
    """The children this account decides about that have a place at a school now. Two queries."""
    places = (
        Enrolment.objects.current()
        .filter(
            child__in=Child.objects.in_authority_of(user),
            group__kind=SchoolGroup.Kind.SCHOOL,
            group__closed_at=None,
        )
        .select_related("child", "group__school")
        .order_by("child__first_name", "child__last_name", "child_id")
    )
    classes = classes_of([place.child for place in places])
    return [
        Pupil(place.child, place.group.school, ", ".join(group.name for group in classes[place.child_id]))
        for place in places
    ]


def desks_of(schools: list[School], now: datetime) -> dict[int, Desk]:
    """For each school, by id, which day a report is about now. Two queries."""
    policies, calendars = policies_for(schools), calendars_of(schools)
    return {school.pk: _desk_of(school, policies[school.pk], calendars[school.pk], now) for school in schools}


def _desk_of(school: School, policy: SchoolPolicy, calendar: Calendar, now: datetime) -> Desk:
    before = time.fromisoformat(policy.absence_before)
    day = calendar.day_to_report(now, ends=SCHOOL_IS_OUT)
    local = timezone.localtime(now)
    is_today = day == local.date()
    return Desk(school, day, before, is_today, is_today and local.time() >= before)


def absences_of_own(user: User) -> list[Absence]:
    """The newest reports about the own children, without those that were withdrawn."""
    own = Absence.objects.standing().filter(child__in=Child.objects.in_authority_of(user).values("pk"))
    return list(own.select_related("child", "school").newest_first()[:RECENT])


def leave_of_own(user: User) -> list[LeaveRequest]:
    """What this account asked, newest first."""
    asked = LeaveRequest.objects.asked_by(user).select_related("school", "decision")
    return list(asked.prefetch_related("children").newest_first()[:RECENT])


def leave_granted_to_own(user: User, today: date) -> list[tuple[Child, LeaveDecision]]:
    """The leave that is still to come for the own children, whichever guardian asked: the days and nothing else."""
    own = Child.objects.in_authority_of(user).values("pk")
    granted = LeaveRequest.objects.filter(children__in=own, decision__last_on__gte=today)
    found = granted.select_related("decision").prefetch_related(
        Prefetch("children", queryset=Child.objects.in_authority_of(user))
    )
    rows = found.distinct().order_by("decision__first_on", "pk")
    return [(child, leave.decision) for leave in rows for child in leave.children.all()]


def pupils_at(schools: list[School]) -> QuerySet[Enrolment]:
    """The places of the children that are at one of these schools now."""
    places = Enrolment.objects.current().filter(group__school__in=schools, group__closed_at=None)
    return places.filter(group__kind=SchoolGroup.Kind.SCHOOL).select_related("child", "group__school")
