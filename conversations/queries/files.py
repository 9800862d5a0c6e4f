"""Files beside messages: what is covered on a photo, what stands in the way of sending, which files rows point at."""

import hashlib
from collections.abc import Iterable

from django.db.models import Q

from common.images import MASK_VERSION, Box
from conversations.models import Conversation, MessageFile, MessageFrame
from people.models import User

STORED = ("source_name", "stored_as", "drawn_as", "open_as")


def covered_on(file: MessageFile) -> list[Box]:
    """The places that are covered for everybody: all frames but the child's own and what is no face."""
    return [frame.box for frame in file.frames.filter(state=MessageFrame.State.COVERED)]


def key_of(boxes: Iterable[Box]) -> str:
    """Which picture belongs to these covers; another cover is another key, so an old picture is never served."""
    places = sorted((box.shape, *(round(n, 6) for n in (box.x, box.y, box.w, box.h))) for box in boxes)
    return hashlib.sha256(f"{MASK_VERSION} {places}".encode()).hexdigest()[:24]


def is_drawn(file: MessageFile) -> bool:
    """Is the picture that is there the one that belongs to the covers of now? What was sent is never drawn again."""
    is_sent = file.message_id is not None
    return bool(file.drawn_as) and (is_sent or file.drawn_key == key_of(covered_on(file)))


def not_ready_to_go(user: User, conversation: Conversation) -> list[MessageFile]:
    """The files beside an unsent message that may not go yet: not prepared, failed, or not looked at."""
    ready = Q(kind=MessageFile.Kind.DOCUMENT) | Q(checked_at__isnull=False)
    waiting = MessageFile.objects.waiting_with(user, conversation)
    held = waiting.exclude(ready, state=MessageFile.State.READY)
    looked_at = waiting.filter(
        state=MessageFile.State.READY, kind=MessageFile.Kind.PHOTO, checked_at__isnull=False
    )
    return [*held, *(file for file in looked_at if not is_drawn(file))]


def file_names(files: Iterable[MessageFile]) -> list[str]:
    """Every private file of these rows."""
    return [name for file in files for field in STORED if (name := getattr(file, field))]


def known_files(names: Iterable[str]) -> set[str]:
    """Which of these names a row still points at."""
    asked = list(names)
    found: set[str] = set()
    for field in STORED:
        rows = MessageFile.objects.filter(**{f"{field}__in": asked})
        found |= set(rows.values_list(field, flat=True))
    return found
