"""A conversation between few that derails, or that is reported as a whole.

The promise: who is not in it gets to read no more of it than is asked of them. Staff who are in it show the director
what happened, by the brake; what the director does alone is for everybody in it to see.
"""

from datetime import datetime
from uuid import uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from conversations.actions import Writing, send_message
from conversations.models import Conversation
from conversations.permissions import may_brake, may_write
from conversations.removal import pause_conversation
from moderation.actions.braking import ask_snapshot, is_busy_or_done, keep_and_alert
from moderation.actions.handling import LANGUAGE, lock, record
from moderation.actions.reporting import open_incident
from moderation.models import Incident
from moderation.permissions import may_lead
from people.models import User


def brake_conversation(
    *,
    conversation: Conversation,
    until: datetime,
    text: str,
    invitation: str,
    strategy: str,
    by: User,
    now: datetime,
) -> Incident:
    """Pause the conversation, put it in the chain as it stands, and only then alert the director (R128, R180).

    `text` is what people read where they wrote, `invitation` the last message before that, to talk in person, if
    any; `strategy` a note for the dossier. Pressing twice is once. Raises PermissionDenied for who is not in it as
    staff, Refused for a pause that cannot be, and NotArchived as `brake_thread` does.
    """
    incident, is_first = _pause(
        conversation, until=until, text=text, invitation=invitation, strategy=strategy, by=by, now=now
    )
    return keep_and_alert(incident=incident, by=by, now=now) if is_first else incident


@transaction.atomic
def take_up_conversation(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Go on from one reported message to the whole conversation: an incident of its own, for who leads the school.

    It shows nothing of the conversation. Twice is once. Raises PermissionDenied, and Gone for what was removed.
    """
    incident = lock(incident)
    if incident.message is None or not may_lead(by, incident):
        raise PermissionDenied
    whole = open_incident(target=incident.message.conversation, now=now)
    if not whole.entries.exists():
        with override(LANGUAGE):
            words = _("Taken up after report %(number)s about one message.")
            record(whole, words % {"number": incident.number}, by=by, now=now)
    return whole


@transaction.atomic
def _pause(
    conversation: Conversation,
    *,
    until: datetime,
    text: str,
    invitation: str,
    strategy: str,
    by: User,
    now: datetime,
) -> tuple[Incident, bool]:
    """The incident about the conversation, and whether the caller is the one who makes the snapshot."""
    if not may_brake(by, conversation):
        raise PermissionDenied
    incident = lock(open_incident(target=conversation, now=now))
    stands = incident.conversation is not None and incident.conversation.is_paused(now)
    if stands and is_busy_or_done(incident, now):
        return incident, False
    if invitation.strip() and may_write(by, conversation):
        send_message(
            message_id=uuid5(incident.pk, f"{invitation} {now.isoformat()}"),
            conversation=conversation,
            writing=Writing(invitation, is_aside=True),
            by=by,
            now=now,
        )
    pause_conversation(conversation=conversation, until=until, text=text, by=by, now=now)
    return ask_snapshot(incident=incident, strategy=strategy, by=by, now=now), True
