"""A conversation as it stands on a page: its lines between the days, and who came and who left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from conversations.models import Conversation, Message
from conversations.queries.readers import Reader
from conversations.queries.reading import Line, Page


@dataclass(frozen=True)
class Item:
    """One row of the page: a day, somebody who came or left, the mark of what is new, or a message."""

    day: date | None = None
    came: Reader | None = None
    left: Reader | None = None
    is_mark: bool = False
    line: Line | None = None


@dataclass(frozen=True)
class Stretch:
    """Between which moments the page tells who came and who left; who came later does not see what went before."""

    started: datetime
    begins: datetime
    ends: datetime

    def shows(self, seat: Reader) -> bool:
        """Did this reader come in now? Who was there from the start stands in the header."""
        return seat.joined_at > self.started and self.begins <= seat.joined_at <= self.ends


def stretch_of(
    conversation: Conversation, page: Page, *, mine: Reader, before: int | None, now: datetime
) -> Stretch:
    """The time a page covers: from its first message, or from the beginning when there is nothing older."""
    begins = page.lines[0].message.sent_at if page.older and page.lines else conversation.started_at
    ends = now
    if before is not None:
        next_one = Message.objects.filter(conversation=conversation, number=before)
        ends = next_one.values_list("sent_at", flat=True).first() or now
    return Stretch(conversation.started_at, max(begins, mine.joined_at), ends)


def items_of(
    lines: list[Line], seats: Iterable[Reader], stretch: Stretch, *, last_day: date | None = None
) -> list[Item]:
    """The rows of a page in order: a stripe per day, a mark above the first new message.

    `last_day` is the day that stands on the page already, when these rows come under others.
    """
    moves = _moves(seats, stretch)
    rows: list[tuple[datetime, Item]] = []
    marked = False
    for line in lines:
        while moves and moves[0][0] <= line.message.sent_at:
            rows.append(moves.pop(0))
        if line.is_new and not marked:
            rows.append((line.message.sent_at, Item(is_mark=True)))
            marked = True
        rows.append((line.message.sent_at, Item(line=line)))
    return _with_days([*rows, *moves], last_day)


def _moves(seats: Iterable[Reader], stretch: Stretch) -> list[tuple[datetime, Item]]:
    found = []
    for seat in seats:
        if stretch.shows(seat):
            found.append((seat.joined_at, Item(came=seat)))
        if seat.left_at is not None and stretch.begins < seat.left_at <= stretch.ends:
            found.append((seat.left_at, Item(left=seat)))
    return sorted(found, key=lambda move: move[0])


def _with_days(rows: list[tuple[datetime, Item]], day: date | None) -> list[Item]:
    found: list[Item] = []
    for moment, item in rows:
        if timezone.localdate(moment) != day:
            day = timezone.localdate(moment)
            found.append(Item(day=day))
        found.append(item)
    return found
