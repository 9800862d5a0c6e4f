"""How far people are with their choices, and what counts now: for the pages on which they choose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from consent.models import Decision, Purpose
from consent.queries.recognising import key_of, places, shown_to
from consent.rules import last_day, same_year
from groups.models import Enrolment, Membership, School, SchoolGroup
from people.models import Child, ParentalAuthority, User
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
    own: dict[UUID, set[int]] = {pk: set() for pk in asked}
    there: dict[UUID, set[int]] = {pk: set() for pk in asked}
    for child_id, group_id, school_id in seats:
        own[child_id].add(group_id)
        there[child_id].add(school_id)
    for pk, found in asked.items():
        found += [
            purpose
            for purpose in purposes
            if purpose.school_id in there[pk] and (purpose.group_id is None or purpose.group_id in own[pk])
        ]
    return asked


def asked_of_adult(user: User, *, today: date) -> list[Purpose]:
    """What the schools of this adult ask about the own picture (R141). One query."""
    seats = Membership.objects.active(today).filter(user=user)
    about = Purpose.objects.asked(today).about(Purpose.Subject.ADULT)
    return list(about.filter(school__in=seats.values("group__school")).order_by("school", "position", "id"))


class Given(Protocol):
    """An answer somebody gave: to which version of the words, and when."""

    @property
    def version(self) -> int: ...

    @property
    def decided_at(self) -> datetime: ...


class Standing(StrEnum):
    """Why a question waits for an answer, or that it does not."""

    CURRENT = "current"
    NEW = "new"
    REWORDED = "reworded"
    EARLIER = "earlier"
    TOO_OLD = "too-old"


def standing_of(purpose: Purpose, own: Given | None, *, policy: SchoolPolicy, today: date) -> Standing:
    """How the latest answer of one person stands: never given, to older words, of an earlier year, or current.

    An answer of an earlier school year counts until the school's deadline and is too old after it (R021, R092).
    """
    if own is None:
        return Standing.NEW
    if own.version < purpose.counts_from:
        return Standing.REWORDED
    decided_on = timezone.localdate(own.decided_at)
    if policy.consent_renewal != Renewal.RECONFIRM or same_year(decided_on, today):
        return Standing.CURRENT
    ends = last_day(decided_on, renewal=policy.consent_renewal, deadline=policy.consent_ends)
    return Standing.TOO_OLD if ends is not None and today > ends else Standing.EARLIER


def is_open(purpose: Purpose, own: Given | None, *, policy: SchoolPolicy, today: date) -> bool:
    """Does this question still wait for an answer: never given, to an older wording, or of an earlier year?"""
    return standing_of(purpose, own, policy=policy, today=today) != Standing.CURRENT


def latest_answers(of: ParentalAuthority | User, purposes: Iterable[Purpose]) -> dict[int, Decision]:
    """The latest decision of one guardian for one child, or of an adult about oneself, per purpose id."""
    own = {"person": of} if isinstance(of, User) else {"authority": of}
    made = Decision.objects.filter(**own, purpose__in=list(purposes))
    return {decision.purpose_id: decision for decision in made.order_by("id")}


def what_counts(of: ParentalAuthority | User, purposes: Iterable[Purpose], *, today: date) -> set[int]:
    """Ids of the purposes for which this child, or this adult, may be recognisable now."""
    return purposes_that_count(of if isinstance(of, User) else of.child, purposes, today=today)


def own_answers(user: User, child: Child) -> dict[int, Decision]:
    """The latest decision of this guardian for this child per purpose id; never those of another guardian."""
    own = Decision.objects.filter(authority__guardian=user, authority__child=child)
    return {decision.purpose_id: decision for decision in own.order_by("id")}


def current_answers(user: User, child: Child, *, today: date) -> dict[int, Decision]:
    """The answers of this guardian for this child that need not be given again, per purpose id."""
    made = Decision.objects.filter(authority__guardian=user, authority__child=child)
    newest = {decision.purpose_id: decision for decision in made.select_related("purpose").order_by("id")}
    return still_standing(newest, [decision.purpose for decision in newest.values()], today=today)


def still_standing(
    made: Mapping[int, Decision], purposes: Iterable[Purpose], *, today: date
) -> dict[int, Decision]:
    """Those of these answers that the school does not ask again. One query."""
    asked = list(purposes)
    policies = policies_for({purpose.school_id for purpose in asked})
    return {
        purpose.pk: own
        for purpose in asked
        if (own := made.get(purpose.pk)) is not None
        and not is_open(purpose, own, policy=policies[purpose.school_id], today=today)
    }


def has_open_about_self(user: User, *, today: date) -> bool:
    """Does a question about the own picture still wait for this adult? Three queries."""
    asked = asked_of_adult(user, today=today)
    return len(still_standing(latest_answers(user, asked), asked, today=today)) < len(asked)


def classes_of(child: Child, *, today: date) -> list[Enrolment]:
    """The places of this child in its classes now, with group and school year."""
    rows = places(today).filter(child=child).exclude(group__kind=SchoolGroup.Kind.SCHOOL)
    return list(rows.select_related("group__year").order_by("group__name"))


def own_history(user: User, child: Child) -> list[Decision]:
    """Every decision of this guardian for this child, newest first; never those of another guardian."""
    own = Decision.objects.filter(authority__guardian=user, authority__child=child)
    return list(own.select_related("purpose").order_by("-id"))


def purposes_that_count(about: Child | User, purposes: Iterable[Purpose], *, today: date) -> set[int]:
    """Ids of the purposes for which this child or adult may be recognisable now. Two queries per school."""
    asked = list(purposes)
    counted: set[int] = set()
    for school_id in {purpose.school_id for purpose in asked}:
        own = {p.pk: key_of(p) for p in asked if p.school_id == school_id}
        children, people = ([], [about.pk]) if isinstance(about, User) else ([about.pk], [])
        found = shown_to(own.values(), children=children, people=people, school=school_id, today=today)
        counted |= {pk for pk, key in own.items() if about.pk in found[key].children | found[key].people}
    return counted


def children_answered(user: User, purposes: Iterable[Purpose]) -> set[UUID]:
    """Ids of the children for whom this guardian answered at least one of these purposes."""
    own = Decision.objects.filter(authority__guardian=user, purpose__in=list(purposes))
    return set(own.order_by().values_list("authority__child_id", flat=True).distinct())


@dataclass(frozen=True)
class Subject:
    """Whom a request to a school can be about: one of the own children, or the person who asks."""

    key: str
    label: str
    school: School


def subjects_of(user: User, *, today: date) -> list[Subject]:
    """The own children at their schools, and this person at each school. Two queries."""
    rows = places(today).filter(child__in=Child.objects.in_authority_of(user))
    seats = {
        (row.child_id, row.group.school_id): row for row in rows.select_related("child", "group__school")
    }
    found = [
        Subject(f"child-{row.child_id}-{school}", row.child.full_name, row.group.school)
        for (_child, school), row in seats.items()
    ]
    mine = Membership.objects.active(today).filter(user=user).values("group__school")
    name = user.get_full_name() or user.email
    found += [
        Subject(f"self-{school.pk}", name, school)
        for school in School.objects.filter(pk__in=mine).order_by("name")
    ]
    if len({subject.school.pk for subject in found}) > 1:
        return [replace(subject, label=f"{subject.label} ({subject.school.name})") for subject in found]
    return found


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
