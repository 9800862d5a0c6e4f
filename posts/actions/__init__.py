"""Every change to posts and what hangs on them, one function per verb. See the modules for their promises."""

from posts.actions.desk import discard_draft, move_draft, take_back_post
from posts.actions.faces import find_faces_again, search_faces
from posts.actions.objections import object_to_photo, take_back_objection
from posts.actions.outside import ask_take_down, finish_take_down, open_take_downs, use_outside
from posts.actions.photos import (
    MAX_PHOTOS,
    add_photo,
    declare_empty,
    delete_photo,
    describe_photo,
    mark_checked,
    move_photo,
    unmark_checked,
)
from posts.actions.pieces import Piece, add_piece
from posts.actions.posts import (
    Meant,
    edit_post,
    publish_post,
    save_draft,
    start_draft,
)
from posts.actions.regions import change_region, delete_region, dismiss_region, draw_region
from posts.actions.renditions import (
    ask_for_rendition,
    fail_photo,
    prepare_photo,
    render_photo,
    sweep_files,
    sweep_renditions,
    sweep_stale,
)
from posts.actions.retiring import retire_master, retire_masters
from posts.actions.reworks import continue_rework, sweep_reworks
from posts.actions.scheduling import place_due_posts, unschedule_post
from posts.actions.undo import snapshot, undo_change

__all__ = [
    "MAX_PHOTOS",
    "Meant",
    "Piece",
    "add_photo",
    "add_piece",
    "ask_for_rendition",
    "ask_take_down",
    "change_region",
    "continue_rework",
    "declare_empty",
    "delete_photo",
    "delete_region",
    "describe_photo",
    "discard_draft",
    "dismiss_region",
    "draw_region",
    "edit_post",
    "fail_photo",
    "find_faces_again",
    "finish_take_down",
    "mark_checked",
    "move_draft",
    "move_photo",
    "object_to_photo",
    "open_take_downs",
    "place_due_posts",
    "prepare_photo",
    "publish_post",
    "render_photo",
    "retire_master",
    "retire_masters",
    "save_draft",
    "search_faces",
    "snapshot",
    "start_draft",
    "sweep_files",
    "sweep_renditions",
    "sweep_reworks",
    "sweep_stale",
    "take_back_objection",
    "take_back_post",
    "undo_change",
    "unschedule_post",
    "unmark_checked",
    "use_outside",
]
