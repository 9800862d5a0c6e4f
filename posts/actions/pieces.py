"""A photo that arrives in pieces, over a line that breaks.

The promise: what arrived need not be sent again, also after the page was loaded anew; what nobody goes on with is
swept away an hour later. A piece is of one account, one post and one file; nobody else can add to it.
"""

import fcntl
import hashlib
import io
import logging
import os
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from common.storage import path_of, private_opener
from common.uploads import MAX_BYTES, ReadableFile, UploadRefused, check_size
from people.models import User
from posts import permissions
from posts.actions.photos import MAX_PHOTOS, add_photo, check_room_in, no_room
from posts.errors import Refused
from posts.models import Photo, Post

log = logging.getLogger(__name__)

FOLDER = "pieces"
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Piece:
    """Where a piece belongs: `offset` bytes into the file with this hash, of `size` bytes in all."""

    sha256: str
    offset: int
    size: int

    def __post_init__(self) -> None:
        if not SHA256.fullmatch(self.sha256) or not 0 <= self.offset < self.size:
            raise ValueError("No such piece")


def add_piece(*, post: Post, piece: Piece, file: ReadableFile, by: User, now: datetime) -> Photo | int:
    """Keep one piece of an upload; the photo once it is whole or known, else how many bytes are there.

    A piece that does not go on where the last one ended is not kept: the answer says from where to go on.
    Raises UploadRefused and Refused with a sentence for the sender, and as add_photo does.
    """
    if not permissions.may_add_photo(by, post):
        raise PermissionDenied
    check_size(piece.size)
    known = post.photos.filter(sha256=piece.sha256, hidden_at=None).exclude(state=Photo.State.FAILED).first()
    if known is not None:
        return known
    check_room_in(post)
    path = _place_of(piece, post, by)
    try:
        there = _append(path, piece, file.read(MAX_BYTES + 1))
    except OSError as error:
        log.exception("A piece of an upload could not be kept")
        raise no_room() from error
    return there if there < piece.size else _whole(path, piece, post=post, by=by, now=now)


def _place_of(piece: Piece, post: Post, by: User) -> Path:
    """One file for this account, post and picture; at most 60 unfinished ones an account."""
    name = hashlib.sha256(f"{post.pk}:{piece.sha256}:{piece.size}".encode()).hexdigest()
    path = path_of(f"{FOLDER}/{by.pk}/{name}.part")
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    if not path.exists() and len(os.listdir(path.parent)) >= MAX_PHOTOS:
        raise Refused(_("Too many photos did not get through. Try again in an hour."))
    return path


def _append(path: Path, piece: Piece, content: bytes) -> int:
    with open(path, "ab", opener=private_opener) as part:
        # Two tabs may send the same photo: they take turns, and the later one is told where to go on.
        fcntl.flock(part, fcntl.LOCK_EX)
        there = os.fstat(part.fileno()).st_size
        if there == piece.offset and there + len(content) <= piece.size:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
            there += len(content)
    return there


def _whole(path: Path, piece: Piece, *, post: Post, by: User, now: datetime) -> Photo:
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != piece.sha256:
            raise UploadRefused("broken", _("This photo is empty or broken. Choose another one."))
        photo = add_photo(post=post, file=io.BytesIO(content), by=by, now=now)
    except (UploadRefused, Refused):
        path.unlink(missing_ok=True)
        raise
    path.unlink(missing_ok=True)
    return photo
