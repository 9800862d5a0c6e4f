"""Taking content out of sight, out of reach and out of existence: the doors only moderation may open.

Hiding is reversible, and so is pausing: a conversation that derails stands still and is read on (R124, R128).
Removing is final and refused by the database itself unless a `Removal` with its hard copy in the dossier exists
(R054); moderation makes that row first, in the same transaction.
"""

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from common.storage import delete_private
from groups.permissions import may
from people.models import User
from posts.errors import Refused
from posts.models import Comment, Photo, Post, Region, Rendition
from posts.queries.files import file_names

LONGEST_PAUSE = timedelta(days=30)


@transaction.atomic
def pause_thread(*, post: Post, until: datetime, text: str, by: User, now: datetime) -> Post:
    """Nobody but who handles the group writes or reacts under this post until then (R124, R128, R137).

    A later end than the one that stands replaces it, an earlier one does not: to shorten, resume and pause again.
    Raises PermissionDenied, and Refused without a text or an end date within 30 days.
    """
    if not may(by, "moderate", post.group):
        raise PermissionDenied
    if not text.strip() or not now < until <= now + LONGEST_PAUSE:
        raise Refused(_("A pause has an end date, at most 30 days from now, and a text to show."))
    # Locked as a comment locks it: what is placed before is there, what comes after is refused.
    post = Post.objects.select_for_update(of=("self",)).select_related("group__school").get(pk=post.pk)
    if post.paused_until is None or post.paused_until < until:
        post.paused_until, post.paused_text, post.paused_by = until, text.strip(), by
        post.save(update_fields=["paused_until", "paused_text", "paused_by"])
    return post


@transaction.atomic
def resume_thread(*, post: Post, by: User, now: datetime) -> Post:
    """Open a paused conversation again; nothing happens when it was not paused. Raises PermissionDenied."""
    if not may(by, "moderate", post.group):
        raise PermissionDenied
    Post.objects.filter(pk=post.pk, paused_until__gt=now).update(paused_until=now)
    post.refresh_from_db()
    return post


@transaction.atomic
def hide_content(*, content: Post | Comment, by: User | None) -> bool:
    """Take a post or comment out of sight for everybody but its handlers; True when that changed something.

    `by` is None when reports of several people hid it.
    """
    if isinstance(content, Post):
        changed = Post.objects.filter(pk=content.pk, state=Post.State.PUBLISHED).update(
            state=Post.State.HIDDEN
        )
    else:
        changed = Comment.objects.filter(pk=content.pk, state=Comment.State.VISIBLE).update(
            state=Comment.State.HIDDEN
        )
    content.refresh_from_db()
    return bool(changed)


@transaction.atomic
def show_content(*, content: Post | Comment, by: User) -> bool:
    """Bring hidden content back; what was removed stays removed."""
    if isinstance(content, Post):
        changed = Post.objects.filter(pk=content.pk, state=Post.State.HIDDEN).update(
            state=Post.State.PUBLISHED
        )
    else:
        changed = Comment.objects.filter(pk=content.pk, state=Comment.State.HIDDEN).update(
            state=Comment.State.VISIBLE
        )
    content.refresh_from_db()
    return bool(changed)


@transaction.atomic
def hide_photo(*, photo: Photo, now: datetime) -> None:
    """Take one photo out of sight: somebody on it is recognisable and does not want that."""
    Photo.objects.filter(pk=photo.pk, hidden_at=None).update(hidden_at=now)


@transaction.atomic
def show_photo(*, photo: Photo, by: User) -> None:
    """Bring a hidden photo back, with the masks of today."""
    Photo.objects.filter(pk=photo.pk).update(hidden_at=None)


@transaction.atomic
def remove_comment(*, comment: Comment, by: User) -> None:
    """Blank a comment for good; its tombstone keeps the place in the thread."""
    changed = (
        Comment.objects.filter(pk=comment.pk)
        .exclude(state=Comment.State.REMOVED)
        .update(state=Comment.State.REMOVED, text="")
    )
    if changed:
        Post.objects.filter(pk=comment.post_id, comment_count__gt=0).update(
            comment_count=F("comment_count") - 1
        )
    comment.refresh_from_db()


@transaction.atomic
def remove_post(*, post: Post, by: User) -> None:
    """Blank a post for good: text, versions and photos. Files go after the commit, so a rollback loses nothing."""
    Post.objects.filter(pk=post.pk).exclude(state=Post.State.REMOVED).update(
        state=Post.State.REMOVED, title="", text=""
    )
    post.versions.all().delete()
    photos = Photo.objects.filter(post=post)
    # Locked, so that what is being drawn at this moment is either in this list or refused.
    files = file_names(photos.select_for_update())
    Region.objects.filter(photo__in=photos).delete()
    Rendition.objects.filter(photo__in=photos).delete()
    photos.update(state=Photo.State.REMOVED, source_name="", master_name="", alt_text="")
    transaction.on_commit(lambda: delete_all(files))
    post.refresh_from_db()


def delete_all(names: list[str]) -> None:
    for name in names:
        delete_private(name)
