"""Every change to posts and what hangs on them, one function per verb. See the modules for their promises."""

from posts.actions.photos import (
    MAX_PHOTOS,
    add_photo,
    delete_photo,
    describe_photo,
    mark_checked,
    move_photo,
    unmark_checked,
)
from posts.actions.pieces import Piece, add_piece
from posts.actions.posts import discard_draft, edit_post, publish_post, save_draft, start_draft
from posts.actions.regions import change_region, delete_region, dismiss_region, draw_region
from posts.actions.renditions import (
    ask_for_rendition,
    fail_photo,
    prepare_photo,
    render_photo,
    sweep_files,
    sweep_renditions,
)

__all__ = [
    "MAX_PHOTOS",
    "Piece",
    "add_piece",
    "add_photo",
    "ask_for_rendition",
    "change_region",
    "delete_photo",
    "delete_region",
    "describe_photo",
    "discard_draft",
    "dismiss_region",
    "draw_region",
    "edit_post",
    "fail_photo",
    "mark_checked",
    "move_photo",
    "prepare_photo",
    "publish_post",
    "render_photo",
    "save_draft",
    "start_draft",
    "sweep_files",
    "sweep_renditions",
    "unmark_checked",
]
