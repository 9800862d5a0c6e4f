"""What is done in one go: begin and say the first thing, or send and let somebody on duty read along.

The promise: both happen or neither; a parent reaches only who is there today for the own child (C15).
"""

from collections.abc import Callable, Collection
from datetime import datetime
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from conversations import permissions
from conversations.actions.conversations import hold
from conversations.actions.messages import Writing, send_message
from conversations.errors import Refused
from conversations.models import Conversation, Message, Participant
from conversations.queries.moments import on_duty_for
from conversations.queries.people import kept_out
from people.models import User


@transaction.atomic
def start_with_message(
    *, start: Callable[..., Conversation], writing: Writing, by: User, now: datetime
) -> Conversation:
    """Begin a conversation through `start` and say the first thing in it. Sent again it is there once.

    `start` takes `by` and `now`. Raises what it raises, what `send_message` raises, and Refused for other words from
    a page that was sent already: they would be lost.
    """
    conversation = start(by=by, now=now)
    first = send_message(
        message_id=uuid5(conversation.pk, "first"), conversation=conversation, writing=writing, by=by, now=now
    )
    if writing.text.strip() not in {first.text, *first.versions.values_list("text", flat=True)}:
        raise Refused(_("This conversation has begun already. Find it in the list and go on there."))
    return conversation


@transaction.atomic
def send_and_call_in(
    *,
    message_id: UUID,
    conversation: Conversation,
    writing: Writing,
    colleagues: Collection[User],
    by: User,
    now: datetime,
) -> Message:
    """Send a message, and let who is on duty for the child read along from this message on (C15).

    Only a guardian asks for somebody, and only for who works today: a teacher of the child or who stands in.
    Raises PermissionDenied, Refused for somebody who is not there today, and what `send_message` raises.
    """
    conversation = hold(conversation.pk)
    if colleagues and not Message.objects.filter(pk=message_id).exists():
        _call_in(conversation, colleagues, by, now)
    return send_message(message_id=message_id, conversation=conversation, writing=writing, by=by, now=now)


def _call_in(conversation: Conversation, colleagues: Collection[User], by: User, now: datetime) -> None:
    if conversation.child is None or not permissions.may_call_in(by, conversation):
        raise PermissionDenied
    there = {duty.user.pk for duty in on_duty_for(conversation.child, conversation.school, now=now)}
    there -= kept_out(conversation.child, is_apart=conversation.is_apart)
    for colleague in colleagues:
        if colleague.pk not in there:
            raise Refused(_("This colleague is not at work any more. Send the message without."))
        Participant.objects.get_or_create(
            conversation=conversation,
            user=colleague,
            left_at=None,
            defaults={"why": Participant.Why.INVITED, "joined_at": now, "added_by": by},
        )
