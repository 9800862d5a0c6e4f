"""What a writer does with a post that nobody else sees: give it to another group, throw it away, get it back.

The promise: what was placed is never lost. It comes back to its writer whole, as long as nothing of it was sent and
nobody answered it (R140); the database keeps it from being thrown away after that (decision 0004).
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.storage import delete_after_commit
from groups.models import Enrolment, SchoolGroup
from people.models import User
from posts import permissions
from posts.actions.posts import locked_post
from posts.errors import Refused
from posts.models import Post, Region
from posts.queries.files import file_names
from posts.queries.leaving import why_not_back


@transaction.atomic
def take_back_post(*, post: Post, by: User, now: datetime) -> Post:
    """Let nobody but its writer see a post that has not been sent yet (R140). Taking back twice is once.

    It keeps its id, its words and its photos, and is placed again like any draft. Raises PermissionDenied for who did
    not write it, and Refused once something of it was sent or somebody answered.
    """
    post = locked_post(post)
    if post.is_taken_back and permissions.may_handle_draft(by, post):
        return post
    if not permissions.may_edit_post(by, post):
        raise PermissionDenied
    if reason := why_not_back(post, now=now):
        raise Refused(reason)
    post.state, post.taken_back_at = Post.State.HIDDEN, now
    post.save(update_fields=["state", "taken_back_at"])
    return post


@transaction.atomic
def move_draft(*, post: Post, group: SchoolGroup, by: User) -> Post:
    """Write a draft for another group of the school. Who has no place there has no name on its photos any more.

    Raises PermissionDenied without the right to post in both.
    """
    post = locked_post(post)
    same_school = group.school_id == post.school_id
    if not (same_school and permissions.may_handle_draft(by, post) and permissions.may_write_post(by, group)):
        raise PermissionDenied
    post.group = group
    post.comments_open = post.comments_open and permissions.may_open_comments(group)
    post.scheduled_for = None
    if post.is_emergency and not permissions.may_send_emergency(by, group):
        post.importance = Post.Importance.IMPORTANT
    post.save(update_fields=["group", "comments_open", "scheduled_for", "importance"])
    placed = Enrolment.objects.current().filter(group=group).values("child")
    strangers = Region.objects.filter(photo__post=post, child__isnull=False).exclude(child__in=placed)
    strangers.filter(state=Region.State.MANUAL).update(child=None)
    strangers.update(child=None, state=Region.State.DETECTED, decided_by=None, decided_at=None)
    return post


@transaction.atomic
def discard_draft(*, post: Post, by: User) -> None:
    """Throw an unplaced post away, photos included. Raises PermissionDenied for what was ever placed."""
    post = locked_post(post)
    if not permissions.may_discard(by, post):
        raise PermissionDenied
    names = file_names(post.photos.select_for_update())
    post.photos.all().delete()
    post.delete()
    delete_after_commit(names)
