"""How delivery goes in a school, in numbers in which nobody can be found: what was chosen, what failed, what waits."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from delivery.figures import Figure, roughly, shown
from delivery.models import Channel, Delivery, Preference
from delivery.rules import FAMILY_DEFAULT
from groups.models import Membership, School, SchoolGroup

WEEK = timedelta(days=7)
# Rows are looked at every minute: what waits this long after its moment waits for somebody to look.
TOO_LONG = timedelta(minutes=15)
State = Delivery.State


@dataclass(frozen=True)
class Number:
    """How many people, as it may be shown, and of what."""

    label: str
    figure: Figure


def ways_chosen(school: School, *, now: datetime) -> list[Number] | None:
    """How many parents chose which way for news; None when there are too few to say anything. Two queries."""
    parents = set(
        Membership.objects.active(timezone.localdate(now))
        .filter(group__school=school, group__kind=SchoolGroup.Kind.SCHOOL, role=Membership.Role.PARENT)
        .values_list("user", flat=True)
    )
    chosen = dict(Preference.objects.filter(user__in=parents).values_list("user", "news"))
    counts = Counter(chosen.get(parent, str(FAMILY_DEFAULT.news)) for parent in parents)
    figures = shown([counts[way.value] for way in Channel])
    if figures is None:
        return None
    return [Number(str(way.label), figure) for way, figure in zip(Channel, figures, strict=True)]


def lost_lately(school: School, *, now: datetime) -> list[Number]:
    """To how many people something did not go in the last week, by reason. One query.

    Roughly: exact numbers would give away what the line of a post keeps back.
    """
    lost = Delivery.objects.filter(
        school=school, created_at__gt=now - WEEK, state__in=[State.BOUNCED, State.FAILED]
    )
    people = lost.order_by().values_list("why").annotate(people=Count("user", distinct=True))
    return [Number(str(Delivery.Why(why).label), roughly(count)) for why, count in sorted(people)]


def is_stuck(school: School, *, now: datetime) -> bool:
    """Whether something waits so long that the mail server or the worker should be looked at. One query."""
    late = Delivery.objects.queued().filter(school=school, digest=None, due_at__lt=now - TOO_LONG)
    return late.exists()
