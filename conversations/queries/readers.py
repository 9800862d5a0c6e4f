"""Who reads a conversation, in words everybody in it may see."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from conversations.models import Conversation, Participant


@dataclass(frozen=True)
class Reader:
    """Somebody who reads along now, or did."""

    user_id: UUID
    name: str
    why: str
    is_staff: bool
    joined_at: datetime
    left_at: datetime | None


def readers_of(conversation: Conversation, now: datetime) -> list[Reader]:
    """Exactly who can read what is said from now on: staff first, then family, by the moment they came."""
    seats = conversation.participants.entitled(timezone.localdate(now)).select_related("user")
    return sorted(map(_reader, seats), key=lambda reader: not reader.is_staff)


def seats_of(conversation: Conversation) -> list[Reader]:
    """Everybody who was ever in it, as it went, for the lines of who came and who left."""
    return [_reader(seat) for seat in conversation.participants.select_related("user")]


def _reader(seat: Participant) -> Reader:
    return Reader(
        seat.user_id,
        seat.user.get_short_name(),
        str(seat.get_why_display()),
        seat.is_staff,
        seat.joined_at,
        seat.left_at,
    )
