"""What is looked at before a post is placed or changed: who reads it, and what stands in the way.

The page shows it while somebody writes; the action asks it again, so a form made by hand finds no other door.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from consent.models import Decision, Objection, Purpose
from consent.queries.recognising import key_of_event, shown_to
from groups.models import Enrolment, Membership, SchoolGroup
from groups.permissions import WIDE_READERS
from people.models import User
from posts.models import Post, Region
from posts.queries.masks import CLASS_KINDS, audience_of
from posts.queries.names import children_near, names_found, unresolved


@dataclass(frozen=True)
class ReaderCount:
    """How many accounts read something: parents, and colleagues beside the writer."""

    parents: int
    colleagues: int

    @property
    def all(self) -> int:
        return self.parents + self.colleagues


@dataclass(frozen=True)
class OtherGroup:
    """A group the draft could be for instead; `more` children would then come behind a leaf."""

    group: SchoolGroup
    readers: ReaderCount
    more: int


def complaints(
    post: Post, *, title: str, text: str, ticked: Collection[str], today: date
) -> list[tuple[str, str]]:
    """Why this post may not be placed with these words, as (field of the form, sentence); empty when it may."""
    found: list[tuple[str, str]] = []
    if post.readers == Post.Readers.PICTURED and not named_children(post).exists():
        found.append(("readers", _("Nobody has a name on these photos yet, so no parent could read this.")))
    names = names_found(post, title=title, text=text, today=today)
    return found + [(name.field, name.sentence) for name in unresolved(names, ticked)]


def names_refused_since(post: Post, *, today: date) -> bool:
    """Whether a name in a post that waits may not stand there any more: somebody said no after it was looked at.

    What the writer ticked to be about no child is not kept, so only a no of after that moment counts.
    """
    found = names_found(post, title=post.title, text=post.text, today=today)
    named = {name.name for name in found}
    children = (
        [child.pk for child in children_near(post, today) if child.first_name in named] if named else []
    )
    said = Decision.objects.filter(
        purpose__audience=Purpose.Audience.NAME,
        purpose__school=post.school_id,
        authority__child__in=children,
        answer=Decision.Answer.NO,
        decided_at__gt=post.saved_at,
    )
    objected = Objection.objects.standing().filter(child__in=children, made_at__gt=post.saved_at)
    return any(name.is_final for name in found) or bool(children) and (said.exists() or objected.exists())


def named_children(post: Post) -> QuerySet[Region]:
    """The frames with the name of a child on the photos of a post that are in sight."""
    return Region.objects.standing().filter(photo__post=post, photo__hidden_at=None, child__isnull=False)


def reader_counts(groups: Collection[SchoolGroup], *, writer: User, today: date) -> dict[int, ReaderCount]:
    """How many accounts read what is posted in each of these groups of one school. Two queries."""
    seats = Membership.objects.active(today).order_by()
    parents = seats.filter(group__in=groups, role__in=Membership.FAMILY_ROLES).values_list("group_id")
    families = dict(parents.annotate(n=Count("user", distinct=True)))
    schools = {group.school_id for group in groups}
    wide = Q(group__kind=SchoolGroup.Kind.SCHOOL, group__school__in=schools, role__in=WIDE_READERS)
    staff = seats.exclude(role__in=Membership.FAMILY_ROLES).exclude(user=writer)
    here: dict[int, set[UUID]] = defaultdict(set)
    everywhere: set[UUID] = set()
    for group_id, role, user_id in staff.filter(Q(group__in=groups) | wide).values_list(
        "group_id", "role", "user_id"
    ):
        here[group_id].add(user_id)
        if role in WIDE_READERS:
            everywhere.add(user_id)
    return {
        group.pk: ReaderCount(families.get(group.pk, 0), len(here[group.pk] | everywhere)) for group in groups
    }


def parents_of_pictured(post: Post, *, today: date) -> int:
    """How many parents read a post that is only for the parents of the children on its photos."""
    named = named_children(post).values("child")
    seats = Membership.objects.active(today).filter(group=post.group_id, child__in=named)
    return seats.values("user").distinct().count()


def events_for(group: SchoolGroup, post: Post | None, *, today: date) -> QuerySet[Purpose]:
    """The events asked about today that reach this group, and the one the post already has."""
    asked = Purpose.objects.asked(today).about(Purpose.Subject.CHILD)
    here = Q(group=None) | Q(group=group)
    now = asked.filter(here, school=group.school_id, audience=Purpose.Audience.EVENT)
    return Purpose.objects.filter(Q(pk__in=now.values("pk")) | Q(pk=post.event_id if post else None))


def other_groups(
    post: Post | None, groups: Iterable[SchoolGroup], *, writer: User, today: date
) -> list[OtherGroup]:
    """The groups a draft could be for instead, with what that changes. A fixed number of queries."""
    listed = list(groups)
    counts = reader_counts(listed, writer=writer, today=today)
    more = _more_leaves(post, listed, today) if post else {}
    return [OtherGroup(group, counts[group.pk], more.get(group.pk, 0)) for group in listed]


def _more_leaves(post: Post, groups: list[SchoolGroup], today: date) -> dict[int, int]:
    """Per group how many named children come behind a leaf who are not behind one now."""
    children = set(named_children(post).values_list("child", flat=True))
    if not children:
        return {}
    event = {key_of_event(post.event_id)} if post.event_id else set()
    audiences = {audience_of(group) for group in [post.group, *groups]} | event
    shown = shown_to(audiences, children=children, school=post.school_id, today=today)
    allowed = set.intersection(children, *(shown[key].children for key in event))
    seats = Enrolment.objects.current().filter(group__in=groups, child__in=children)
    here: dict[int, set[UUID]] = defaultdict(set)
    for group_id, child_id in seats.values_list("group_id", "child_id"):
        here[group_id].add(child_id)
    now = allowed & shown[audience_of(post.group)].children
    return {
        group.pk: len(now - _open_in(group, shown[audience_of(group)].children, here[group.pk]))
        for group in groups
    }


def _open_in(group: SchoolGroup, shown: set[UUID], placed: set[UUID]) -> set[UUID]:
    """In another class a child without a place has no name any more."""
    return shown & placed if group.kind in CLASS_KINDS else shown
