"""When a post is sent, and until when its writer can take it back (R140).

What is said here is what delivery does: it plans a post once its window is over, an emergency at once.
"""

from datetime import datetime, timedelta

from django.utils.translation import pgettext

from policies.models import PolicyVersion
from policies.queries import policy_for
from posts.models import Post

# Whoever presses the button in the last seconds is told no, so that no mail is on its way by then.
MARGIN = timedelta(seconds=10)


def leaves_at(post: Post, *, undo_minutes: int) -> datetime | None:
    """The moment from which a placed post is sent; None for a draft."""
    if post.published_at is None or post.is_emergency:
        return post.published_at
    return post.published_at + timedelta(minutes=undo_minutes)


def minutes_left(post: Post, *, undo_minutes: int, now: datetime) -> int:
    """How many minutes its writer still has, rounded up; 0 when it cannot come back any more."""
    leaves = leaves_at(post, undo_minutes=undo_minutes)
    if leaves is None or post.is_emergency or post.state != Post.State.PUBLISHED:
        return 0
    return max(0, -((now - leaves + MARGIN) // timedelta(minutes=1)))


def why_not_back(post: Post, *, now: datetime) -> str:
    """The sentence that refuses to take a placed post back, or nothing. Five queries at most."""
    if not minutes_left(post, undo_minutes=policy_for(post.group.school).undo_minutes, now=now):
        return pgettext("staff", "It is too late to take this back: your post has been sent.")
    settings = PolicyVersion.objects.filter(school=post.school_id, changed_at__gt=post.published_at)
    if settings.exists():
        # The window may have been shorter a minute ago, and then the post has been sent.
        return pgettext(
            "staff", "The settings of the school have just changed, so your post may have been sent."
        )
    if any(answers.exists() for answers in (post.comments, post.reactions, post.confirmations)):
        return pgettext("staff", "Somebody answered your post already, so it stays where it is.")
    return ""
