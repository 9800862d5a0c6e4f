"""Putting what waits for an overview together: one mail for each person and moment.

The promise: whatever is due for one person goes in one overview, however late it is, and nothing is added to an
overview a worker has begun with: that waits for the next moment (C07, C08).
"""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from delivery.models import Channel, Delivery, DeliveryQuerySet, Digest, DigestQuerySet
from delivery.rules import AMSTERDAM
from people.models import User

# So many people in one transaction.
PAGE = 500
DAYS_BETWEEN = {Channel.DAILY: 1, Channel.WEEKLY: 7}

# The newest moment that is due, for each person.
Moments = dict[UUID, datetime]


def gather_digests(*, now: datetime) -> int:
    """Tie the rows that are due to one overview for each person and cadence; returns how many overviews began.

    Safe to run twice and at the same time. What is late for an overview that left waits for the next one.
    """
    return sum(_gather(cadence, now) for cadence in DAYS_BETWEEN)


def following(moment: datetime, cadence: Channel, *, now: datetime) -> datetime:
    """The next moment of this cadence after now, at the same time on the clock of the school."""
    local = moment.astimezone(AMSTERDAM)
    step = timedelta(days=DAYS_BETWEEN[cadence])
    day = local.date() + step
    while (found := datetime.combine(day, local.time(), AMSTERDAM)) <= now:
        day += step
    return found


def _gather(cadence: Channel, now: datetime) -> int:
    begun, after = 0, None
    while page := _page(cadence, now, after):
        begun += _gather_page(page, cadence, now)
        after = page[-1]
    return begun


def _page(cadence: Channel, now: datetime, after: UUID | None) -> list[UUID]:
    waiting = _waiting(cadence, now)
    if after is not None:
        waiting = waiting.filter(user__gt=after)
    return list(waiting.order_by("user").values_list("user", flat=True).distinct()[:PAGE])


@transaction.atomic
def _gather_page(page: list[UUID], cadence: Channel, now: datetime) -> int:
    """At most nine statements for any number of people, and one more for each moment that was missed."""
    # One gatherer at a time for each of these people; what refers to them goes on meanwhile.
    list(User.objects.select_for_update(no_key=True).filter(pk__in=page).order_by("pk").values_list("pk"))
    waiting = _waiting(cadence, now).filter(user__in=page)
    newest = dict(waiting.order_by().values_list("user").annotate(newest=Max("due_at")))
    overviews = Digest.objects.filter(user__in=newest, cadence=cadence)
    # No worker begins with these while they are filled.
    open_ones = list(_open(overviews).order_by("due_at").select_for_update())
    # The newest of each: an older one, which a worker dropped, goes with what it has.
    still_open = {digest.user_id: digest for digest in open_ones}
    late = _late(overviews.exclude(pk__in=[digest.pk for digest in open_ones]), newest)
    _move_on(waiting.filter(user__in=late), cadence, now)
    fresh = [
        Digest(user_id=user, cadence=cadence, due_at=due_at)
        for user, due_at in newest.items()
        if user not in late and user not in still_open
    ]
    Digest.objects.bulk_create(fresh)
    behind = [
        digest
        for digest in still_open.values()
        if digest.due_at < newest[digest.user_id] and digest.user_id not in late
    ]
    _postpone({digest.pk: newest[digest.user_id] for digest in behind})
    mine = _open(Digest.objects.filter(user=OuterRef("user"), cadence=cadence)).order_by("-due_at")
    waiting.exclude(user__in=late).update(digest=Subquery(mine.values("pk")[:1]))
    return len(fresh)


def _waiting(cadence: Channel, now: datetime) -> DeliveryQuerySet:
    return Delivery.objects.queued().filter(channel=cadence, due_at__lte=now, digest=None)


def _open(overviews: DigestQuerySet) -> DigestQuerySet:
    """Nobody has begun with these: a mail that was tried may be there, and a copy says the same."""
    return overviews.filter(state=Digest.State.QUEUED, claim=None, tries=0)


def _late(overviews: DigestQuerySet, newest: Moments) -> set[UUID]:
    """Whose overview of this moment or a later one was begun with."""
    last = overviews.order_by().values_list("user").annotate(last=Max("due_at"))
    return {user for user, due_at in last if due_at >= newest[user]}


def _move_on(rows: DeliveryQuerySet, cadence: Channel, now: datetime) -> None:
    for moment in rows.order_by().values_list("due_at", flat=True).distinct():
        rows.filter(due_at=moment).update(due_at=following(moment, cadence, now=now))


def _postpone(moments: dict[int, datetime]) -> None:
    """An overview that waited for a worker until the next moment goes with what that one brings."""
    by_moment: dict[datetime, list[int]] = defaultdict(list)
    for key, moment in moments.items():
        by_moment[moment].append(key)
    for moment, keys in by_moment.items():
        Digest.objects.filter(pk__in=keys).update(due_at=moment)
