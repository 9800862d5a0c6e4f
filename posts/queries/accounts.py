"""How many accounts can open a post now: counted as `visible_to` decides it, for many posts at once."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q

from groups.models import Membership, SchoolGroup
from groups.permissions import ROLE_VERBS, WIDE_ROLE_VERBS
from posts.models import Post, Region

Accounts = dict[int, set[UUID]]


def reading_accounts(posts: Iterable[Post], *, today: date) -> dict[UUID, int]:
    """The number of accounts that may read each of these posts, by post id. Three queries for any number."""
    listed = list(posts)
    readers, staff = _accounts_of(listed, today)
    pictured = [post for post in listed if post.readers is not None]
    families = _families_of(pictured, today) if pictured else {}
    counts = {}
    for post in listed:
        reading = readers[post.group_id]
        if post.readers is not None:
            reading = reading & (staff[post.group_id] | families.get(post.pk, set()) | {post.author_id})
        counts[post.pk] = len(reading)
    return counts


def _accounts_of(posts: list[Post], today: date) -> tuple[Accounts, Accounts]:
    """Per group who reads it, and who of those is there for work."""
    groups = {post.group_id: post.school_id for post in posts}
    wide = Q(group__kind=SchoolGroup.Kind.SCHOOL, role__in=list(WIDE_ROLE_VERBS))
    seats = Membership.objects.active(today).filter(
        Q(group__in=list(groups)) | wide & Q(group__school__in=set(groups.values()))
    )
    readers: Accounts = defaultdict(set)
    staff: Accounts = defaultdict(set)
    rows = seats.values_list("user_id", "group_id", "group__school_id", "group__kind", "role")
    for user_id, own_group, school_id, kind, role in rows:
        is_wide = kind == SchoolGroup.Kind.SCHOOL and role in WIDE_ROLE_VERBS
        for group_id in (
            [g for g, school in groups.items() if school == school_id] if is_wide else [own_group]
        ):
            verbs = ROLE_VERBS[role] if group_id == own_group else WIDE_ROLE_VERBS[role]
            if "view" in verbs:
                readers[group_id].add(user_id)
                if role not in Membership.FAMILY_ROLES:
                    staff[group_id].add(user_id)
    return readers, staff


def _families_of(posts: list[Post], today: date) -> dict[UUID, set[UUID]]:
    """Per post whose own child is named on one of its photos."""
    named = Region.objects.filter(photo__post__in=posts, photo__hidden_at=None, child__isnull=False)
    pairs = list(named.values_list("photo__post_id", "child_id").distinct().order_by())
    parents: dict[UUID, set[UUID]] = defaultdict(set)
    seats = Membership.objects.active(today).filter(child__in={child for _post, child in pairs})
    for child_id, user_id in seats.values_list("child_id", "user_id"):
        parents[child_id].add(user_id)
    families: dict[UUID, set[UUID]] = defaultdict(set)
    for post_id, child_id in pairs:
        families[post_id] |= parents[child_id]
    return families
