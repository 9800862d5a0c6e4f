"""In how many conversations something is new, for many accounts at once."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef
from django.utils import timezone

from conversations.models import Arrival, Message, Participant


def unseen_counts(users: Collection[UUID], *, now: datetime) -> dict[UUID, int]:
    """What `unseen_by` says for each of these accounts; who has nothing new is not in it. One query."""
    arrived = Arrival.objects.filter(
        message__conversation=OuterRef("conversation"),
        message__number__gt=OuterRef("seen_until"),
        message__state=Message.State.VISIBLE,
        user=OuterRef("user"),
        due_at__lte=now,
    )
    seats = Participant.objects.entitled(timezone.localdate(now)).filter(
        Exists(arrived.exclude(message__author=F("user"))), user__in=users, conversation__hidden_at=None
    )
    return dict(seats.order_by().values_list("user").annotate(count=Count("pk")))
