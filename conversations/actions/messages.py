"""Saying something in a conversation, and what becomes of it.

The promise: every message arrives once with everybody who may read it, in the hours of that reader (R045, R189);
nothing that was said is lost: an edit keeps what stood there, taking back keeps it for a dossier.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from common.live import ring
from conversations import permissions
from conversations.actions.conversations import hold
from conversations.actions.files import go_along
from conversations.errors import NotYours, Refused
from conversations.models import (
    Arrival,
    Conversation,
    Draft,
    Message,
    MessageFile,
    MessageVersion,
    Participant,
)
from conversations.queries.files import not_ready_to_go
from hours.actions import make_exception
from hours.models import HoursException
from hours.queries import arrivals_for
from people.models import User

UNDO_WITHIN = timedelta(minutes=2)


@dataclass(frozen=True)
class Writing:
    """What somebody wrote: the words, the message it answers, and what was asked with it."""

    text: str
    replies_to: Message | None = None
    asks_confirmation: bool = False
    # Why it cannot wait for the hours of its readers; a reason of HoursException, for staff only.
    reason: str = ""
    # Said from another page than that of the conversation: what waits beside the composer stays there.
    is_aside: bool = False


@transaction.atomic
def send_message(
    *, message_id: UUID, conversation: Conversation, writing: Writing, by: User, now: datetime
) -> Message:
    """Say something in a conversation. The same id again gives the message that is there already.

    Raises PermissionDenied, Refused for what says nothing or answers another conversation, NotYours for an id that
    is somebody else's.
    """
    conversation = hold(conversation.pk)
    there = Message.objects.filter(pk=message_id).first()
    if there is not None:
        return _same(there, conversation, by)
    if not permissions.may_write(by, conversation):
        raise PermissionDenied
    has_files = not writing.is_aside and MessageFile.objects.waiting_with(by, conversation).exists()
    _check(writing, conversation, by, now, has_files=has_files)
    moments = _moments(conversation, _readers(conversation, now, but=by), now)
    seat = conversation.participants.open().get(user=by)
    exception = None
    if writing.reason and any(due_at > now for due_at in moments.values()):
        exception = _record_exception(writing.reason, message_id, conversation, seat, now)
        moments = dict.fromkeys(moments, now)
    message = Message.objects.create(
        pk=message_id,
        conversation=conversation,
        number=(conversation.messages.aggregate(last=Max("number"))["last"] or 0) + 1,
        author=by,
        author_is_staff=seat.is_staff,
        text=writing.text.strip(),
        has_files=has_files,
        replies_to=writing.replies_to,
        asks_confirmation=writing.asks_confirmation,
        exception=exception,
        sent_at=now,
    )
    if not writing.is_aside:
        go_along(message=message)
        Draft.objects.filter(conversation=conversation, user=by).delete()
    _deliver(message, moments | {by.pk: now}, now)
    return message


@transaction.atomic
def edit_message(*, message: Message, text: str, by: User, now: datetime) -> Message:
    """Say it in other words; what stood there stays readable for who had it. Raises PermissionDenied and Refused."""
    hold(message.conversation_id)
    message.refresh_from_db()
    if not permissions.may_change_message(by, message):
        raise PermissionDenied
    if not text.strip() and not message.has_files:
        raise Refused(_("Write something, or take the message back."))
    if text.strip() == message.text:
        return message
    number = message.versions.count() + 1
    MessageVersion.objects.create(message=message, number=number, text=message.text, replaced_at=now)
    message.text, message.edited_at = text.strip(), now
    message.save(update_fields=["text", "edited_at"])
    _ring(message, now)
    return message


@transaction.atomic
def take_back_message(*, message: Message, by: User, now: datetime) -> Message:
    """Undo sending within two minutes; twice is once. Who had it sees that there was one, nobody what it said.

    Raises PermissionDenied, and Refused when the two minutes are over: from then on only the school removes.
    """
    hold(message.conversation_id)
    message.refresh_from_db()
    if message.author_id == by.pk and message.state == Message.State.TAKEN_BACK:
        return message
    if not permissions.may_change_message(by, message):
        raise PermissionDenied
    if now > message.sent_at + UNDO_WITHIN:
        raise Refused(
            _("A message can be taken back for two minutes. Change it, or ask the school to remove it.")
        )
    message.state, message.taken_back_at = Message.State.TAKEN_BACK, now
    message.save(update_fields=["state", "taken_back_at"])
    # What had not arrived yet never does.
    message.arrivals.filter(due_at__gt=now).exclude(user=by).delete()
    _ring(message, now)
    return message


@transaction.atomic
def confirm_message(*, message: Message, by: User, now: datetime) -> None:
    """Say to have read a message that asks for it; without a moment, and once (C31). Raises PermissionDenied."""
    received = Message.objects.visible_to(by, now).filter(pk=message.pk).exclude(author=by)
    if not message.asks_confirmation or not received.exists():
        raise PermissionDenied
    Arrival.objects.filter(message=message, user=by).update(is_confirmed=True)


@transaction.atomic
def mark_seen(*, conversation: Conversation, until: int, by: User, now: datetime) -> None:
    """Remember up to which message this person has seen a conversation; only forward, and never past what arrived.

    Something urgent passes the hours before what was said earlier: the mark waits there, or nobody would ever be
    told of what came in later with a lower number.
    """
    held = Arrival.objects.held(now).filter(user=by, message__conversation=conversation)
    first_held = held.aggregate(number=Min("message__number"))["number"]
    arrived = Message.objects.visible_to(by, now).filter(conversation=conversation, number__lte=until)
    if first_held is not None:
        arrived = arrived.filter(number__lt=first_held)
    last = arrived.aggregate(last=Max("number"))["last"] or 0
    seats = Participant.objects.open().filter(conversation=conversation, user=by, seen_until__lt=last)
    seats.update(seen_until=last)


@transaction.atomic
def save_draft(*, conversation: Conversation, text: str, by: User, now: datetime) -> None:
    """Keep what this person is typing; an empty text forgets it. Raises PermissionDenied."""
    if not permissions.is_in(by, conversation):
        raise PermissionDenied
    if not text.strip():
        Draft.objects.filter(conversation=conversation, user=by).delete()
        return
    Draft.objects.update_or_create(
        conversation=conversation, user=by, defaults={"text": text, "saved_at": now}
    )


@transaction.atomic
def plan_again(*, message: Message, now: datetime) -> int:
    """Ask the hours again for who does not have the message yet: a calendar may have changed meanwhile.

    Returns how many moments changed. What has arrived stays where it is.
    """
    conversation = hold(message.conversation_id)
    held = {row.user_id: row for row in message.arrivals.select_for_update().held(now)}
    seats = [seat for seat in _readers(conversation, now, but=message.author) if seat.user_id in held]
    changed = [
        (held[user_id], due_at)
        for user_id, due_at in _moments(conversation, seats, now).items()
        if held[user_id].due_at != due_at
    ]
    for arrival, due_at in changed:
        arrival.due_at = due_at
        arrival.save(update_fields=["due_at"])
    return len(changed)


def _same(message: Message, conversation: Conversation, by: User) -> Message:
    if message.author_id != by.pk or message.conversation_id != conversation.pk:
        raise NotYours(message.pk)
    return message


def _check(writing: Writing, conversation: Conversation, by: User, now: datetime, *, has_files: bool) -> None:
    if has_files and not_ready_to_go(by, conversation):
        raise Refused(_("Look at the photos first, or take them away."))
    if not writing.text.strip() and not has_files:
        raise Refused(_("Write something first."))
    if writing.replies_to is None:
        return
    readable = Message.objects.visible_to(by, now).filter(conversation=conversation)
    if not readable.filter(pk=writing.replies_to.pk, state=Message.State.VISIBLE).exists():
        raise Refused(_("The message you answer is not here any more."))


def _record_exception(
    reason: str, message_id: UUID, conversation: Conversation, seat: Participant, now: datetime
) -> HoursException:
    """The row that says why staff did not wait. Raises PermissionDenied for a parent: staff read in their own hours."""
    if not seat.is_staff:
        raise PermissionDenied
    return make_exception(
        school=conversation.school,
        reason=reason,
        about=HoursException.About.MESSAGE,
        subject=message_id,
        by=seat.user,
        now=now,
    )


def _readers(conversation: Conversation, now: datetime, *, but: User) -> list[Participant]:
    seats = conversation.participants.entitled(timezone.localdate(now)).exclude(user=but)
    return list(seats.select_related("user"))


def _moments(conversation: Conversation, seats: Iterable[Participant], now: datetime) -> dict[UUID, datetime]:
    """From when each of them may read what is said now: at once for who is in hours, later for the others."""
    known = list(seats)
    return arrivals_for(
        conversation.school,
        staff=[seat.user for seat in known if seat.is_staff],
        parents=[seat.user for seat in known if not seat.is_staff],
        sent_at=now,
    )


def _deliver(message: Message, moments: dict[UUID, datetime], now: datetime) -> None:
    Arrival.objects.bulk_create(
        Arrival(message=message, user_id=user_id, due_at=due_at) for user_id, due_at in moments.items()
    )
    _ring(message, now)


def _ring(message: Message, now: datetime) -> None:
    """Tell the open pages of whoever has the message by now that there is something."""
    there = message.arrivals.filter(due_at__lte=now).values_list("user", flat=True)
    ring(there, f"conversation:{message.conversation_id}")
