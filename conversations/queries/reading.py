"""One conversation as one account may read it, a page at a time, the newest last."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from conversations.models import Arrival, Conversation, Message, MessageVersion
from people.models import User

PAGE_SIZE = 50


@dataclass
class Line:
    """One message with what its reader may know of it."""

    message: Message
    is_mine: bool
    is_new: bool
    is_confirmed: bool = False
    # Only for the sender: until when somebody still has to wait for it, and how many said to have read it.
    held_until: datetime | None = None
    confirmed_by: list[str] = field(default_factory=list)
    answers: Message | None = None
    earlier: list[MessageVersion] = field(default_factory=list)


@dataclass
class Page:
    """A page of a conversation, oldest first; `older` is the number before which there is more."""

    lines: list[Line]
    older: int | None


def page_of(
    conversation: Conversation, user: User, *, now: datetime, seen_until: int = 0, before: int | None = None
) -> Page:
    """The last messages this account may read, or those before number `before`. Five queries for any number."""
    readable = _readable(conversation, user, now)
    if before is not None:
        readable = readable.filter(number__lt=before)
    found = list(readable.order_by("-number")[: PAGE_SIZE + 1])
    shown = found[:PAGE_SIZE][::-1]
    older = shown[0].number if len(found) > PAGE_SIZE else None
    return Page(_lines(shown, user, now, seen_until), older)


def search_in(conversation: Conversation, user: User, words: str, *, now: datetime) -> list[Line]:
    """The messages this account may read in which these words stand, newest first, at most a page."""
    if not words.strip():
        return []
    found = _readable(conversation, user, now).filter(
        state=Message.State.VISIBLE, text__icontains=words.strip()
    )
    return _lines(list(found.order_by("-number")[:PAGE_SIZE]), user, now, 0)


def _readable(conversation: Conversation, user: User, now: datetime) -> QuerySet[Message]:
    """Without what was taken back before this reader ever had it: that never came."""
    return (
        Message.objects.visible_to(user, now)
        .filter(conversation=conversation)
        .select_related("author", "replies_to__author")
        .prefetch_related("versions", Prefetch("arrivals", Arrival.objects.select_related("user")))
    )


def _lines(messages: list[Message], user: User, now: datetime, seen_until: int) -> list[Line]:
    there = _arrived_ids([m.replies_to_id for m in messages if m.replies_to_id], user, now)
    return [_line(message, user, now, seen_until, there) for message in messages]


def _line(message: Message, user: User, now: datetime, seen_until: int, there: set[UUID]) -> Line:
    is_mine = message.author_id == user.pk
    line = Line(message, is_mine, is_new=not is_mine and message.number > seen_until)
    if message.state != Message.State.VISIBLE:
        return line
    answered = message.replies_to
    if answered is not None and answered.pk in there:
        line.answers = answered
    line.earlier = list(message.versions.all())
    arrivals = [arrival for arrival in message.arrivals.all() if arrival.user_id != message.author_id]
    line.is_confirmed = any(arrival.is_confirmed for arrival in arrivals if arrival.user_id == user.pk)
    if is_mine:
        line.held_until = max((a.due_at for a in arrivals if a.due_at > now), default=None)
        line.confirmed_by = [a.user.get_short_name() for a in arrivals if a.is_confirmed and a.due_at <= now]
    return line


def _arrived_ids(ids: list[UUID], user: User, now: datetime) -> set[UUID]:
    """Which of these this account may read itself: an answer never carries words its reader has not."""
    readable = Message.objects.visible_to(user, now).filter(state=Message.State.VISIBLE, pk__in=ids)
    return set(readable.values_list("pk", flat=True))
