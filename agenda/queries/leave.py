"""What the director needs to answer a request for leave: school days, what was granted before, whose answer it is."""

from dataclasses import dataclass
from datetime import date

from agenda.models import LeaveDecision, LeaveRequest
from agenda.queries.days import calendar_of
from groups.models import Membership, School
from groups.permissions import groups_where
from people.models import User

# More school days in one school year than this are not the director's to decide (Leerplichtwet, artikel 14).
MOST_DAYS = 10
YEAR_BEGINS = 8  # August


@dataclass(frozen=True)
class Weight:
    """How many school days a request asks, and how many the same children had before in that school year."""

    days: int
    before: int

    @property
    def is_ours(self) -> bool:
        """Whether the director decides; over ten days in a school year the attendance officer does."""
        return self.days + self.before <= MOST_DAYS


def school_year_of(day: date) -> tuple[date, date]:
    """The first and the last day of the school year this day is in."""
    year = day.year if day.month >= YEAR_BEGINS else day.year - 1
    return date(year, YEAR_BEGINS, 1), date(year + 1, YEAR_BEGINS - 1, 31)


def weigh(request: LeaveRequest) -> Weight:
    """Count the days; of brothers and sisters the child that had most leave before counts. Three queries."""
    calendar = calendar_of(request.school)
    days = calendar.count(request.first_on, request.last_on)
    starts, ends = school_year_of(request.first_on)
    granted = LeaveDecision.objects.filter(
        request__children__in=request.children.all(), first_on__gte=starts, first_on__lte=ends
    ).exclude(request=request)
    before: dict[object, int] = {}
    for child, first, last in granted.values_list("request__children", "first_on", "last_on"):
        if first is not None and last is not None:
            before[child] = before.get(child, 0) + calendar.count(first, last)
    own = set(request.children.values_list("pk", flat=True))
    return Weight(days, max((count for child, count in before.items() if child in own), default=0))


def directors_of(school: School, today: date) -> list[User]:
    """Who leads the school, also for the time being."""
    seats = Membership.objects.active(today).filter(
        group__school=school, group__kind="school", role=Membership.Role.DIRECTOR
    )
    return list(User.objects.filter(memberships__in=seats).distinct().order_by("pk"))


def leads_a_school(user: User) -> bool:
    return groups_where(user, "direct").school_wide().exists()


def queue_of(user: User) -> list[LeaveRequest]:
    """What waits for an answer in the schools this account leads, the first day soonest first. Two queries."""
    waiting = LeaveRequest.objects.led_by(user).waiting().select_related("school", "requested_by")
    return list(waiting.prefetch_related("children").order_by("first_on", "requested_at", "pk"))


def answered_by_school(user: User) -> list[LeaveRequest]:
    """The newest answers in the schools this account leads. Two queries."""
    answered = LeaveRequest.objects.led_by(user).filter(decision__isnull=False)
    found = answered.select_related("school", "requested_by", "decision")
    return list(found.prefetch_related("children").order_by("-decision__decided_at", "pk")[:50])
