"""Who reads a post: `visible_to` asked from the other side, for sending news to many in a few questions."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from groups.models import Membership, SchoolGroup
from groups.permissions import WIDE_READERS, who_may
from posts.models import Post, Region

# Who reads each post, by the id of the post.
Readers = dict[UUID, set[UUID]]


def readers_page(post: Post, *, after: UUID | None, most: int, now: datetime) -> list[UUID]:
    """The next accounts that may read where the post is, in the order of their ids. One query.

    Whom the post is meant for must still be asked with `readers_among`.
    """
    seats = who_may("view", timezone.localdate(now)).filter(content_object=post.group_id)
    if after is not None:
        seats = seats.filter(user__gt=after)
    return list(seats.order_by("user").values_list("user", flat=True)[:most])


def readers_among(posts: Iterable[Post], users: Collection[UUID], *, now: datetime) -> Readers:
    """Which of these accounts may read each post now, the same as `Post.objects.visible_to` says for each of them.

    Two queries; two more when a post is for the parents of the children on its photos alone.
    """
    shown = list(Post.objects.shown(now).filter(pk__in=[post.pk for post in posts]).select_related("group"))
    rows = who_may("view", timezone.localdate(now)).filter(
        content_object__in={post.group_id for post in shown}, user__in=users
    )
    there: dict[int, set[UUID]] = {}
    for user, group in rows.values_list("user", "content_object"):
        there.setdefault(group, set()).add(user)
    found = {post.pk: there.get(post.group_id, set()) for post in shown}
    narrow = [post for post in shown if post.readers is not None]
    return found | (_meant_for(narrow, found, now) if narrow else {})


def _meant_for(posts: list[Post], found: Readers, now: datetime) -> Readers:
    """Of who could read each of these, whom it is meant for: `meant_for` of the query set, for many readers."""
    photos = Region.objects.filter(photo__post__in=posts, photo__hidden_at=None, child__isnull=False)
    named: dict[UUID, set[UUID]] = {}
    for post_id, child in photos.values_list("photo__post", "child"):
        named.setdefault(post_id, set()).add(child)
    users = set().union(*(found[post.pk] for post in posts))
    seats = list(
        Membership.objects.active(timezone.localdate(now)).filter(user__in=users).select_related("group")
    )
    meant: Readers = {}
    for post in posts:
        children = named.get(post.pk, set())
        family = {seat.user_id for seat in seats if seat.child_id in children}
        staff = {seat.user_id for seat in seats if _works_with(seat, post)}
        meant[post.pk] = found[post.pk] & (family | staff | {post.author_id})
    return meant


def _works_with(seat: Membership, post: Post) -> bool:
    """A seat for work in the group of the post, or one that reads in the whole school."""
    wide = seat.group.kind == SchoolGroup.Kind.SCHOOL and seat.role in WIDE_READERS
    here = seat.group_id == post.group_id or wide
    return here and seat.group.school_id == post.school_id and seat.role not in Membership.FAMILY_ROLES
