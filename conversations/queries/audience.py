"""Who may read a message now: `visible_to` asked from the other side, for telling many in one question."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from conversations.models import Arrival, Message, Participant


@dataclass(frozen=True)
class Reading:
    """One message that is there for one account, and whether that account has seen it."""

    message: UUID
    user: UUID
    is_seen: bool


def readings_of(messages: Collection[UUID], users: Collection[UUID], *, now: datetime) -> list[Reading]:
    """What of these messages is there for whom by now, as `Message.objects.visible_to` says for each. One query."""
    seats = Participant.objects.entitled(timezone.localdate(now)).filter(
        conversation=OuterRef("message__conversation"), user=OuterRef("user")
    )
    there = Arrival.objects.filter(
        Q(Exists(seats)),
        message__in=messages,
        user__in=users,
        due_at__lte=now,
        message__state=Message.State.VISIBLE,
        message__conversation__hidden_at=None,
        user__is_active=True,
    )
    rows = there.annotate(seen=Subquery(seats.values("seen_until")[:1]), number=F("message__number"))
    return [
        Reading(message, user, seen >= number)
        for message, user, seen, number in rows.values_list("message", "user", "seen", "number")
    ]


def arrived_in(school: int, since: datetime, until: datetime) -> QuerySet[Arrival]:
    """What came to somebody in this time and was not written by that person; whether it may be read must be asked."""
    return (
        Arrival.objects.filter(
            due_at__gt=since,
            due_at__lte=until,
            message__state=Message.State.VISIBLE,
            message__conversation__school=school,
        )
        .exclude(user=F("message__author"))
        .select_related("message")
        .order_by("pk")
    )
