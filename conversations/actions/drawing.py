"""From a photo that came in to the picture readers get: sealed, searched for faces, covered in the pixels.

The promise: what is under a leaf is in no file that leaves the house. Each step may run twice or stop halfway.
"""

import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from common.faces import Face, FacesUnavailable, find_faces
from common.images import SealedPhoto, render, seal
from common.storage import delete_private, new_name, read_private, write_private
from common.uploads import UploadRefused
from conversations.actions.files import FOLDER
from conversations.models import MessageFile, MessageFrame
from conversations.queries.files import covered_on, is_drawn, key_of, known_files
from policies.queries import policy_for

log = logging.getLogger(__name__)
SIZE = 1000
ORPHAN_AGE = timedelta(hours=1)
State = MessageFile.State


def prepare_file(*, file: MessageFile) -> MessageFile:
    """Seal what came in, find faces, draw what readers get. What cannot be decoded ends as failed."""
    if file.state == State.WAITING:
        try:
            sealed = seal(read_private(file.source_name))
        except (UploadRefused, FileNotFoundError):
            fail_file(file=file)
        else:
            _keep_master(file, sealed, _faces_on(file, sealed.content))
        file.refresh_from_db()
    if file.state == State.READY and file.is_photo and not is_drawn(file):
        _draw(file)
        file.refresh_from_db()
    return file


@transaction.atomic
def fail_file(*, file: MessageFile) -> None:
    """Give up on what came in; the sender can take it away or choose another."""
    failed = MessageFile.objects.filter(pk=file.pk, state=State.WAITING)
    if failed.update(state=State.FAILED, source_name=""):
        transaction.on_commit(lambda: delete_private(file.source_name))


def sweep_files(*, now: datetime) -> int:
    """Remove files that no row points at, once they are an hour old; returns how many."""
    root = Path(settings.MEDIA_ROOT) / FOLDER
    folders = [Path(entry.path) for entry in os.scandir(root) if entry.is_dir()] if root.is_dir() else []
    removed = 0
    for folder in folders:
        before = (now - ORPHAN_AGE).timestamp()
        old = [path for path in folder.iterdir() if path.stat().st_mtime < before]
        names = {str(path.relative_to(settings.MEDIA_ROOT)): path for path in old}
        for name in names.keys() - known_files(names):
            names[name].unlink(missing_ok=True)
            removed += 1
    return removed


def _faces_on(file: MessageFile, master: bytes) -> list[Face] | None:
    """The faces on a sealed photo; None when nobody looked, and then the whole photo is covered."""
    if not policy_for(file.conversation.school).find_faces:
        return None
    try:
        return find_faces(master)
    except FacesUnavailable as error:
        log.error("Nobody looked for faces on file %s: %s", file.pk, error)
        return None


def _keep_master(file: MessageFile, sealed: SealedPhoto, faces: list[Face] | None) -> None:
    name = write_private(new_name(FOLDER, "jpg"), sealed.content)
    with transaction.atomic():
        waiting = MessageFile.objects.filter(pk=file.pk, state=State.WAITING, source_name=file.source_name)
        kept = waiting.update(
            state=State.READY, source_name="", stored_as=name, width=sealed.width, height=sealed.height
        )
        if kept:
            MessageFrame.objects.bulk_create(_frames(file, faces))
    delete_private(file.source_name if kept else name)


def _frames(file: MessageFile, faces: list[Face] | None) -> list[MessageFrame]:
    if faces is None:
        return [MessageFrame(file=file, x=0, y=0, width=1, height=1, is_round=False)]
    return [
        MessageFrame(
            file=file,
            x=max(face.box.x, 0),
            y=max(face.box.y, 0),
            width=face.box.w,
            height=face.box.h,
            score=face.score,
        )
        for face in faces
    ]


def _draw(file: MessageFile) -> None:
    """Draw the covered picture, and the open one for the sender; keep them only if nothing changed meanwhile."""
    boxes = covered_on(file)
    master = read_private(file.stored_as)
    drawn = write_private(new_name(FOLDER, "jpg"), render(master, boxes, SIZE, "jpeg"))
    opened = file.open_as or write_private(new_name(FOLDER, "jpg"), render(master, (), SIZE, "jpeg"))
    old = file.drawn_as
    with transaction.atomic():
        current = MessageFile.objects.select_for_update(of=("self",)).filter(pk=file.pk).first()
        is_same = current is not None and current.stored_as == file.stored_as
        if is_same and key_of(covered_on(file)) == key_of(boxes):
            MessageFile.objects.filter(pk=file.pk).update(
                drawn_as=drawn, drawn_key=key_of(boxes), open_as=opened
            )
        else:
            old = drawn
    for name in {old, opened} - set(_names_now(file)):
        delete_private(name)


def _names_now(file: MessageFile) -> tuple[str, ...]:
    current = MessageFile.objects.filter(pk=file.pk).first()
    return ("", current.drawn_as, current.open_as) if current else ("",)
