"""Which families an important post reached: counted in families, never in who read it or when (U9, R144)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from delivery.figures import Figure, Words, shown
from delivery.models import Delivery
from groups.models import Enrolment, Membership, SchoolGroup
from people.models import User
from posts.models import Post, PostQuerySet, Region

Row = tuple[str, str]
# Groups with children in them: of others there are no families to reach.
WITH_CHILDREN = [SchoolGroup.Kind.CLASS, SchoolGroup.Kind.CLUSTER, SchoolGroup.Kind.SCHOOL]
# A year: what was sent is forgotten some time after that (delivery.actions.keeping).
COUNTED = timedelta(days=365)
NOT_GONE = [Delivery.State.BOUNCED, Delivery.State.FAILED]


class Standing(TextChoices):
    """How far a post came with one family."""

    REACHED = "reached", pgettext_lazy("families", "reached")
    WAITING = "waiting", pgettext_lazy("families", "on its way")
    CAME_BACK = "came_back", pgettext_lazy("families", "came back")
    NOT_CONNECTED = "not_connected", pgettext_lazy("families", "not connected")
    NOT_SENT = "not_sent", pgettext_lazy("families", "not sent")


QUANTITIES = {
    Words.FEW: _("fewer than 5"),
    Words.ENOUGH: _("5 or more"),
    Words.NEARLY_ALL: _("nearly all families"),
    Words.MOST: _("most families"),
    Words.SOME: _("some families"),
}
UNREACHED = [Standing.CAME_BACK, Standing.NOT_CONNECTED, Standing.NOT_SENT]


@dataclass(frozen=True)
class Family:
    """The children of one set of guardians who may read along. Without such a guardian a child stands alone."""

    children: frozenset[UUID]
    guardians: frozenset[UUID]
    standing: Standing
    why: str = ""

    @property
    def reason(self) -> str:
        """Why it was not reached, in words."""
        if self.why:
            return str(Delivery.Why(self.why).label)
        if self.standing == Standing.NOT_SENT:
            return str(_("was not there yet when it was sent"))
        return str(self.standing.label)


@dataclass(frozen=True)
class Part:
    """One part of the line: how it went, and with how many as it may be shown."""

    label: str
    figure: Figure
    is_reached: bool = False
    total: int | None = None

    @property
    def text(self) -> str:
        """ "212 of 230 families reached", "fewer than 5 came back"; never one, so always plural."""
        return f"{self._quantity} {self.label}"

    @property
    def _quantity(self) -> str:
        if self.figure.words is not None:
            return str(QUANTITIES[self.figure.words])
        if not self.is_reached:
            return str(self.figure.count)
        if self.total is None:
            return gettext("%(count)s families") % {"count": self.figure.count}
        return gettext("%(count)s of %(total)s families") % {"count": self.figure.count, "total": self.total}


@dataclass(frozen=True)
class Reach:
    """The families of one post. Only `line` and what is built on it may stand on a page for many.

    Why families were not reached is counted apart for the whole school alone: who is not connected is the same for
    every post, so the number of the school less that of one class would be the number of another.
    """

    families: Sequence[Family]
    is_whole_school: bool = False
    is_forgotten: bool = False

    @property
    def counts(self) -> Counter[Standing]:
        return Counter(family.standing for family in self.families)

    @property
    def line(self) -> list[Part] | None:
        """Each part that is not nothing as it may be shown; None when too few families are left to say anything."""
        labels, counts = zip(*self._split(), strict=True)
        figures = shown(counts)
        if figures is None:
            return None
        # Beside a number that is left out the total would give it away.
        total = len(self.families) if all(figure.count is not None for figure in figures) else None
        reached, *others = zip(labels, figures, strict=True)
        return [Part(*reached, is_reached=True, total=total)] + [
            Part(label, figure) for label, figure in others if not figure.is_nothing
        ]

    @property
    def bar(self) -> tuple[int, int, int] | None:
        """Widths for a bar: reached, reached or on its way, all; None where a length would give a number away."""
        line = self.line
        if not line or line[0].total is None:
            return None
        reached = self.counts[Standing.REACHED]
        return reached, reached + self.counts[Standing.WAITING], line[0].total

    @property
    def unreached(self) -> list[Family]:
        return [family for family in self.families if family.standing in UNREACHED]

    def _split(self) -> list[tuple[str, int]]:
        if self.is_whole_school:
            return [(str(standing.label), self.counts[standing]) for standing in Standing]
        known = [(str(s.label), self.counts[s]) for s in (Standing.REACHED, Standing.WAITING)]
        return [*known, (pgettext("families", "not reached"), len(self.unreached))]


def important_posts(user: User, now: datetime) -> PostQuerySet:
    """The important posts this account reads, newest first."""
    posts = Post.objects.visible_to(user, now).filter(importance__isnull=False, state=Post.State.PUBLISHED)
    return posts.select_related("group", "school", "author").newest_first()


def reach_of(post: Post, *, now: datetime) -> Reach:
    return reaches_of([post], now=now)[post.pk]


def reaches_of(posts: Iterable[Post], *, now: datetime) -> dict[UUID, Reach]:
    """What became of each of these posts. Three queries for any number of posts and families, one more for photos."""
    asked = list(posts)
    forgotten = {post.pk: Reach([], is_forgotten=True) for post in asked if _is_forgotten(post, now)}
    found = [post for post in asked if post.pk not in forgotten]
    places = _places(found)
    parents = _parents({post.group_id for post in found}, now)
    rows: dict[UUID, dict[UUID, list[Row]]] = defaultdict(lambda: defaultdict(list))
    ledger = Delivery.objects.filter(post__in=found).values_list("post", "user", "state", "why")
    for post_id, user, state, why in ledger:
        rows[post_id][user].append((state, why))
    return forgotten | {
        post.pk: Reach(
            [
                _family(post, children, guardians, rows[post.pk])
                for guardians, children in _families(places[post.pk], parents[post.group_id])
            ],
            is_whole_school=post.group.is_school_wide and post.readers is None,
        )
        for post in found
    }


def _is_forgotten(post: Post, now: datetime) -> bool:
    return post.published_at is not None and post.published_at < now - COUNTED


def _places(posts: Sequence[Post]) -> dict[UUID, set[UUID]]:
    """The children each post is about: those with a place in its group, or of them the ones on its photos."""
    in_group: dict[int, set[UUID]] = defaultdict(set)
    current = Enrolment.objects.current().filter(group__in={post.group_id for post in posts}).order_by()
    for group, child in current.values_list("group", "child"):
        in_group[group].add(child)
    pictured: dict[UUID, set[UUID]] = defaultdict(set)
    narrow = [post.pk for post in posts if post.readers is not None]
    if narrow:
        named = Region.objects.filter(photo__post__in=narrow, photo__hidden_at=None, child__isnull=False)
        for post_id, child in named.values_list("photo__post", "child"):
            pictured[post_id].add(child)
    return {
        post.pk: in_group[post.group_id] & pictured[post.pk] if post.readers else in_group[post.group_id]
        for post in posts
    }


def _parents(groups: set[int], now: datetime) -> dict[int, dict[UUID, set[UUID]]]:
    """Who reads along for each child, by group."""
    seats = Membership.objects.active(timezone.localdate(now)).filter(group__in=groups, child__isnull=False)
    parents: dict[int, dict[UUID, set[UUID]]] = defaultdict(lambda: defaultdict(set))
    for group, child, user in seats.values_list("group", "child", "user"):
        if child is not None:
            parents[group][child].add(user)
    return parents


def _families(
    children: set[UUID], parents: dict[UUID, set[UUID]]
) -> list[tuple[frozenset[UUID], frozenset[UUID]]]:
    """Children with the same guardians together, as (guardians, children)."""
    together: dict[frozenset[UUID], set[UUID]] = defaultdict(set)
    alone = []
    for child in sorted(children):
        if guardians := parents.get(child):
            together[frozenset(guardians)].add(child)
        else:
            alone.append((frozenset[UUID](), frozenset([child])))
    return [(guardians, frozenset(theirs)) for guardians, theirs in together.items()] + alone


def _family(
    post: Post, children: frozenset[UUID], guardians: frozenset[UUID], rows: dict[UUID, list[Row]]
) -> Family:
    if not guardians:
        return Family(children, guardians, Standing.NOT_CONNECTED)
    theirs = [row for guardian in sorted(guardians) for row in rows.get(guardian, [])]
    states = {state for state, _why in theirs}
    has_seen = any(why == Delivery.Why.SEEN for _state, why in theirs)
    if states & set(Delivery.ARRIVED) or has_seen or post.author_id in guardians:
        return Family(children, guardians, Standing.REACHED)
    if Delivery.State.QUEUED in states or not rows:
        return Family(children, guardians, Standing.WAITING)
    lost = [why for state, why in theirs if state in NOT_GONE]
    standing = Standing.CAME_BACK if lost else Standing.NOT_SENT
    return Family(children, guardians, standing, (lost or [why for _state, why in theirs] or [""])[0])
