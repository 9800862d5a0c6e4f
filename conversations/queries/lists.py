"""The conversations of one account, the one with the newest arrival first."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from conversations.models import Arrival, Conversation, Message, Participant
from people.models import User

PAGE_SIZE = 50


@dataclass
class Row:
    """One conversation on the list: what it is about, with whom, what came last, how much is new."""

    conversation: Conversation
    last_at: datetime
    last: Message | None
    new_count: int
    others: list[str] = field(default_factory=list)


def conversations_of(user: User, *, now: datetime, before: datetime | None = None) -> list[Row]:
    """A page of the conversations this account is in, newest arrival first. Four queries for any number.

    `before` is the `last_at` of the last row of the page before.
    """
    found = list(_listed(user, now, before)[:PAGE_SIZE])
    last = Message.objects.in_bulk([row.last_message for row in found if row.last_message])
    others = _others(found, user, now)
    return [
        Row(row, row.last_at, last.get(row.last_message), row.new_count, others.get(row.pk, []))
        for row in found
    ]


def unseen_count(user: User, *, now: datetime) -> int:
    """In how many conversations something is new for this account."""
    return _listed(user, now, None).filter(new_count__gt=0).count()


def _listed(user: User, now: datetime, before: datetime | None) -> Any:
    """What is in a conversation for this account by now; one that nothing arrived in yet is only its starter's."""
    arrived = Arrival.objects.filter(
        message__conversation=OuterRef("pk"), user=user, due_at__lte=now
    ).exclude(message__state=Message.State.HIDDEN)
    seen = Participant.objects.open().filter(conversation=OuterRef("message__conversation"), user=user)
    # What was taken back or removed is seen as such, and is nothing new to read.
    new = (
        arrived.exclude(message__author=user)
        .filter(message__state=Message.State.VISIBLE)
        .filter(message__number__gt=Subquery(seen.values("seen_until")[:1]))
        .order_by()
        .values("message__conversation")
        .annotate(count=Count("pk"))
        .values("count")
    )
    newest = arrived.order_by("-message__number")
    rows = Conversation.objects.visible_to(user, now).annotate(
        last_message=Subquery(newest.values("message")[:1]),
        arrived_at=Subquery(newest.values("due_at")[:1]),
        new_count=Coalesce(Subquery(new), 0),
    )
    rows = rows.filter(Q(arrived_at__isnull=False) | Q(started_by=user))
    rows = rows.annotate(last_at=Coalesce("arrived_at", "started_at"))
    if before is not None:
        rows = rows.filter(last_at__lt=before)
    return rows.select_related("child", "group").order_by("-last_at", "-pk")


def _others(found: list[Any], user: User, now: datetime) -> dict[UUID, list[str]]:
    """The names of everybody else in each of these conversations, staff first."""
    today = timezone.localdate(now)
    seats = Participant.objects.entitled(today).filter(conversation__in=[row.pk for row in found])
    names: dict[UUID, list[tuple[bool, str]]] = {}
    for seat in seats.exclude(user=user).select_related("user"):
        names.setdefault(seat.conversation_id, []).append((not seat.is_staff, seat.user.get_short_name()))
    return {pk: [name for _last, name in sorted(there)] for pk, there in names.items()}
