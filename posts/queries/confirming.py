"""Who was asked to say "Read", who did, and what still waits for somebody. Nothing else is known about reading.

Asked are the families of a group; in a team or council everybody who sits there. Never who wrote it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from groups.models import Membership, MembershipQuerySet, SchoolGroup
from people.models import User
from posts.models import Post, PostQuerySet, ReadConfirmation, Region

# Asked for so long; after that the box is for what is news.
ASKED_FOR = timedelta(days=30)
# Here everybody is asked, not only families.
WHOLE_KINDS = (SchoolGroup.Kind.TEAM, SchoolGroup.Kind.COUNCIL)

# The accounts of one family, or of one colleague.
Household = frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many families (or members, of a team) said "Read", of how many; `missing` are the first names of the rest.

    Children with the same guardians are one family, and one guardian speaks for it.
    """

    read: int
    asked: int
    is_team: bool
    missing: tuple[str, ...] = ()


def is_asked(user: User, post: Post, *, today: date) -> bool:
    """Whether this post asks this account; that it may read the post must still be asked."""
    if not post.asks_readers or post.author_id == user.pk:
        return False
    return _asked_seats(today).filter(user=user, group=post.group_id).exists()


def confirmations_of(posts: Iterable[Post], *, today: date) -> dict[UUID, Confirmed]:
    """The answers to posts that ask, for who wrote them or handles the group. Three queries for any number."""
    asking = {post.pk: post for post in posts if post.asks_readers}
    if not asking:
        return {}
    households = _households(asking.values(), today)
    said: dict[UUID, set[UUID]] = defaultdict(set)
    rows = ReadConfirmation.objects.filter(post__in=asking).values_list("post_id", "user_id")
    for post_id, user_id in rows:
        said[post_id].add(user_id)
    return {pk: _counted(post, households[pk], said[pk]) for pk, post in asking.items()}


def confirmations_waiting_for(user: User, now: datetime) -> list[Post]:
    """The posts of the last thirty days that ask this account to say "Read" and have no answer, newest first."""
    seats = _asked_seats(timezone.localdate(now)).filter(user=user)
    visible = Post.objects.visible_to(user, now).filter(group__in=seats.values("group"))
    return waiting_among(visible.select_related("group"), user, now)


def waiting_among(readable: PostQuerySet, user: User, now: datetime) -> list[Post]:
    """The same, of posts this account may read in groups where it is asked. One query."""
    own = ReadConfirmation.objects.filter(post=OuterRef("pk"), user=user)
    asking = readable.filter(
        ~Exists(own), asks_confirmation=True, state=Post.State.PUBLISHED, published_at__gt=now - ASKED_FOR
    )
    return list(asking.exclude(author=user).newest_first())


def asking_since(today: date) -> QuerySet[Post]:
    """The posts of the last thirty days that ask, in the group of the seat around it."""
    since = timezone.make_aware(datetime.combine(today - ASKED_FOR, time.min))
    return Post.objects.filter(group=OuterRef("group"), asks_confirmation=True, published_at__gt=since)


def _asked_seats(today: date) -> MembershipQuerySet:
    asked = Q(role__in=Membership.FAMILY_ROLES) | Q(group__kind__in=WHOLE_KINDS)
    return Membership.objects.active(today).filter(asked)


def _households(posts: Iterable[Post], today: date) -> dict[UUID, dict[Household, list[str]]]:
    """Per post who was asked, as households with the first names they are known by."""
    listed = list(posts)
    seats = _asked_seats(today).filter(group__in={post.group_id for post in listed})
    members: dict[int, dict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    names: dict[UUID, str] = {}
    for seat in seats.select_related("child", "user"):
        key = seat.child_id or seat.user_id
        members[seat.group_id][key].add(seat.user_id)
        names[key] = seat.child.short_name if seat.child else seat.user.get_short_name()
    named = _named_on(listed)
    found: dict[UUID, dict[Household, list[str]]] = {post.pk: defaultdict(list) for post in listed}
    for post in listed:
        for key, users in members[post.group_id].items():
            others = frozenset(users - {post.author_id})
            if others and (post.readers is None or key in named[post.pk]):
                found[post.pk][others].append(names[key])
    return found


def _named_on(posts: list[Post]) -> dict[UUID, set[UUID]]:
    """Of which children the parents read a post that is for some parents only."""
    narrow = [post.pk for post in posts if post.readers is not None]
    named: dict[UUID, set[UUID]] = defaultdict(set)
    photos = Region.objects.filter(photo__post__in=narrow, photo__hidden_at=None, child__isnull=False)
    for post_id, child_id in photos.values_list("photo__post", "child") if narrow else ():
        named[post_id].add(child_id)
    return named


def _counted(post: Post, households: dict[Household, list[str]], said: set[UUID]) -> Confirmed:
    missing = [name for users, names in households.items() if not users & said for name in names]
    read = sum(bool(users & said) for users in households)
    return Confirmed(read, len(households), post.group.kind in WHOLE_KINDS, tuple(sorted(missing)))
