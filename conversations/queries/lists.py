"""The conversations of one account, the one with the newest arrival first."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from conversations.models import Arrival, Conversation, Message, MessageQuerySet, Participant
from people.models import User

PAGE_SIZE = 30
SEPARATOR = "~"


@dataclass(frozen=True)
class Cursor:
    """The last row of a page; below it the next one starts. It opens nothing: every page asks again."""

    last_at: datetime
    conversation_id: UUID

    def __str__(self) -> str:
        return f"{self.last_at.isoformat()}{SEPARATOR}{self.conversation_id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor":
        """Raises ValueError for anything this class did not write itself."""
        moment, _separator, conversation_id = text.partition(SEPARATOR)
        last_at = datetime.fromisoformat(moment)
        if last_at.tzinfo is None or not 2000 <= last_at.year <= 9998:
            raise ValueError("a moment a database can compare")
        return cls(last_at, UUID(conversation_id))


@dataclass
class Row:
    """One conversation on the list: what it is about, with whom, what came last, how much is new."""

    conversation: Conversation
    last_at: datetime
    last: Message | None
    new_count: int
    others: list[str] = field(default_factory=list)

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.last_at, self.conversation.pk)


@dataclass
class Listing:
    """A page of rows, and where the next page starts when there is one."""

    rows: list[Row]
    next_cursor: Cursor | None


def listing_of(user: User, *, now: datetime, before: Cursor | None = None) -> Listing:
    """A page of the conversations this account is in. Three queries for any number."""
    rows = conversations_of(user, now=now, before=before, most=PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    return Listing(shown, shown[-1].cursor if len(rows) > PAGE_SIZE else None)


def conversations_of(
    user: User, *, now: datetime, before: Cursor | None = None, most: int = PAGE_SIZE
) -> list[Row]:
    """The conversations this account is in, newest arrival first. Three queries for any number."""
    found = list(_listed(user, now, before)[:most])
    last = Message.objects.in_bulk([row.last_message for row in found if row.last_message])
    others = _others(found, user, now)
    return [
        Row(row, row.last_at, last.get(row.last_message), row.new_count, others.get(row.pk, []))
        for row in found
    ]


def unseen_by(user: User, *, now: datetime) -> Subquery:
    """In how many conversations something is new for this account: a number to put beside another question."""
    seats = Participant.objects.entitled(timezone.localdate(now)).filter(user=user)
    new = _new(user, now, conversation=OuterRef("conversation"), seen_until=OuterRef("seen_until"))
    found = seats.filter(Exists(new), conversation__hidden_at=None).order_by().values("user")
    return Subquery(found.annotate(count=Count("pk")).values("count"), output_field=IntegerField())


def _listed(user: User, now: datetime, before: Cursor | None) -> Any:
    """What is in a conversation for this account by now; one that nothing arrived in yet is only its starter's."""
    newest = _arrived(user, now).shown().filter(conversation=OuterRef("pk")).order_by("-number")
    due = Arrival.objects.filter(message=OuterRef("last_message"), user=user)
    seen = Participant.objects.open().filter(conversation=OuterRef("pk"), user=user)
    new = _new(user, now, conversation=OuterRef("pk"), seen_until=OuterRef("seen_until"))
    rows = Conversation.objects.visible_to(user, now).annotate(
        seen_until=Subquery(seen.values("seen_until")[:1]),
        last_message=Subquery(newest.values("pk")[:1]),
        arrived_at=Subquery(due.values("due_at")[:1]),
        new_count=Coalesce(
            Subquery(new.order_by().values("conversation").annotate(count=Count("pk")).values("count")),
            0,
        ),
    )
    rows = rows.filter(Q(last_message__isnull=False) | Q(started_by=user))
    rows = rows.annotate(last_at=Coalesce("arrived_at", "started_at"))
    if before is not None:
        same = Q(last_at=before.last_at, pk__lt=before.conversation_id)
        rows = rows.filter(Q(last_at__lt=before.last_at) | same)
    return rows.select_related("child", "group").order_by("-last_at", "-pk")


def _arrived(user: User, now: datetime) -> MessageQuerySet:
    """From the message to its arrival: a database walks a conversation from its end and stops at the first."""
    mine = Arrival.objects.filter(message=OuterRef("pk"), user=user, due_at__lte=now)
    return Message.objects.filter(Exists(mine))


def _new(user: User, now: datetime, *, conversation: OuterRef, seen_until: OuterRef) -> MessageQuerySet:
    """What this account has not seen yet; what was taken back or removed is nothing new to read."""
    unseen = _arrived(user, now).filter(conversation=conversation, number__gt=seen_until)
    return unseen.filter(state=Message.State.VISIBLE).exclude(author=user)


def _others(found: list[Any], user: User, now: datetime) -> dict[UUID, list[str]]:
    """The names of everybody else in each of these conversations, staff first."""
    today = timezone.localdate(now)
    seats = Participant.objects.entitled(today).filter(conversation__in=[row.pk for row in found])
    names: dict[UUID, list[tuple[bool, str]]] = {}
    for seat in seats.exclude(user=user).select_related("user"):
        names.setdefault(seat.conversation_id, []).append((not seat.is_staff, seat.user.get_short_name()))
    return {pk: [name for _last, name in sorted(there)] for pk, there in names.items()}
