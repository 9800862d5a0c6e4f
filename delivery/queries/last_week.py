"""What certain choices would have sent over the last seven days: a choice is easier to make with a week in sight."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from delivery.models import Channel
from delivery.queries.profiles import Profile
from delivery.rules import Weight, next_daily, routes
from people.models import Child
from policies.queries import SchoolPolicy
from posts.models import Post

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class LastWeek:
    """`posts` by the way they would have gone; an emergency counts twice when it goes two ways."""

    posts: Counter[Channel]
    notified_about: list[str]
    daily_mails: int
    placed: int

    @property
    def notifications(self) -> int:
        return self.posts[Channel.APP]

    @property
    def at_once(self) -> int:
        return self.posts[Channel.MAIL]

    @property
    def in_daily(self) -> int:
        return self.posts[Channel.DAILY]

    @property
    def in_weekly(self) -> int:
        return self.posts[Channel.WEEKLY]

    @property
    def mails(self) -> int:
        return self.at_once + self.daily_mails + bool(self.in_weekly)

    @property
    def sent(self) -> int:
        return self.notifications + self.mails


def last_week_of(profile: Profile, children: list[Child], policy: SchoolPolicy, *, now: datetime) -> LastWeek:
    """What this person could read and did not write, sent the way of this profile. Two queries."""
    found = Post.objects.visible_to(profile.user, now).filter(
        state=Post.State.PUBLISHED, published_at__gt=now - WEEK
    )
    posts = list(found.exclude(author=profile.user).select_related("group").order_by("published_at"))
    names = {child.pk: child.short_name for child in children}
    leaves_at, ways = time.fromisoformat(policy.digest_at), Counter[Channel]()
    about: dict[str, None] = {}
    days = set()
    for post in posts:
        weight = Weight(post.importance or Weight.ORDINARY)
        for route in routes(profile.news_from(post.group_id), weight, profile.ways):
            if route.why:
                continue
            ways[route.channel] += 1
            if route.channel == Channel.DAILY and post.published_at:
                days.add(next_daily(post.published_at, leaves_at))
            if route.channel == Channel.APP:
                about |= dict.fromkeys(_about(post, profile, names))
    return LastWeek(ways, list(about), len(days), len(posts))


def _about(post: Post, profile: Profile, names: dict[UUID, str]) -> list[str]:
    """The own children in the group, or the name of the group itself."""
    children = [] if post.group.is_school_wide else profile.children.get(post.group_id, set())
    return sorted(names[child] for child in children if child in names) or [post.group.name]
