"""Taking content out of sight, out of reach and out of existence: the doors only moderation may open.

Content is a post, a comment, a photo, or the thread of comments below a post. Hiding is reversible, and so is
pausing: a conversation that derails stands still and is read on (R124, R128).
Removing is final and refused by the database itself unless a `Removal` with its hard copy in the dossier exists
(R054); moderation makes that row first, in the same transaction.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID, uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext as _

from common.storage import delete_after_commit
from groups.permissions import may
from people.models import User
from posts.actions.interactions import write_comment
from posts.errors import Refused
from posts.models import Comment, Photo, Post, Region, Rendition
from posts.queries.files import file_names

LONGEST_PAUSE = timedelta(days=30)
Content: TypeAlias = Post | Comment | Photo


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
    post = hold_post(post.pk)
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
def close_thread(*, post: Post, text: str, by: User, now: datetime) -> Post:
    """Say the last word under a post and let nobody comment any more (R137). Closing twice is closing once.

    Raises PermissionDenied for who does not handle the group, and while comments are off already for another reason.
    """
    if not may(by, "moderate", post.group):
        raise PermissionDenied
    post = hold_post(post.pk)
    if post.comments_open:
        if text.strip():
            last_word = uuid5(post.pk, f"closed {now.isoformat()}")
            write_comment(comment_id=last_word, post=post, text=text.strip(), by=by, now=now)
        Post.objects.filter(pk=post.pk).update(comments_open=False)
    post.refresh_from_db(fields=["comments_open"])
    return post


@transaction.atomic
def hide_content(*, content: Content, by: User | None, now: datetime) -> bool:
    """Take a post, comment or photo out of sight for everybody but its handlers; True when that changed something.

    `by` is None when reports of several people hid it.
    """
    if isinstance(content, Post):
        taken_back = Q(state=Post.State.HIDDEN, taken_back_at__isnull=False)
        there = Post.objects.filter(Q(state=Post.State.PUBLISHED) | taken_back, pk=content.pk)
        # What its writer took back is no draft any more: the school decides whether it is seen again.
        changed = there.update(state=Post.State.HIDDEN, taken_back_at=None)
    elif isinstance(content, Comment):
        hold_post(content.post_id)
        visible = Comment.objects.filter(pk=content.pk, state=Comment.State.VISIBLE)
        changed = visible.update(state=Comment.State.HIDDEN)
        count_comments(content.post_id)
    else:
        changed = Photo.objects.filter(pk=content.pk, hidden_at=None).update(hidden_at=now)
    content.refresh_from_db()
    return bool(changed)


@transaction.atomic
def show_content(*, content: Content, by: User) -> bool:
    """Bring hidden content back, a photo with the masks of today; what was removed stays removed."""
    if isinstance(content, Post):
        hidden = Post.objects.filter(pk=content.pk, state=Post.State.HIDDEN, taken_back_at=None)
        changed = hidden.update(state=Post.State.PUBLISHED)
    elif isinstance(content, Comment):
        hold_post(content.post_id)
        covered = Comment.objects.filter(pk=content.pk, state=Comment.State.HIDDEN)
        changed = covered.update(state=Comment.State.VISIBLE)
        count_comments(content.post_id)
    else:
        there = Photo.objects.exclude(state=Photo.State.REMOVED)
        changed = there.filter(pk=content.pk, hidden_at__isnull=False).update(hidden_at=None)
    content.refresh_from_db()
    return bool(changed)


@transaction.atomic
def hide_thread(*, post: Post, by: User | None, now: datetime) -> bool:
    """Take all comments below a post out of sight; the post stays, and nobody adds a comment."""
    changed = Post.objects.filter(pk=post.pk, thread_hidden_at=None).update(thread_hidden_at=now)
    post.refresh_from_db()
    return bool(changed)


@transaction.atomic
def show_thread(*, post: Post, by: User) -> bool:
    """Bring the comments below a post back; those that are hidden by themselves stay so."""
    hidden = Post.objects.filter(pk=post.pk, thread_hidden_at__isnull=False)
    changed = hidden.update(thread_hidden_at=None)
    post.refresh_from_db()
    return bool(changed)


@transaction.atomic
def remove_comment(*, comment: Comment, by: User) -> None:
    """Blank a comment for good; its tombstone keeps the place in the thread."""
    hold_post(comment.post_id)
    _blank(Comment.objects.filter(pk=comment.pk))
    count_comments(comment.post_id)
    comment.refresh_from_db()


@transaction.atomic
def remove_thread(*, post: Post, by: User, kept: Collection[UUID] = ()) -> None:
    """Blank every comment below a post for good; tombstones stay, and so does the post.

    `kept` are comments that are handled by themselves: they go out of sight and wait for that.
    """
    post = hold_post(post.pk)
    _take_comments(post, kept)
    Post.objects.filter(pk=post.pk).update(thread_hidden_at=None)
    post.refresh_from_db()


@transaction.atomic
def remove_photo(*, photo: Photo, by: User) -> None:
    """Take one photo of a post away for good, with all its files; the post and its other photos stay."""
    _take_photos(Photo.objects.filter(pk=photo.pk))
    photo.refresh_from_db()


@transaction.atomic
def remove_post(*, post: Post, by: User, kept: Collection[UUID] = ()) -> None:
    """Blank a post for good: text, versions, photos and the comments below it. A rollback loses nothing.

    `kept` are comments and photos that are handled by themselves: they are out of sight with the post, and wait.
    """
    Post.objects.filter(pk=post.pk).exclude(state=Post.State.REMOVED).update(
        state=Post.State.REMOVED, title="", text=""
    )
    post.versions.all().delete()
    _take_comments(post, kept)
    _take_photos(Photo.objects.filter(post=post).exclude(pk__in=kept))
    post.refresh_from_db()


def hold_post(post_id: UUID) -> Post:
    """The post as it is now, locked as a comment locks it: one that is being placed is there already, or refused.

    Always before its comments, so that two who change the same thread take turns.
    """
    return Post.objects.select_for_update(of=("self",)).select_related("group__school").get(pk=post_id)


def count_comments(post_id: UUID) -> None:
    """Set the number of comments that can be read below a post."""
    post = hold_post(post_id)
    visible = Comment.objects.filter(post=post, state=Comment.State.VISIBLE).count()
    if post.comment_count != visible:
        Post.objects.filter(pk=post_id).update(comment_count=visible)


def _blank(comments: QuerySet[Comment]) -> None:
    comments.exclude(state=Comment.State.REMOVED).update(state=Comment.State.REMOVED, text="")


def _take_comments(post: Post, kept: Collection[UUID]) -> None:
    comments = Comment.objects.filter(post=post)
    comments.filter(pk__in=kept, state=Comment.State.VISIBLE).update(state=Comment.State.HIDDEN)
    _blank(comments.exclude(pk__in=kept))
    count_comments(post.pk)


def _take_photos(photos: QuerySet[Photo]) -> None:
    # Locked, so that what is being drawn at this moment is either in this list or refused.
    locked = list(photos.select_for_update(of=("self",)))
    files, ids = file_names(locked), [photo.pk for photo in locked]
    Region.objects.filter(photo__in=ids).delete()
    Rendition.objects.filter(photo__in=ids).delete()
    Photo.objects.filter(pk__in=ids).update(
        state=Photo.State.REMOVED,
        source_name="",
        master_name="",
        alt_text="",
        hidden_at=Coalesce("hidden_at", Now()),
    )
    delete_after_commit(files)
