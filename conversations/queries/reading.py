"""One conversation as one account may read it, a page at a time, the newest last."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from conversations.models import Arrival, Conversation, Message, MessageVersion
from conversations.queries.moments import Later, by_moment
from people.models import User

PAGE_SIZE = 50


@dataclass
class Line:
    """One message with what its reader may know of it."""

    message: Message
    is_mine: bool
    is_new: bool
    is_confirmed: bool = False
    # Only for the sender: until when somebody still has to wait for it, who, and who said to have read it.
    held_until: datetime | None = None
    waiting: list[Later] = field(default_factory=list)
    is_held_for_all: bool = False
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


@dataclass
class Fresh:
    """What an open page does not have yet: lines to put under it, lines that say something else now, lines that go."""

    lines: list[Line]
    changed: list[Line]
    gone: list[UUID]

    def __bool__(self) -> bool:
        return bool(self.lines or self.changed or self.gone)


def fresh_in(conversation: Conversation, user: User, *, now: datetime, after: int, since: datetime) -> Fresh:
    """What came after number `after`, or was let through by the hours since, and what changed since.

    `since` is when the page was drawn: what waited for the hours can have a lower number than what is on it.
    """
    let_through = Arrival.objects.filter(message=OuterRef("pk"), user=user, due_at__gt=since)
    is_new = Q(number__gt=after) | Q(Exists(let_through))
    has_changed = Q(edited_at__gt=since) | Q(taken_back_at__gt=since) | Q(turned_at__gt=since)
    # Whatever quotes something shows other words once that is hidden, taken back or removed.
    has_changed |= Q(replies_to__turned_at__gt=since) | Q(replies_to__taken_back_at__gt=since)
    found = list(
        _readable(conversation, user, now).filter(is_new | has_changed).order_by("number")[: 2 * PAGE_SIZE]
    )
    new = {message.pk for message in found if message.number > after}
    new |= set(let_through_ids(found, user, since))
    lines = _lines(found, user, now, found[-1].number if found else after)
    return Fresh(
        [line for line in lines if line.message.pk in new],
        [line for line in lines if line.message.pk not in new],
        hidden_since(conversation, user, since),
    )


def hidden_since(conversation: Conversation, user: User, since: datetime) -> list[UUID]:
    """Which messages this account had were put out of sight since then. Ids alone, of what was there already."""
    hidden = Message.objects.filter(
        conversation=conversation, state=Message.State.HIDDEN, turned_at__gt=since
    )
    return list(hidden.filter(arrivals__user=user, arrivals__due_at__lte=since).values_list("pk", flat=True))


def let_through_ids(messages: list[Message], user: User, since: datetime) -> list[UUID]:
    """Which of these came in for this account since then."""
    arrivals = [arrival for message in messages for arrival in message.arrivals.all()]
    return [a.message_id for a in arrivals if a.user_id == user.pk and a.due_at > since]


def line_of(message: Message, user: User, *, now: datetime) -> Line:
    """One message as this account may read it now. Raises Message.DoesNotExist."""
    found = _readable(message.conversation, user, now).get(pk=message.pk)
    return _lines([found], user, now, found.number)[0]


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
        .prefetch_related("versions", "files", Prefetch("arrivals", Arrival.objects.select_related("user")))
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
    line.earlier = _earlier(message, user)
    arrivals = [arrival for arrival in message.arrivals.all() if arrival.user_id != message.author_id]
    line.is_confirmed = any(arrival.is_confirmed for arrival in arrivals if arrival.user_id == user.pk)
    if is_mine:
        held = [arrival for arrival in arrivals if arrival.due_at > now]
        line.held_until = max((arrival.due_at for arrival in held), default=None)
        line.waiting = by_moment((arrival.due_at, arrival.user.get_short_name()) for arrival in held)
        line.is_held_for_all = len(held) == len(arrivals) and len(line.waiting) == 1
        line.confirmed_by = [a.user.get_short_name() for a in arrivals if a.is_confirmed and a.due_at <= now]
    return line


def _earlier(message: Message, user: User) -> list[MessageVersion]:
    """What stood there while this reader had it: words that were changed before it arrived never came."""
    had_from = next(arrival.due_at for arrival in message.arrivals.all() if arrival.user_id == user.pk)
    return [version for version in message.versions.all() if version.replaced_at >= had_from]


def _arrived_ids(ids: list[UUID], user: User, now: datetime) -> set[UUID]:
    """Which of these this account may read itself: an answer never carries words its reader has not."""
    if not ids:
        return set()
    readable = Message.objects.visible_to(user, now).filter(state=Message.State.VISIBLE, pk__in=ids)
    return set(readable.values_list("pk", flat=True))
