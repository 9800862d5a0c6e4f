"""One-to-one conversations: who is in them, what is said, and from when each may read it."""

from conversations.models.conversations import (
    Conversation,
    ConversationQuerySet,
    Participant,
    ParticipantQuerySet,
)
from conversations.models.exceptions import ClassParent, ClassParentQuerySet, SeparateGuardians
from conversations.models.files import MessageFile, MessageFileQuerySet, MessageFrame
from conversations.models.messages import (
    Arrival,
    ArrivalQuerySet,
    Draft,
    Message,
    MessageQuerySet,
    MessageVersion,
)

__all__ = [
    "Arrival",
    "ArrivalQuerySet",
    "ClassParent",
    "ClassParentQuerySet",
    "Conversation",
    "ConversationQuerySet",
    "Draft",
    "Message",
    "MessageFile",
    "MessageFileQuerySet",
    "MessageFrame",
    "MessageQuerySet",
    "MessageVersion",
    "Participant",
    "ParticipantQuerySet",
    "SeparateGuardians",
]
