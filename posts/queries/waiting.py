"""Which posts still wait for "Read" from many accounts: `confirmations_waiting_for` for a whole mailing."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from groups.models import Membership
from posts.models import Post, ReadConfirmation
from posts.queries.audience import readers_among
from posts.queries.confirming import ASKED_FOR, WHOLE_KINDS


def confirmations_waiting_for_many(users: Collection[UUID], *, now: datetime) -> dict[UUID, list[Post]]:
    """The posts that ask each of these accounts and have no answer, newest first. Six queries for any number."""
    asked = Q(role__in=Membership.FAMILY_ROLES) | Q(group__kind__in=WHOLE_KINDS)
    seats = Membership.objects.active(timezone.localdate(now)).filter(asked, user__in=users)
    there: dict[int, set[UUID]] = {}
    for group, user in seats.values_list("group", "user"):
        there.setdefault(group, set()).add(user)
    recent = Post.objects.shown(now).filter(
        group__in=there, asks_confirmation=True, state=Post.State.PUBLISHED, published_at__gt=now - ASKED_FOR
    )
    posts = list(recent.select_related("group").newest_first())
    if not posts:
        return {}
    said = set(
        ReadConfirmation.objects.filter(post__in=posts, user__in=users).values_list("post_id", "user_id")
    )
    readers = readers_among(posts, users, now=now)
    found: dict[UUID, list[Post]] = {}
    for post in posts:
        for user in (readers.get(post.pk, set()) & there[post.group_id]) - {post.author_id}:
            if (post.pk, user) not in said:
                found.setdefault(user, []).append(post)
    return found
