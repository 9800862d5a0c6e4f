"""Every change to conversations, one verb each."""

from conversations.actions.conversations import (
    invite,
    leave,
    refresh_participants,
    start_about_child,
    start_among_parents,
    start_among_staff,
)
from conversations.actions.exceptions import (
    name_class_parent,
    separate_guardians,
    share_guardians,
    take_class_parent,
)
from conversations.actions.messages import (
    Writing,
    confirm_message,
    edit_message,
    mark_seen,
    plan_again,
    save_draft,
    send_message,
    take_back_message,
)

__all__ = [
    "Writing",
    "confirm_message",
    "edit_message",
    "invite",
    "leave",
    "mark_seen",
    "name_class_parent",
    "plan_again",
    "refresh_participants",
    "save_draft",
    "send_message",
    "separate_guardians",
    "share_guardians",
    "start_about_child",
    "start_among_parents",
    "start_among_staff",
    "take_back_message",
    "take_class_parent",
]
