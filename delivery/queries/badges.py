"""The number on the icon of the app: what waits there to be seen."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery

from delivery.models import Channel, Delivery
from posts.models import FeedVisit

# What nobody looked at in so long is counted no more.
COUNTS = timedelta(days=14)


def badges_of(users: Collection[UUID], *, now: datetime) -> Counter[UUID]:
    """How many posts and conversations with something new each account has not seen. Two queries."""
    recent = Delivery.objects.filter(
        user__in=users, channel=Channel.APP, created_at__gt=now - COUNTS, due_at__lte=now
    )
    visits = FeedVisit.objects.filter(user=OuterRef("user")).values("seen_until")
    posts = recent.annotate(seen_until=Subquery(visits[:1])).filter(
        Q(seen_until=None) | Q(post__published_at__gt=F("seen_until")), post__isnull=False
    )
    seat = "message__conversation__participants"
    talks = recent.filter(
        **{f"{seat}__user": F("user"), f"{seat}__left_at": None},
        message__number__gt=F(f"{seat}__seen_until"),
    )
    seen = list(posts.values_list("user", "post").distinct())
    return Counter(
        user for user, _thing in [*seen, *talks.values_list("user", "message__conversation").distinct()]
    )
