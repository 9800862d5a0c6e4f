"""Who is reading: the groups open to an account, the children that brought it there, what each school allows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery

from common.questions import built_once
from groups.models import Membership, Restriction, SchoolGroup
from groups.permissions import ROLE_VERBS, WIDE_ROLE_VERBS, groups_where, holding, seats_that_open
from people.models import Child, ParentalAuthority, User
from policies.models import PolicyVersion
from policies.queries import SchoolPolicy, policies_for, read_policy
from posts.models import Post
from posts.queries.cards import ChildMark, Pause, Place
from posts.queries.confirming import WHOLE_KINDS, asking_since


@dataclass
class Reader:
    """One account on one day. `reacting` and `pauses` decide what is drawn; every POST asks `may` again."""

    user: User
    groups: dict[int, SchoolGroup] = field(default_factory=dict)
    reacting: set[int] = field(default_factory=set)
    handling: set[int] = field(default_factory=set)
    pauses: dict[int, Pause] = field(default_factory=dict)
    children: dict[int, list[ChildMark]] = field(default_factory=dict)
    policies: dict[int, SchoolPolicy] = field(default_factory=dict)
    works_here: bool = False
    # The children this account decides about, and the groups it reads for work.
    own: set[UUID] = field(default_factory=set)
    staffed: set[int] = field(default_factory=set)
    # The groups in which it may be asked to say that something was read, and those where a post of late does.
    asked: set[int] = field(default_factory=set)
    asking: set[int] = field(default_factory=set)

    def child_ids(self) -> set[UUID]:
        return {child.id for children in self.children.values() for child in children}

    def groups_of(self, child_id: UUID) -> set[int]:
        """The groups this account is in because of one child. Raises Child.DoesNotExist when there are none."""
        found = {
            group for group, children in self.children.items() if any(c.id == child_id for c in children)
        }
        if not found:
            raise Child.DoesNotExist
        return found

    def pause_of(self, post: Post, now: datetime) -> Pause | None:
        """What stands still around a post: this conversation, or what holds the reader in the group; the longest."""
        pauses = [self.pauses.get(post.group_id)]
        if post.is_paused(now) and post.paused_until is not None:
            pauses.append(Pause(post.paused_text or "", post.paused_until))
        return max(filter(None, pauses), key=lambda pause: pause.until, default=None)

    def may_write_under(self, post: Post, now: datetime) -> bool:
        """Whether the buttons under a post work for this reader."""
        if post.group_id not in self.reacting or post.group_id in self.pauses:
            return False
        return not post.is_paused(now) or post.group_id in self.handling

    def own_children(self) -> list[tuple[ChildMark, Place | None]]:
        """The reader's children by name, each with its class when it has one, for the switcher."""
        classes: dict[UUID, Place | None] = {}
        marks: dict[UUID, ChildMark] = {}
        for group_id, children in self.children.items():
            group = self.groups[group_id]
            for child in children:
                marks[child.id] = child
                place = Place.of(group) if group.kind == SchoolGroup.Kind.CLASS else None
                classes[child.id] = classes.get(child.id) or place
        return sorted(
            ((mark, classes[mark.id]) for mark in marks.values()),
            key=lambda pair: (pair[0].name, str(pair[0].id)),
        )


def reader_of(user: User, *, today: date) -> Reader:
    """Everything a feed must know of its reader in one query; in two for who is at home in the whole school.

    One more where a measure stands in the school that may be about this reader.
    """
    reader, unrest = Reader(user), False
    for seat in _seats(today).filter(user=user):
        unrest |= seat.unrest
        _take_seat(reader, seat)
    if unrest:
        reader.pauses = pauses_in(user, reader.groups)
    return reader


@built_once
def _seats(today: date) -> Any:
    """All seats of a day that let somebody read, with what a reader needs, never asked as such.

    Building the question is the dear part.
    """
    settings = (
        PolicyVersion.objects.filter(school=OuterRef("group__school"))
        .order_by("-version")
        .values("values")[:1]
    )
    decides = ParentalAuthority.objects.deciding().filter(guardian=OuterRef("user"), child=OuterRef("child"))
    about = Q(user=OuterRef("user")) | Q(user=None)
    measures = Restriction.objects.filter(about, school=OuterRef("group__school"), lifted_at=None)
    return (
        seats_that_open("view", today)
        .select_related("group", "child")
        .annotate(
            settings=Subquery(settings),
            decides=Exists(decides),
            asks=Exists(asking_since(today)),
            unrest=Exists(measures.filter(ends_at__date__gte=today)),
        )
        .order_by("group__kind", "group__name", "pk")
    )


def _take_seat(reader: Reader, seat: Any) -> None:
    """What one membership, annotated by reader_of, adds to what its reader may see and do."""
    reader.groups[seat.group_id] = seat.group
    reader.policies.setdefault(seat.group.school_id, read_policy(seat.settings or {}))
    if seat.child is not None:
        reader.children.setdefault(seat.group_id, []).append(ChildMark.of(seat.child))
        if seat.decides:
            reader.own.add(seat.child_id)
    else:
        reader.works_here = True
    if seat.role not in Membership.FAMILY_ROLES:
        reader.staffed.add(seat.group_id)
    if seat.role in Membership.FAMILY_ROLES or seat.group.kind in WHOLE_KINDS:
        reader.asked.add(seat.group_id)
        if seat.asks:
            reader.asking.add(seat.group_id)
    if "react" in ROLE_VERBS[seat.role]:
        reader.reacting.add(seat.group_id)
    if "moderate" in ROLE_VERBS[seat.role] and not seat.group.is_school_wide:
        reader.handling.add(seat.group_id)
    if seat.group.is_school_wide and "view" in WIDE_ROLE_VERBS.get(seat.role, ()):
        _add_whole_school(reader, seat.group.school_id, WIDE_ROLE_VERBS[seat.role])


def _add_whole_school(reader: Reader, school_id: int, verbs: frozenset[str]) -> None:
    """Somebody at home in the whole school reads and answers in its groups without a seat of their own.

    Not in those of another school, where the same account may be a parent.
    """
    whole = groups_where(reader.user, "view").filter(school=school_id)
    for group in whole.order_by("kind", "name", "pk"):
        reader.groups.setdefault(group.pk, group)
        reader.staffed.add(group.pk)
        if "react" in verbs:
            reader.reacting.add(group.pk)
        if "moderate" in verbs:
            reader.handling.add(group.pk)
    missing = {group.school_id for group in reader.groups.values()} - reader.policies.keys()
    reader.policies |= policies_for(missing)


def pauses_in(user: User, groups: Iterable[int]) -> dict[int, Pause]:
    """What is shown in each of these groups where this account may not write now; the one that lasts longest."""
    longest = holding(user).order_by("-ends_at", "pk")
    held = SchoolGroup.objects.filter(pk__in=groups).annotate(
        text=Subquery(longest.values("neutral_text")[:1]), until=Subquery(longest.values("ends_at")[:1])
    )
    rows = held.filter(until__isnull=False).values_list("pk", "text", "until")
    return {group: Pause(text, until) for group, text, until in rows}
