"""Writing the ledger: who gets what, which way and when.

The promise: whoever may read a thing when it leaves has exactly one row for it, two for an emergency; asking again
adds nothing. The watermark of a source moves in the transaction that records the last of what lay below it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from delivery.actions.rows import Clock, row_for
from delivery.models import Delivery, Watermark
from delivery.queries.profiles import profiles_of
from delivery.rules import Weight, routes
from groups.models import School
from policies.queries import policy_for
from posts.models import Post
from posts.queries.audience import readers_among, readers_page

# So many people are planned in one transaction; other writers wait no longer than that.
PAGE = 1000
# A source that was never asked begins here: what is older is no news.
FIRST_LOOK = timedelta(days=1)
# A post out of sight for longer than this is no news when it comes back.
LOOKS_BACK = timedelta(days=8)
SETTLES = timedelta(minutes=1)
POSTS, EMERGENCIES, PLANNER = "posts", "emergencies", "planner"


def plan_posts(*, school: School, now: datetime) -> int:
    """Write the rows of the posts that may leave by now; returns how many. Safe to run twice and at the same time.

    An ordinary post waits until its writer cannot take it back any more (R140); an emergency does not.
    """
    undo = timedelta(minutes=policy_for(school).undo_minutes)
    placed = Post.objects.filter(school=school, state=Post.State.PUBLISHED)
    urgent = placed.filter(importance=Post.Importance.EMERGENCY)
    calm = placed.exclude(pk__in=urgent.values("pk"))
    planned = _plan_source(EMERGENCIES, school, urgent, until=now, now=now)
    return planned + _plan_source(POSTS, school, calm, until=now - undo, now=now)


def plan_post(*, post: Post, now: datetime) -> int:
    """Write the rows of one post for everybody who may read it and has none yet; returns how many."""
    planned, after = 0, None
    while page := readers_page(post, after=after, most=PAGE, now=now):
        planned += _plan_page(post, page, now)
        after = page[-1]
    return planned


def plan_missed(*, school: School, now: datetime) -> int:
    """Plan what the watermark has passed: posts that were out of sight then, or whose readers changed since (G12)."""
    recent = Post.objects.filter(
        school=school, state=Post.State.PUBLISHED, published_at__gt=now - LOOKS_BACK, published_at__lte=now
    )
    passed = Watermark.objects.filter(source=POSTS, school=school).values("until")
    missed = recent.filter(published_at__lte=Subquery(passed[:1])).filter(
        Q(readers__isnull=False) | ~Exists(Delivery.objects.filter(post=OuterRef("pk")))
    )
    return sum(plan_post(post=post, now=now) for post in missed.select_related("group", "school"))


def _plan_source(
    source: str, school: School, posts: QuerySet[Post], *, until: datetime, now: datetime
) -> int:
    mark, _made = Watermark.objects.get_or_create(
        source=source, school=school, defaults={"until": until - FIRST_LOOK}
    )
    # What was placed is written down a moment later than it says.
    found = posts.filter(published_at__gt=mark.until - SETTLES, published_at__lte=until)
    planned = sum(plan_post(post=post, now=now) for post in found.select_related("group", "school"))
    Watermark.objects.filter(pk=mark.pk, until__lt=until).update(until=until)
    return planned


@transaction.atomic
def _plan_page(post: Post, page: list[UUID], now: datetime) -> int:
    """Rows for the readers of one page that have none. Sixteen questions for any number of people."""
    # One planner of a school at a time: two could choose two ways for one person.
    Watermark.objects.select_for_update().get_or_create(
        source=PLANNER, school=post.school, defaults={"until": now}
    )
    has_row = set(Delivery.objects.filter(post=post, user__in=page).values_list("user", flat=True))
    readers = readers_among([post], page, now=now).get(post.pk, set()) - has_row - {post.author_id}
    people = list(profiles_of(readers, now=now).values())
    weight = Weight(post.importance or Weight.ORDINARY)
    ways = [
        (person, route)
        for person in people
        for route in routes(person.news_from(post.group_id), weight, person.ways)
    ]
    clock = Clock(post.school, people, now, is_urgent=weight == Weight.EMERGENCY)
    rows = [row_for(person, route, clock, school=post.school, post=post) for person, route in ways]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
