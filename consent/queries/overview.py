"""How far a school is with its picture choices, and what counts for one child: for those who work there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from consent.models import Decision, Purpose
from consent.queries.choices import asked_of_children, is_open
from consent.queries.recognising import (
    Reason,
    answers_of_guardians,
    key_of,
    places,
    reasons_by_audience,
)
from consent.rules import guardians_differ
from groups.models import School, SchoolGroup
from people.models import Child, ParentalAuthority
from policies.queries import SchoolPolicy, policy_for


class Stage(StrEnum):
    """How far the guardians of a child are: each question answered by at least one of them, some, or none."""

    COMPLETE = "complete"
    PART = "part"
    NONE = "none"


class Latest(NamedTuple):
    """The newest answer of one guardian to one purpose."""

    answer: str
    version: int
    decided_at: datetime


@dataclass(frozen=True)
class Answers:
    """All that was asked and answered about some children of a school."""

    today: date
    policy: SchoolPolicy
    asked: Mapping[UUID, list[Purpose]]
    given: Mapping[UUID, Mapping[UUID, Mapping[int, Latest]]]

    def stage_of(self, child_id: UUID) -> Stage:
        """How far the guardians of this child are together."""
        asked = self.asked.get(child_id, [])
        known = [purpose for purpose in asked if self._is_answered(child_id, purpose)]
        if not known:
            return Stage.NONE
        return Stage.COMPLETE if len(known) == len(asked) else Stage.PART

    def open_for(self, authority: ParentalAuthority) -> list[Purpose]:
        """The questions about this child that wait for this guardian."""
        own = self.given.get(authority.child_id, {}).get(authority.pk, {})
        return [p for p in self.asked.get(authority.child_id, []) if self._is_open(p, own.get(p.pk))]

    def _is_answered(self, child_id: UUID, purpose: Purpose) -> bool:
        everybody = self.given.get(child_id, {}).values()
        return any(not self._is_open(purpose, own.get(purpose.pk)) for own in everybody)

    def _is_open(self, purpose: Purpose, own: Latest | None) -> bool:
        return is_open(purpose, own, policy=self.policy, today=self.today)


def answers_about(child_ids: Iterable[UUID], *, school: School, today: date) -> Answers:
    """What guardians with authority answered about these children. Four queries for any number."""
    ids = set(child_ids)
    asked = asked_of_children([Child(pk=pk) for pk in ids], today=today)
    own = {
        pk: [purpose for purpose in purposes if purpose.school_id == school.pk]
        for pk, purposes in asked.items()
    }
    given: dict[UUID, dict[UUID, dict[int, Latest]]] = defaultdict(lambda: defaultdict(dict))
    counting = ParentalAuthority.objects.unblocked().filter(authority=ParentalAuthority.Authority.YES)
    rows = Decision.objects.filter(purpose__school=school, authority__in=counting, authority__child__in=ids)
    columns = ("authority__child_id", "authority_id", "purpose_id", "answer", "version", "decided_at")
    for child_id, authority_id, purpose_id, *answer in rows.order_by("id").values_list(*columns):
        given[child_id][authority_id][purpose_id] = Latest(*answer)
    return Answers(today, policy_for(school), own, given)


@dataclass
class GroupProgress:
    """One bar: how many children of a group are at which stage."""

    group: SchoolGroup
    complete: int = 0
    part: int = 0
    none: int = 0

    @property
    def total(self) -> int:
        return self.complete + self.part + self.none

    @property
    def begun(self) -> int:
        return self.complete + self.part

    @property
    def unfinished(self) -> int:
        return self.part + self.none


def progress_of(groups: Iterable[SchoolGroup], answers: Answers) -> list[GroupProgress]:
    """The bars of these groups, in their order. One query."""
    bars = {group.pk: GroupProgress(group) for group in groups}
    seats = places(answers.today).filter(group__in=list(bars)).order_by()
    for group_id, child_id in seats.values_list("group_id", "child_id"):
        bar, stage = bars[group_id], answers.stage_of(child_id)
        setattr(bar, stage, getattr(bar, stage) + 1)
    return list(bars.values())


def children_at(school: School, today: date) -> set[UUID]:
    """The ids of the children who have a place at this school on this day."""
    return set(places(today).filter(group__school=school).order_by().values_list("child_id", flat=True))


def children_in(groups: Iterable[SchoolGroup], today: date) -> set[UUID]:
    """The ids of the children who have a place in one of these groups on this day."""
    seats = places(today).filter(group__in=list(groups)).order_by()
    return set(seats.values_list("child_id", flat=True))


@dataclass(frozen=True)
class Total:
    """How many of these children have all choices."""

    complete: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.complete // self.total if self.total else 0

    @property
    def unfinished(self) -> int:
        return self.total - self.complete


def total_of(answers: Answers) -> Total:
    """Of the children the answers are about; each counts once, in however many groups it is."""
    stages = [answers.stage_of(child_id) for child_id, asked in answers.asked.items() if asked]
    return Total(sum(stage == Stage.COMPLETE for stage in stages), len(stages))


@dataclass(frozen=True)
class Sheet:
    """A form to print: a child and what is asked about it."""

    child: Child
    purposes: list[Purpose]


def unfinished_in(group: SchoolGroup, *, today: date) -> list[Sheet]:
    """The children of a group about whom something is still open, with all that is asked, by name."""
    seats = places(today).filter(group=group).select_related("child")
    children = {seat.child_id: seat.child for seat in seats}
    answers = answers_about(children, school=group.school, today=today)
    return [
        Sheet(child, answers.asked[pk])
        for pk, child in children.items()
        if answers.asked[pk] and answers.stage_of(pk) != Stage.COMPLETE
    ]


@dataclass(frozen=True)
class Difference:
    """A child about whom guardians answer differently, and where. For who leads the school only (U5)."""

    child: Child
    purposes: list[Purpose]


def differences(school: School, *, today: date) -> list[Difference]:
    """The children whose guardians differ, by name: the fact for each purpose, never who said what. Four queries."""
    purposes = asked_about_children(school, today)
    children = {child.pk: child for child in Child.objects.filter(pk__in=children_at(school, today))}
    keys = {key_of(purpose): purpose for purpose in purposes}
    answers = answers_of_guardians(children, school=school, audiences=keys, today=today)
    found: dict[UUID, list[Purpose]] = defaultdict(list)
    for (key, child_id), given in answers.items():
        if key in keys and guardians_differ(given):
            found[child_id].append(keys[key])
    return [
        Difference(child, sorted(found[pk], key=lambda purpose: (purpose.position, purpose.pk)))
        for pk, child in children.items()
        if pk in found
    ]


def asked_about_children(school: School, today: date) -> list[Purpose]:
    return list(Purpose.objects.asked(today).about(Purpose.Subject.CHILD).filter(school=school))


@dataclass(frozen=True)
class Standing:
    """What counts for one purpose of one child, why, and whether the guardians differ."""

    purpose: Purpose
    reason: Reason
    differs: bool

    @property
    def is_yes(self) -> bool:
        return self.reason == Reason.RECOGNISABLE


def standings_of(child: Child, school: School, *, today: date) -> list[Standing]:
    """What counts now for one child, for who leads the school."""
    purposes = [p for p in asked_of_children([child], today=today)[child.pk] if p.school_id == school.pk]
    keys = [key_of(purpose) for purpose in purposes]
    reasons = reasons_by_audience([child.pk], school=school, audiences=keys, today=today)
    answers = answers_of_guardians([child.pk], school=school, audiences=keys, today=today)
    return [
        Standing(purpose, reasons[key, child.pk], guardians_differ(answers.get((key, child.pk), ())))
        for purpose, key in zip(purposes, keys, strict=True)
    ]
