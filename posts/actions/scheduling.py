"""Posts that wait for the hours of the school.

The promise: what was placed outside hours is there in the next window, once, also when the worker was down (R045);
a no to a name that was said meanwhile counts (R020).
"""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from consent.actions.notices import tell
from hours.queries import next_school_window
from people.models import User
from posts import permissions
from posts.actions.posts import locked_post, place
from posts.models import Post
from posts.queries.publishing import names_refused_since


def place_due_posts(*, now: datetime) -> int:
    """Place every draft whose moment has come; returns how many. Safe to run twice and at the same time."""
    due = list(Post.objects.due(now).values_list("pk", flat=True))
    return sum(_place_due(pk, now) for pk in due)


@transaction.atomic
def unschedule_post(*, post: Post, by: User) -> Post:
    """Make it an ordinary draft again; twice is once. Raises PermissionDenied for what was placed meanwhile."""
    post = locked_post(post)
    if not permissions.may_handle_draft(by, post):
        raise PermissionDenied
    post.scheduled_for = None
    post.save(update_fields=["scheduled_for"])
    return post


@transaction.atomic
def _place_due(post_id: UUID, now: datetime) -> bool:
    waiting = Post.objects.select_for_update(of=("self",)).select_related("group__school", "author")
    post = waiting.due(now).filter(pk=post_id).first()
    if post is None:
        return False
    opens_at = next_school_window(post.group.school, now=now)
    if opens_at > now:
        # A study day came in between, or the worker was down until the evening.
        post.scheduled_for = opens_at
        post.save(update_fields=["scheduled_for"])
        return False
    may_place = permissions.may_handle_draft(post.author, post)
    if not may_place or names_refused_since(post, today=timezone.localdate(now)):
        post.scheduled_for = None
        post.save(update_fields=["scheduled_for"])
        people = [post.author] if post.author.is_active else []
        tell("posts/not_placed", people, {"post": post, "may_place": may_place})
        return False
    place(post, now)
    return True
