"""Writing the ledger: who gets what, which way and when.

The promise: whoever may read a thing when it leaves has exactly one row for it, two for an emergency; asking again
adds nothing. The watermark of a source moves once everything below it is in the ledger; a worker that fell over before
that asks again.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from conversations.actions.messages import UNDO_WITHIN
from conversations.models import Arrival
from conversations.queries.audience import arrived_in
from delivery.actions.rows import Clock, row_for
from delivery.models import Delivery, Watermark
from delivery.queries.profiles import profiles_of
from delivery.queries.rights import objections_to
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
# Rows leave in the order of their moments: an emergency is due before everything that waits.
FIRST_IN_LINE = timedelta(days=7)
POSTS, EMERGENCIES, MESSAGES, PLANNER = "posts", "emergencies", "messages", "planner"


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
        school=school,
        state=Post.State.PUBLISHED,
        published_at__gt=_news_since(school, now),
        published_at__lte=now,
    )
    passed = Watermark.objects.filter(source=POSTS, school=school).values("until")
    missed = recent.filter(published_at__lte=Subquery(passed[:1])).filter(
        Q(readers__isnull=False) | ~Exists(Delivery.objects.filter(post=OuterRef("pk")))
    )
    return sum(plan_post(post=post, now=now) for post in missed.select_related("group", "school"))


def plan_missed_messages(*, school: School, now: datetime) -> int:
    """Plan messages that were hidden when the watermark passed them and are there again; returns how many rows."""
    mark = Watermark.objects.filter(source=MESSAGES, school=school).first()
    if mark is None:
        return 0
    has_row = Delivery.objects.filter(message=OuterRef("message"), user=OuterRef("user"))
    until = min(mark.until, now - UNDO_WITHIN)
    return _plan_all(
        school, arrived_in(school.pk, _news_since(school, now), until).filter(~Exists(has_row)), now
    )


def _news_since(school: School, now: datetime) -> datetime:
    """What is older is no news any more; nor is what was there before Kring began to send in this school."""
    began, _made = Watermark.objects.get_or_create(source=PLANNER, school=school, defaults={"until": now})
    return max(now - LOOKS_BACK, began.until - FIRST_LOOK)


def requeue_restored(*, school: School, now: datetime) -> int:
    """Let go what was held back because it was out of sight, and is there again; returns how many rows."""
    held_back = Delivery.objects.filter(
        school=school,
        state=Delivery.State.SKIPPED,
        why=Delivery.Why.NOT_VISIBLE,
        created_at__gt=now - LOOKS_BACK,
    )
    rows = list(held_back.select_related("post", "message", "notice"))
    objections = objections_to(rows, now=now)
    back = [row for row in rows if row.pk not in objections]
    clock = Clock(school, profiles_of({row.user_id for row in back}, now=now).values(), now)
    for row in back:
        again = {"state": Delivery.State.QUEUED, "why": "", "digest": None}
        due_at = clock.moment_of(row.user_id, row.channel)
        held_back.filter(pk=row.pk).update(**again, due_at=due_at)
    return len(back)


def _plan_source(
    source: str, school: School, posts: QuerySet[Post], *, until: datetime, now: datetime
) -> int:
    mark, _made = Watermark.objects.get_or_create(
        source=source, school=school, defaults={"until": until - FIRST_LOOK}
    )
    found = posts.filter(published_at__gt=_since(mark, until), published_at__lte=until)
    planned = sum(plan_post(post=post, now=now) for post in found.select_related("group", "school"))
    Watermark.objects.filter(pk=mark.pk).update(until=until)
    return planned


def _since(mark: Watermark, until: datetime) -> datetime:
    """From where to look. What was placed is written down a moment later than it says.

    A clock that was ahead and is put right leaves a mark in the future: that goes back along with the clock.
    """
    return min(mark.until, until) - SETTLES


@transaction.atomic
def _plan_page(post: Post, page: list[UUID], now: datetime) -> int:
    """Rows for the readers of one page that have none. Sixteen questions for any number of people."""
    lock_planner(post.school, now)
    has_row = set(Delivery.objects.filter(post=post, user__in=page).values_list("user", flat=True))
    readers = readers_among([post], page, now=now).get(post.pk, set()) - has_row - {post.author_id}
    people = list(profiles_of(readers, now=now).values())
    weight = Weight(post.importance or Weight.ORDINARY)
    ways = [
        (person, route)
        for person in people
        for route in routes(person.news_from(post.group_id), weight, person.ways)
    ]
    clock = Clock(
        post.school, people, now, at_once=now - FIRST_IN_LINE if weight == Weight.EMERGENCY else None
    )
    rows = [row_for(person, route, clock, school=post.school, post=post) for person, route in ways]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def plan_messages(*, school: School, now: datetime) -> int:
    """Write the rows of what came into conversations; returns how many. Safe to run twice and at the same time.

    A message waits as long as its writer can take it back; the hours of its reader are in its moment of arrival.
    """
    until = now - UNDO_WITHIN
    mark, _made = Watermark.objects.get_or_create(
        source=MESSAGES, school=school, defaults={"until": until - FIRST_LOOK}
    )
    planned = _plan_all(school, arrived_in(school.pk, _since(mark, until), until), now)
    Watermark.objects.filter(pk=mark.pk).update(until=until)
    return planned


def _plan_all(school: School, arrivals: QuerySet[Arrival], now: datetime) -> int:
    planned, after = 0, 0
    while page := list(arrivals.filter(pk__gt=after)[:PAGE]):
        planned += _plan_arrivals(school, page, now)
        after = page[-1].pk
    return planned


@transaction.atomic
def _plan_arrivals(school: School, page: list[Arrival], now: datetime) -> int:
    lock_planner(school, now)
    known = Delivery.objects.filter(message__in={arrival.message_id for arrival in page})
    has_row = set(known.values_list("message", "user"))
    new = [arrival for arrival in page if (arrival.message_id, arrival.user_id) not in has_row]
    people = profiles_of({arrival.user_id for arrival in new}, now=now)
    clock = Clock(school, people.values(), now, at_once=now)
    rows = [
        row_for(people[arrival.user_id], route, clock, school=school, message_id=arrival.message_id)
        for arrival in new
        if arrival.user_id in people
        for route in routes(
            people[arrival.user_id].choices.talks, Weight.ORDINARY, people[arrival.user_id].ways
        )
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def lock_planner(school: School, now: datetime) -> None:
    """One planner of a school at a time: two could choose two ways for one person."""
    Watermark.objects.get_or_create(source=PLANNER, school=school, defaults={"until": now})
    list(Watermark.objects.select_for_update().filter(source=PLANNER, school=school))
