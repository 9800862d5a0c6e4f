"""Photos of a post: taking them in, putting them in order, saying what can be seen.

The promise: a file is kept once, privately and whole, before a row speaks of it; what came in is never shown.
"""

import hashlib
import logging
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from common.background import after_commit
from common.storage import delete_after_commit, delete_private, new_name, write_private
from common.uploads import ReadableFile, open_image, read_limited
from people.models import User
from posts import permissions
from posts.actions.posts import locked_post
from posts.errors import NotReady, NotYours, Refused
from posts.models import Photo, Post
from posts.queries.checking import has_frames
from posts.queries.files import file_names
from posts.queries.names import names_found, names_in_alt

log = logging.getLogger(__name__)

MAX_PHOTOS = 60
# Far more than a school day brings; a stolen account must not fill the disk.
MAX_PER_DAY = 500
ALT_LENGTH = 250


def add_photo(*, post: Post, file: ReadableFile, by: User, now: datetime) -> Photo:
    """Keep one upload for a post; the same file again gives the same photo. At most 60 a post, 500 a day.

    Only the header is looked at here, the pixels in the task. Raises UploadRefused with a sentence for the
    sender, Refused past the limit and on a full disk, PermissionDenied for a post of somebody else.
    """
    content = read_limited(file)
    open_image(content)
    try:
        stored = write_private(new_name("incoming", "bin"), content)
    except OSError as error:
        log.exception("An upload could not be kept")
        raise no_room() from error
    try:
        photo = _record_photo(
            post=post, sha256=hashlib.sha256(content).hexdigest(), stored=stored, by=by, now=now
        )
    except (PermissionDenied, Refused, NotYours):
        delete_private(stored)
        raise
    if photo.source_name != stored:
        delete_private(stored)
    return photo


def no_room() -> Refused:
    """What the sender hears when the disk is full."""
    return Refused(_("There is no room on the server for this file. Tell whoever runs Kring."))


@transaction.atomic
def _record_photo(*, post: Post, sha256: str, stored: str, by: User, now: datetime) -> Photo:
    post = locked_post(post)
    if not permissions.may_add_photo(by, post):
        raise PermissionDenied
    _check_words_beside(post, timezone.localdate(now))
    photo = post.photos.filter(sha256=sha256).first()
    if photo is not None and photo.hidden_at is not None:
        raise Refused(_("The school has taken this photo out of sight."))
    if photo is not None and photo.state != Photo.State.FAILED:
        return photo
    if Photo.objects.filter(uploaded_by=by, uploaded_at__gt=now - timedelta(days=1)).count() >= MAX_PER_DAY:
        raise Refused(_("You have sent %(limit)s photos today. Go on tomorrow.") % {"limit": MAX_PER_DAY})
    if photo is None:
        photo = Photo(post=post, sha256=sha256, uploaded_by=by, position=_next_position(post))
    photo.source_name, photo.state, photo.uploaded_at = stored, Photo.State.WAITING, now
    photo.save()
    after_commit("posts.tasks.prepare_photo", str(photo.pk))
    return photo


def _check_words_beside(post: Post, today: date) -> None:
    """What was placed without photos may hold names; a photo beside them is refused.

    What waits to be placed is an ordinary draft again: its names are looked at when it is placed anew.
    """
    if post.is_on_desk and post.scheduled_for is None:
        return
    found = names_found(post, title=post.title, text=post.text, today=today, has_photos=True)
    if found and post.is_on_desk:
        post.scheduled_for = None
        post.save(update_fields=["scheduled_for"])
    elif found:
        raise NotReady([(name.field, name.sentence) for name in found])


@transaction.atomic
def delete_photo(*, photo: Photo, by: User) -> None:
    """Take a photo out of a draft, with all its files.

    Raises PermissionDenied for a post that was placed, Refused when the photo was reported before that was taken back.
    """
    if not permissions.may_handle_draft(by, locked_post(photo.post)):
        raise PermissionDenied
    names = file_names(Photo.objects.select_for_update().filter(pk=photo.pk))
    try:
        with transaction.atomic():
            photo.delete()
    except IntegrityError as error:  # the guard of moderation: it is evidence now
        raise Refused(
            _("Somebody reported this photo. It stays until the school has handled that.")
        ) from error
    delete_after_commit(names)


@transaction.atomic
def move_photo(*, photo: Photo, step: int, by: User) -> None:
    """Move a photo `step` places in its post (-1 is earlier). Past the end it stays where it is."""
    post = locked_post(photo.post)
    if not permissions.may_add_photo(by, post):
        raise PermissionDenied
    order = list(post.photos.all())
    place = order.index(photo)
    order.insert(max(0, place + step), order.pop(place))
    for position, moved in enumerate(order):
        moved.position = position
    Photo.objects.bulk_update(order, ["position"])


@transaction.atomic
def describe_photo(*, photo: Photo, alt_text: str, by: User) -> Photo:
    """Say what can be seen, for who cannot see it. One sentence without names of children; it may be empty.

    Raises NotReady for a name of a child near this post.
    """
    photo = lock_to_tag(photo, by)
    if found := names_in_alt(photo.post, alt_text, today=timezone.localdate()):
        raise NotReady([("alt_text", name.sentence) for name in found])
    photo.alt_text = alt_text.strip()[:ALT_LENGTH]
    photo.save(update_fields=["alt_text"])
    return photo


@transaction.atomic
def mark_checked(*, photo: Photo, by: User, now: datetime) -> Photo:
    """Declare that everybody on the photo has a frame. From now on only the frames are covered (R020)."""
    photo = lock_to_tag(photo, by)
    if photo.state != Photo.State.READY:
        raise Refused(_("This photo is still being prepared."))
    photo.checked_by, photo.checked_at = by, now
    photo.save(update_fields=["checked_by", "checked_at"])
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return photo


@transaction.atomic
def declare_empty(*, photo: Photo, by: User, now: datetime) -> Photo:
    """Declare that nobody can be recognised: a landscape, backs. Raises Refused while a frame may hold somebody.

    Raises PermissionDenied as mark_checked does.
    """
    photo = lock_to_tag(photo, by)
    if has_frames(photo):
        raise Refused(_("There are frames on this photo. Decide about those first."))
    return mark_checked(photo=photo, by=by, now=now)


@transaction.atomic
def unmark_checked(*, photo: Photo, by: User) -> Photo:
    """Take the declaration back: the whole photo is covered again, at once."""
    photo = lock_to_tag(photo, by)
    photo.checked_by = photo.checked_at = None
    photo.save(update_fields=["checked_by", "checked_at"])
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return photo


def lock_to_tag(photo: Photo, by: User) -> Photo:
    """The photo as it is now, locked. Raises PermissionDenied for who may not name the children on it."""
    locked = (
        Photo.objects.select_for_update(of=("self",))
        .select_related("post__group__school")
        .filter(pk=photo.pk)
        .first()
    )
    if locked is None:
        raise NotYours(photo.pk)
    if not permissions.may_tag_photo(by, locked):
        raise PermissionDenied
    return locked


def check_room_in(post: Post) -> None:
    """Raises Refused for a post that has all the photos it may have."""
    if post.photos.count() >= MAX_PHOTOS:
        raise Refused(_("You can put %(limit)s photos in one post.") % {"limit": MAX_PHOTOS})


def _next_position(post: Post) -> int:
    check_room_in(post)
    last = post.photos.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1
