"""Which classes heard nothing this week (R037).

Their teachers hear it a day before the overviews leave, the directors when those leave. A week without school, and a
class without children, are not silent.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse

from common.notices import Told
from delivery.rules import AMSTERDAM
from groups.models import Enrolment, Membership, MembershipQuerySet, SchoolGroup
from hours.models import FreePeriod
from policies.queries import SchoolPolicy, policy_for
from posts.models import Post

KIND = "missing_post"
REMINDS_AT = time(12)


@dataclass(frozen=True)
class Week:
    """The school week around a moment: its Monday, and when its overviews leave."""

    starts_on: date
    leaves_at: datetime

    @classmethod
    def of(cls, policy: SchoolPolicy, now: datetime) -> "Week":
        today = now.astimezone(AMSTERDAM).date()
        monday = today - timedelta(days=today.weekday())
        leaves_on = monday + timedelta(days=int(policy.digest_day) - 1)
        leaves_at = datetime.combine(leaves_on, time.fromisoformat(policy.digest_at), AMSTERDAM)
        return cls(monday, leaves_at)

    @property
    def reminds_at(self) -> datetime:
        """Noon of the day before; of the same day when overviews leave on Monday."""
        day = max(self.leaves_at.date() - timedelta(days=1), self.starts_on)
        return datetime.combine(day, REMINDS_AT, AMSTERDAM)

    @property
    def name(self) -> str:
        year, number, _day = self.starts_on.isocalendar()
        return f"{year}-W{number:02d}"


def quiet_classes(school: int, now: datetime) -> list[SchoolGroup]:
    """The classes with fewer posts this week than the school wants, by name. Three queries."""
    policy = policy_for(school)
    week = Week.of(policy, now)
    days = [week.starts_on + timedelta(days=ahead) for ahead in range(week.leaves_at.weekday() + 1)]
    free = FreePeriod.objects.filter(school=school, first_on__lte=days[-1], last_on__gte=days[0])
    if policy.posts_per_week == 0 or _all_free(days, free):
        return []
    starts_at = datetime.combine(week.starts_on, time(0), AMSTERDAM)
    placed = Q(
        posts__state=Post.State.PUBLISHED, posts__published_at__gte=starts_at, posts__published_at__lte=now
    )
    pupils = Enrolment.objects.current().filter(group=OuterRef("pk"))
    classes = SchoolGroup.objects.running().classes().filter(Exists(pupils), school=school)
    counted = classes.annotate(placed=Count("posts", filter=placed))
    return list(counted.filter(placed__lt=policy.posts_per_week).order_by("name", "pk"))


def missing_posts(school: int, now: datetime) -> list[Told]:
    """For each silent class its teachers, from noon of the day before; the directors when the overviews leave."""
    week = Week.of(policy_for(school), now)
    if now < week.reminds_at:
        return []
    silent = quiet_classes(school, now)
    teachers = _teachers_of(silent, now)
    told = [
        Told(KIND, f"{KIND}:{group.pk}:{week.name}", _new_post(group), teachers[group.pk], group.pk)
        for group in silent
        if group.pk in teachers
    ]
    if silent and now >= week.leaves_at:
        path = reverse("delivery:reach")
        told.append(Told(KIND, f"{KIND}:school-{school}:{week.name}", path, _directors_of(school, now)))
    return told


def _new_post(group: SchoolGroup) -> str:
    return reverse("posts:post-create", args=[group.slug])


def _all_free(days: list[date], periods: Iterable[FreePeriod]) -> bool:
    free = list(periods)
    return all(any(period.first_on <= day <= period.last_on for period in free) for day in days)


def _teachers_of(groups: list[SchoolGroup], now: datetime) -> dict[int, frozenset[UUID]]:
    seats = _active(now).filter(role=Membership.Role.TEACHER, group__in=groups)
    found: dict[int, set[UUID]] = {}
    for group, user in seats.values_list("group", "user"):
        found.setdefault(group, set()).add(user)
    return {group: frozenset(users) for group, users in found.items()}


def _directors_of(school: int, now: datetime) -> frozenset[UUID]:
    kind = SchoolGroup.Kind.SCHOOL
    seats = _active(now).filter(role=Membership.Role.DIRECTOR, group__school=school, group__kind=kind)
    return frozenset(seats.values_list("user", flat=True))


def _active(now: datetime) -> MembershipQuerySet:
    return Membership.objects.active(now.astimezone(AMSTERDAM).date())
