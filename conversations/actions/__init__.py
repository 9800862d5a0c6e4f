"""Every change to conversations, one verb each."""

from conversations.actions.conversations import (
    invite,
    leave,
    refresh_participants,
    start_about_child,
    start_among_parents,
    start_among_staff,
)
from conversations.actions.drawing import fail_file, prepare_file, sweep_files
from conversations.actions.exceptions import (
    name_class_parent,
    separate_guardians,
    share_guardians,
    take_class_parent,
)
from conversations.actions.files import (
    add_file,
    cover_place,
    decide_frame,
    mark_looked_at,
    take_away,
    uncover_place,
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
from conversations.actions.together import send_and_call_in, start_with_message

__all__ = [
    "Writing",
    "add_file",
    "confirm_message",
    "cover_place",
    "decide_frame",
    "edit_message",
    "fail_file",
    "invite",
    "leave",
    "mark_looked_at",
    "mark_seen",
    "name_class_parent",
    "plan_again",
    "prepare_file",
    "refresh_participants",
    "save_draft",
    "send_and_call_in",
    "send_message",
    "separate_guardians",
    "share_guardians",
    "start_about_child",
    "start_among_parents",
    "start_among_staff",
    "start_with_message",
    "sweep_files",
    "take_away",
    "take_back_message",
    "take_class_parent",
    "uncover_place",
]
