"""Putting photos and documents beside a message, and saying who is on a photo before it goes.

The promise: a photo goes only after its sender saw what others will see; every face on it is covered but that of
the child the conversation is about (R018, R020); what came in is kept whole and privately before a row speaks of it.
"""

import hashlib
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from common.background import after_commit
from common.documents import check_document
from common.markup import clean_name
from common.storage import delete_after_commit, delete_private, new_name, write_private
from common.uploads import ReadableFile, open_image, read_limited
from conversations import permissions
from conversations.actions.conversations import hold
from conversations.errors import NotYours, Refused
from conversations.models import Conversation, Message, MessageFile, MessageFrame
from conversations.queries.files import file_names, is_drawn
from people.models import User

FOLDER = "conversations"
MOST = 10
MOST_PER_DAY = 100
NAME_LENGTH = 120
# From here on the detector is nearly never wrong.
SURE = 0.6
# What is covered round a place somebody pointed at, as a part of the picture.
SPOT = 0.18
State, Frame = MessageFile.State, MessageFrame.State


def add_file(
    *, conversation: Conversation, file: ReadableFile, name: str, by: User, now: datetime
) -> MessageFile:
    """Keep a photo or a PDF beside the message this person is writing; the same file again is there already.

    Raises PermissionDenied, UploadRefused for what is neither, Refused for too many or a full disk.
    """
    if not permissions.may_write(by, conversation):
        raise PermissionDenied
    content = read_limited(file)
    kept = _document(file) if content.startswith(b"%PDF-") else _photo(content)
    try:
        stored = write_private(new_name(FOLDER, kept["suffix"]), kept["content"])
    except OSError as error:
        raise Refused(_("There is no room on the server for this file. Tell whoever runs Kring.")) from error
    digest = hashlib.sha256(content).hexdigest()
    try:
        row = _record(conversation, kept["kind"], stored, digest, _shown_name(name), by, now)
    except BaseException:
        delete_private(stored)
        raise
    if stored not in (row.source_name, row.stored_as):
        delete_private(stored)
    return row


@transaction.atomic
def take_away(*, file: MessageFile, by: User) -> None:
    """Take a file away that was not sent yet, with all that was drawn of it. Raises NotYours."""
    file = _own(file, by)
    names = file_names([file])
    file.delete()
    delete_after_commit(names)


@transaction.atomic
def decide_frame(*, frame: MessageFrame, state: str, by: User) -> MessageFrame:
    """Say what a frame holds: the child of the conversation, somebody to cover, or no face at all.

    Raises NotYours, and Refused for a second child on one photo, for a conversation about no child, and for calling
    something no face that nearly certainly is one.
    """
    file = _own(frame.file, by)
    frame.refresh_from_db()
    if state == Frame.CHILD:
        if file.conversation.child_id is None:
            raise Refused(_("This conversation is about no child, so every face is covered."))
        if file.frames.filter(state=Frame.CHILD).exclude(pk=frame.pk).exists():
            raise Refused(_("The child is in another frame already. Cover that one first."))
    if state == Frame.NOTHING and (frame.score is None or frame.score >= SURE):
        raise Refused(_("This is nearly certainly a face, so it is covered."))
    frame.state = Frame(state)
    frame.save(update_fields=["state"])
    _draw_again(file)
    return frame


@transaction.atomic
def cover_place(*, file: MessageFile, x: float, y: float, side: float = SPOT, by: User) -> MessageFrame:
    """Cover a place round this point (parts of the picture). Raises NotYours, and Refused for a point outside it."""
    file = _own(file, by)
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise Refused(_("Point at a place on the photo."))
    width = min(side, 1.0)
    height = min(side * file.width / max(file.height, 1), 1.0)
    left, top = min(max(x - width / 2, 0), 1 - width), min(max(y - height / 2, 0), 1 - height)
    frame = MessageFrame.objects.create(file=file, x=left, y=top, width=width, height=height)
    _draw_again(file)
    return frame


