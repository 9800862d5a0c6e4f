"""How far people are with their choices, and what counts now: for the pages on which they choose."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from consent.models import Decision, Purpose
from consent.queries.recognising import key_of, places, shown_to
from consent.rules import same_year
from groups.models import Membership
from people.models import Child, User
from policies.models import Renewal
from policies.queries import SchoolPolicy, policies_for


def purposes_for(child: Child, *, today: date) -> list[Purpose]:
    """What the school of this child asks about pictures, in page order. Nothing without a place."""
    return asked_of_children([child], today=today)[child.pk]


def asked_of_children(children: Iterable[Child], *, today: date) -> dict[UUID, list[Purpose]]:
    """What is asked about each of these children; an event only of the group it is for. Two queries."""
    asked: dict[UUID, list[Purpose]] = {child.pk: [] for child in children}
    rows = places(today).filter(child__in=list(asked)).order_by()
    seats = set(rows.values_list("child_id", "group_id", "group__school_id"))
    schools = {school_id for _child, _group, school_id in seats}
    purposes = list(Purpose.objects.asked(today).about(Purpose.Subject.CHILD).filter(school__in=schools))
    for child_id, found in asked.items():
        own = {group_id for owner, group_id, _school in seats if owner == child_id}
        there = {school_id for owner, _group, school_id in seats if owner == child_id}
        found += [p for p in purposes if p.school_id in there and (p.group_id is None or p.group_id in own)]
    return asked


def asked_of_adult(user: User, *, today: date) -> list[Purpose]:
    """What the schools of this adult ask about the own picture (R141). One query."""
    seats = Membership.objects.active(today).filter(user=user)
    about = Purpose.objects.asked(today).about(Purpose.Subject.ADULT)
    return list(about.filter(school__in=seats.values("group__school")).order_by("school", "position", "id"))


class Given(Protocol):
    """What is_open looks at of an answer."""

    @property
    def version(self) -> int: ...
    @property
    def decided_at(self) -> datetime: ...


def is_open(purpose: Purpose, own: Given | None, *, policy: SchoolPolicy, today: date) -> bool:
    """Does this question still wait for an answer: never given, to an older wording, or of an earlier year?"""
    if own is None or own.version < purpose.counts_from:
        return True
    renews = policy.consent_renewal == Renewal.RECONFIRM
    return renews and not same_year(timezone.localdate(own.decided_at), today)


def own_answers(user: User, child: Child) -> dict[int, Decision]:
    """The latest decision of this guardian for this child per purpose id; never those of another guardian."""
    own = Decision.objects.filter(authority__guardian=user, authority__child=child)
    return {decision.purpose_id: decision for decision in own.order_by("id")}


def own_history(user: User, child: Child) -> list[Decision]:
    """Every decision of this guardian for this child, newest first; never those of another guardian."""
    own = Decision.objects.filter(authority__guardian=user, authority__child=child)
    return list(own.select_related("purpose").order_by("-id"))


def purposes_that_count(child: Child, purposes: Iterable[Purpose], *, today: date) -> set[int]:
    """Ids of the purposes for which this child may be recognisable now. One query per school."""
    asked = list(purposes)
    shown: set[int] = set()
    for school_id in {purpose.school_id for purpose in asked}:
        own = {p.pk: key_of(p) for p in asked if p.school_id == school_id}
        found = shown_to(own.values(), children=[child.pk], school=school_id, today=today)
        shown |= {pk for pk, key in own.items() if child.pk in found[key].children}
    return shown


def children_answered(user: User, purposes: Iterable[Purpose]) -> set[UUID]:
    """Ids of the children for whom this guardian answered at least one of these purposes."""
    own = Decision.objects.filter(authority__guardian=user, purpose__in=list(purposes))
    return set(own.order_by().values_list("authority__child_id", flat=True).distinct())


@dataclass(frozen=True)
class ChoiceStatus:
    """How far a guardian is with the choices for one child: how many are open, and when the last was made."""

    open: int
    last_at: datetime | None

    @property
    def is_complete(self) -> bool:
        return not self.open and self.last_at is not None


def status_of_children(user: User, children: Iterable[Child], *, today: date) -> dict[UUID, ChoiceStatus]:
    """How far this guardian is for each of these children. Four queries for any number."""
    asked = asked_of_children(children, today=today)
    policies = policies_for({purpose.school_id for purposes in asked.values() for purpose in purposes})
    own: dict[UUID, dict[int, Decision]] = {child_id: {} for child_id in asked}
    last_at: dict[UUID, datetime] = {}
    made = Decision.objects.filter(authority__guardian=user, authority__child__in=list(asked))
    for decision in made.annotate(child_id=F("authority__child")).order_by("id"):
        child_id = decision.child_id
        own[child_id][decision.purpose_id] = decision
        last_at[child_id] = decision.decided_at
    return {
        child_id: ChoiceStatus(
            sum(
                is_open(
                    purpose, own[child_id].get(purpose.pk), policy=policies[purpose.school_id], today=today
                )
                for purpose in purposes
            ),
            last_at.get(child_id),
        )
        for child_id, purposes in asked.items()
    }
