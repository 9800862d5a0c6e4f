"""What readers do with a post: write under it, react to it, leave the feed having seen it.

The promise: a request that arrives twice does no more than once. A comment has its id from the moment its form is
shown, a reaction is said per person and not per click, "Read" is said once, and what was seen only moves forward.
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from people.models import User
from posts import permissions
from posts.errors import NotYours, Refused
from posts.models import Comment, FeedVisit, Post, Reaction, ReadConfirmation
from posts.queries.roles import role_in


@transaction.atomic
def write_comment(*, comment_id: UUID, post: Post, text: str, by: User, now: datetime) -> Comment:
    """Place a comment under a post (R014). The same id again gives the comment that is there already.

    Raises PermissionDenied when comments are off or the post is gone, NotYours for an id that is somebody else's.
    """
    post = _lock(post)
    if not permissions.may_comment(by, post):
        raise PermissionDenied(_("Comments are off."))
    role = role_in(by, post.group, "react", today=timezone.localdate(now))
    if role is None:
        raise PermissionDenied
    comment, is_first = Comment.objects.get_or_create(
        pk=comment_id,
        defaults={"post": post, "author": by, "author_role": role, "text": text, "created_at": now},
    )
    if comment.author_id != by.pk or comment.post_id != post.pk:
        raise NotYours(comment_id)
    if is_first:
        Post.objects.filter(pk=post.pk).update(comment_count=F("comment_count") + 1)
    return comment


@transaction.atomic
def set_reaction(*, post: Post, kind: str, by: User, now: datetime) -> Reaction:
    """Say one kind word; another one replaces it, the same one again changes nothing. Raises PermissionDenied."""
    post = _lock(post)
    if not permissions.may_react(by, post):
        raise PermissionDenied
    reaction, _is_first = Reaction.objects.update_or_create(
        post=post,
        user=by,
        defaults={"kind": Reaction.Kind(kind), "reacted_at": now},
    )
    return reaction


@transaction.atomic
def clear_reaction(*, post: Post, by: User) -> None:
    """Take the own kind word back; nothing happens when there is none. Raises PermissionDenied."""
    post = _lock(post)
    if not permissions.may_react(by, post):
        raise PermissionDenied
    Reaction.objects.filter(post=post, user=by).delete()


@transaction.atomic
def confirm_read(*, post: Post, by: User) -> ReadConfirmation:
    """Say that a post was read that asked for it; twice is once. No moment is kept.

    Raises PermissionDenied for who may not read it or was not asked.
    """
    post = _lock(post)
    if not permissions.may_confirm(by, post):
        raise PermissionDenied
    confirmation, _is_first = ReadConfirmation.objects.get_or_create(post=post, user=by)
    return confirmation


@transaction.atomic
def mark_seen(*, until: datetime, by: User, now: datetime) -> FeedVisit:
    """Remember up to which post the feed was seen; never back in time. Raises Refused for a moment to come."""
    if until > now:
        raise Refused(_("You cannot have seen what is not there yet."))
    visit, is_first = FeedVisit.objects.get_or_create(user=by, defaults={"seen_until": until})
    if not is_first:
        FeedVisit.objects.filter(pk=visit.pk, seen_until__lt=until).update(seen_until=until)
        visit.refresh_from_db()
    return visit


def _lock(post: Post) -> Post:
    """The post as it is now, so that it cannot be hidden or closed between the question and the answer."""
    return Post.objects.select_for_update(of=("self",)).select_related("group__school").get(pk=post.pk)