@transaction.atomic
def uncover_place(*, frame: MessageFrame, by: User) -> None:
    """Take away a cover that the sender drew; a face that was found stays framed. Raises NotYours and Refused."""
    file = _own(frame.file, by)
    if frame.score is not None:
        raise Refused(_("This is nearly certainly a face, so it is covered."))
    frame.delete()
    _draw_again(file)


@transaction.atomic
def mark_looked_at(*, file: MessageFile, by: User, now: datetime) -> MessageFile:
    """The sender saw what others will see. Raises NotYours, and Refused while that picture is not there yet."""
    file = _own(file, by)
    if file.state != State.READY or not is_drawn(file):
        raise Refused(_("This photo is still being prepared. Try again in a moment."))
    file.checked_at = now
    file.save(update_fields=["checked_at"])
    return file


def go_along(*, message: Message) -> None:
    """Give the files that waited to the message that is being sent, in the transaction of the caller.

    Of a photo only the covered picture stays: what is under a leaf is nowhere any more.
    """
    files = list(MessageFile.objects.waiting_with(message.author, message.conversation))
    photos = [file for file in files if file.is_photo]
    left_behind = [name for file in photos for name in (file.stored_as, file.open_as) if name]
    # In one step: what was sent is guarded, and nothing is taken from it any more.
    going = MessageFile.objects.filter(pk__in=[file.pk for file in files])
    going.filter(kind=MessageFile.Kind.PHOTO).update(message=message, stored_as="", open_as="")
    going.filter(kind=MessageFile.Kind.DOCUMENT).update(message=message)
    delete_after_commit(left_behind)


def _document(file: ReadableFile) -> dict[str, Any]:
    document = check_document(file)
    return {"kind": MessageFile.Kind.DOCUMENT, "content": document.content, "suffix": document.suffix}


def _photo(content: bytes) -> dict[str, Any]:
    open_image(content)
    return {"kind": MessageFile.Kind.PHOTO, "content": content, "suffix": "bin"}


def _shown_name(name: str) -> str:
    """The sender's own name of the file, as one short line; never used as a path."""
    last = PurePath(name.replace("\\", "/")).name
    return clean_name(last)[:NAME_LENGTH] or _("file")


@transaction.atomic
def _record(
    conversation: Conversation, kind: str, stored: str, sha256: str, name: str, by: User, now: datetime
) -> MessageFile:
    conversation = hold(conversation.pk)
    if not permissions.may_write(by, conversation):
        raise PermissionDenied
    waiting = MessageFile.objects.waiting_with(by, conversation)
    there = waiting.filter(sha256=sha256).first()
    if there is not None and there.state != State.FAILED:
        return there
    if there is None and waiting.count() >= MOST:
        raise Refused(_("You can send %(limit)s files with one message.") % {"limit": MOST})
    today = MessageFile.objects.filter(uploaded_by=by, uploaded_at__gt=now - timedelta(days=1))
    if today.count() >= MOST_PER_DAY:
        raise Refused(_("You have sent %(limit)s files today. Go on tomorrow.") % {"limit": MOST_PER_DAY})
    row = there or MessageFile(conversation=conversation, sha256=sha256, uploaded_by=by)
    row.kind, row.name, row.uploaded_at = kind, name, now
    if kind == MessageFile.Kind.DOCUMENT:
        row.stored_as, row.state = stored, State.READY
    else:
        row.source_name, row.state = stored, State.WAITING
    row.save()
    if kind == MessageFile.Kind.PHOTO:
        after_commit("conversations.tasks.prepare_file", str(row.pk))
    return row


def _own(file: MessageFile, by: User) -> MessageFile:
    """The file as it is now, locked: only its sender touches it, and only before it is sent."""
    locked = MessageFile.objects.select_for_update(of=("self",)).select_related("conversation")
    found = locked.filter(pk=file.pk, uploaded_by=by, message=None).first()
    if found is None or not permissions.is_in(by, found.conversation):
        raise NotYours(file.pk)
    return found


def _draw_again(file: MessageFile) -> None:
    """What was looked at is not what others will see any more."""
    MessageFile.objects.filter(pk=file.pk).update(checked_at=None)
    after_commit("conversations.tasks.prepare_file", str(file.pk))
