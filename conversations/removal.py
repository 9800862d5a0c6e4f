"""Taking messages out of sight, out of reach and out of existence: the doors only moderation may open.

Content is one message or a whole conversation. Hiding is reversible, and so is pausing: a conversation that derails
stands still and is read on (R124, R128). Removing is final and refused by the database itself unless a `Removal` with
its hard copy in the dossier exists (R054); moderation makes that row first, in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from common.live import ring
from common.storage import delete_after_commit
from conversations import permissions
from conversations.actions.conversations import hold
from conversations.errors import Refused
from conversations.models import Conversation, Draft, Message, MessageFile, MessageFrame, MessageVersion
from conversations.queries.files import STORED, file_names
from people.models import User

LONGEST_PAUSE = timedelta(days=30)
# A removed conversation keeps its place in the list; what it was called may have been the reason.
NAMELESS = "…"
State = Message.State


@transaction.atomic
def pause_conversation(
    *, conversation: Conversation, until: datetime, text: str, by: User, now: datetime
) -> Conversation:
    """Nobody writes in this conversation until then; it is read on (R124, R128).

    A later end than the one that stands replaces it, an earlier one does not: to shorten, resume and pause again.
    Raises PermissionDenied, and Refused without a text or an end date within 30 days.
    """
    if not permissions.may_pause(by, conversation):
        raise PermissionDenied
    if not text.strip() or not now < until <= now + LONGEST_PAUSE:
        raise Refused(_("A pause has an end date, at most 30 days from now, and a text to show."))
    conversation = hold(conversation.pk)
    if conversation.paused_until is None or conversation.paused_until < until:
        conversation.paused_until, conversation.paused_text = until, text.strip()
        conversation.save(update_fields=["paused_until", "paused_text"])
        _ring(conversation)
    return conversation


@transaction.atomic
def resume_conversation(*, conversation: Conversation, by: User, now: datetime) -> Conversation:
    """Open a paused conversation again; nothing happens when it was not paused. Raises PermissionDenied."""
    if not permissions.may_pause(by, conversation):
        raise PermissionDenied
    conversation = hold(conversation.pk)
    if conversation.is_paused(now):
        conversation.paused_until = now
        conversation.save(update_fields=["paused_until"])
        _ring(conversation)
    return conversation


@transaction.atomic
def hide_message(*, message: Message, by: User | None, now: datetime) -> bool:
    """Take a message out of sight for everybody but its handlers; True when that changed something.

    What its sender took back is out of sight already and stays so. `by` is None when it happens by itself.
    """
    return _turn(message, State.VISIBLE, State.HIDDEN)


@transaction.atomic
def show_message(*, message: Message, by: User) -> bool:
    """Bring a hidden message back, for whom it had arrived; what was taken back or removed stays so."""
    return _turn(message, State.HIDDEN, State.VISIBLE)


@transaction.atomic
def hide_conversation(*, conversation: Conversation, by: User | None, now: datetime) -> bool:
    """Take a whole conversation out of sight for everybody who is in it; nobody adds to it."""
    held = hold(conversation.pk)
    changed = Conversation.objects.filter(pk=held.pk, hidden_at=None).update(hidden_at=now)
    conversation.refresh_from_db()
    _ring(conversation)
    return bool(changed)


@transaction.atomic
def show_conversation(*, conversation: Conversation, by: User) -> bool:
    """Bring a conversation back; messages that are hidden by themselves stay so."""
    held = hold(conversation.pk)
    changed = Conversation.objects.filter(pk=held.pk, hidden_at__isnull=False).update(hidden_at=None)
    conversation.refresh_from_db()
    _ring(conversation)
    return bool(changed)


@transaction.atomic
def remove_message(*, message: Message, by: User) -> None:
    """Blank a message for good, with every version of it; its tombstone keeps the place."""
    conversation = hold(message.conversation_id)
    _blank(Message.objects.filter(pk=message.pk))
    message.refresh_from_db()
    _ring(conversation)


@transaction.atomic
def remove_conversation(*, conversation: Conversation, by: User, kept: Collection[UUID] = ()) -> None:
    """Blank every message of a conversation for good, and what it was called; tombstones stay.

    `kept` are messages that are handled by themselves: they go out of sight and wait for that.
    """
    held = hold(conversation.pk)
    messages = Message.objects.filter(conversation=held)
    messages.filter(pk__in=kept, state=State.VISIBLE).update(state=State.HIDDEN, turned_at=timezone.now())
    _blank(messages.exclude(pk__in=kept))
    Draft.objects.filter(conversation=held).delete()
    Conversation.objects.filter(pk=held.pk).update(subject=NAMELESS, hidden_at=None)
    conversation.refresh_from_db()
    _ring(conversation)


def _turn(message: Message, before: str, after: str) -> bool:
    conversation = hold(message.conversation_id)
    changed = Message.objects.filter(pk=message.pk, state=before).update(
        state=after, turned_at=timezone.now()
    )
    message.refresh_from_db()
    _ring(conversation)
    return bool(changed)


def _blank(messages: QuerySet[Message]) -> None:
    """Everything a message holds goes here and nowhere else."""
    ids = list(messages.exclude(state=State.REMOVED).values_list("pk", flat=True))
    MessageVersion.objects.filter(message__in=ids).delete()
    _take_files(MessageFile.objects.filter(message__in=ids))
    Message.objects.filter(pk__in=ids).update(state=State.REMOVED, text="", turned_at=timezone.now())


def _take_files(files: QuerySet[MessageFile]) -> None:
    # Locked, so that what is being drawn at this moment is either in this list or refused.
    locked = list(files.select_for_update(of=("self",)))
    names, ids = file_names(locked), [file.pk for file in locked]
    MessageFrame.objects.filter(file__in=ids).delete()
    MessageFile.objects.filter(pk__in=ids).update(
        state=MessageFile.State.REMOVED, **dict.fromkeys([*STORED, "name", "drawn_key"], "")
    )
    delete_after_commit(names)


def _ring(conversation: Conversation) -> None:
    there = conversation.participants.open().values_list("user", flat=True)
    ring(there, f"conversation:{conversation.pk}")
