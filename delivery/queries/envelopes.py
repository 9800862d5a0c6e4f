"""The letters for the families a post did not reach, in the order of the envelopes: by group, by last name (U9)."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from delivery.queries.reach import Family, Standing, reach_of
from groups.models import SchoolGroup
from groups.queries import classes_of, guardians_in, invitable_among
from people.models import Child, ParentalAuthority
from posts.models import Post


@dataclass(frozen=True)
class Envelope:
    """One family: its children at the school, and the guardians a code is made for."""

    family: Family
    children: list[Child]
    invitable: list[ParentalAuthority] = field(default_factory=list)

    @property
    def order(self) -> tuple[str, str]:
        return _plain(self.children[0].last_name), _plain(self.children[0].first_name)


@dataclass(frozen=True)
class Stack:
    """The envelopes of one group; a family with children in more of them is in the first."""

    group: SchoolGroup | None
    envelopes: list[Envelope]

    @property
    def key(self) -> str:
        """What the stack is called in a form."""
        return self.group.slug if self.group else "-"

    @property
    def codes(self) -> int:
        return sum(len(envelope.invitable) for envelope in self.envelopes)


def stacks_of(post: Post, *, now: datetime) -> list[Stack]:
    """A stack for each group with families that were not reached. Eight queries for any number of families."""
    families = reach_of(post, now=now).unreached
    ids = {child for family in families for child in family.children}
    children = Child.objects.in_bulk(ids)
    classes = _classes(post, list(children.values()))
    invitable = _invitable(post, families, now)
    stacks: dict[SchoolGroup | None, list[Envelope]] = defaultdict(list)
    for family in families:
        theirs = [children[child] for child in family.children]
        theirs.sort(key=lambda child: (_place(classes.get(child.pk)), child.last_name, child.first_name))
        codes = [row for child in theirs for row in invitable.get(child.pk, [])]
        stacks[classes.get(theirs[0].pk)].append(Envelope(family, theirs, codes))
    return [
        Stack(group, sorted(envelopes, key=lambda envelope: envelope.order))
        for group, envelopes in sorted(stacks.items(), key=lambda stack: _place(stack[0]))
    ]


def _plain(name: str) -> str:
    """A name as it is looked up: Öztürk among the names with an O."""
    return unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()


def _place(group: SchoolGroup | None) -> tuple[bool, str]:
    """Groups by name; who is in none comes last."""
    return group is None, group.name if group else ""


def _classes(post: Post, children: list[Child]) -> Mapping[UUID, SchoolGroup]:
    """The group in which a child takes the letter home: that of the post, for the whole school its class."""
    if not post.group.is_school_wide:
        return {child.pk: post.group for child in children}
    found = {}
    for child, groups in classes_of(children).items():
        found[child] = min(groups, key=lambda group: (group.kind != SchoolGroup.Kind.CLASS, group.name))
    return {child.pk: found[child.pk] for child in children if child.pk in found}


def _invitable(
    post: Post, families: Collection[Family], now: datetime
) -> Mapping[UUID, list[ParentalAuthority]]:
    """For children nobody reads along for: the guardians who may come in and have no account yet."""
    alone = {
        child for family in families if family.standing == Standing.NOT_CONNECTED for child in family.children
    }
    here = SchoolGroup.objects.filter(pk=post.group_id)
    rows: dict[UUID, list[ParentalAuthority]] = defaultdict(list)
    for guardian in invitable_among(guardians_in(here, now)).filter(child__in=alone):
        rows[guardian.child_id].append(guardian)
    return rows
