"""The one question: who may be shown recognisably, to whom, today? Asked again at every request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from common.questions import built_once
from consent.models import Decision, Objection, Purpose
from consent.rules import Case, GuardianAnswer, Objects, Reason, is_recognisable, judge, last_day
from groups.models import Enrolment, EnrolmentQuerySet, Membership, School
from people.models import ParentalAuthority
from policies.queries import SchoolPolicy, policy_for

__all__ = [
    "Reason",
    "Shown",
    "answers_of_guardians",
    "key_of",
    "key_of_event",
    "places",
    "reasons",
    "reasons_by_audience",
    "recognisable",
    "shown_to",
]

Audience = Purpose.Audience
# Adults are asked two things: pictures inside the portal, and pictures outside it (R141).
INSIDE = (Audience.GROUP, Audience.SCHOOL, Audience.NAME, Audience.VIDEO, Audience.SOUND)
Cases = dict[tuple[str, UUID], Case]


@dataclass(frozen=True)
class Shown:
    """The ids of the children and the adults who may be recognisable."""

    children: set[UUID] = field(default_factory=set)
    people: set[UUID] = field(default_factory=set)


def key_of_event(purpose_id: int) -> str:
    """How the purpose of one event is called where an audience is asked for."""
    return f"event:{purpose_id}"


def key_of(purpose: Purpose) -> str:
    """How this purpose is called where an audience is asked for."""
    is_event = purpose.audience == Purpose.Audience.EVENT
    return key_of_event(purpose.pk) if is_event else purpose.audience


def shown_to(
    audiences: Iterable[str],
    *,
    children: Iterable[UUID],
    people: Iterable[UUID] = (),
    school: School | int,
    today: date,
    policy: SchoolPolicy | None = None,
) -> dict[str, Shown]:
    """Who may be recognisable for each of these audiences of this school (R020, R031, R141, R170).

    An audience is a value of Purpose.Audience or a `key_of_event`; every one asked for is a key of the answer. One
    query for any number of children, one more when there are adults, one more without `policy`. Fails closed: an
    unknown child, school or audience, no current place, an objection, no answer that still counts: not shown.
    """
    asked, child_ids, person_ids = set(audiences), set(children), set(people)
    shown = {key: Shown() for key in asked}
    if not asked or not (child_ids or person_ids):
        return shown
    rules = policy or policy_for(school)
    for (key, child_id), case in _cases_of_children(child_ids, school, asked, today, rules).items():
        if is_recognisable(case):
            shown[key].children.add(child_id)
    for (key, person_id), case in _cases_of_people(person_ids, school, asked, today, rules).items():
        if is_recognisable(case):
            shown[key].people.add(person_id)
    return shown


def recognisable(child_ids: Iterable[UUID], *, school: School | int, audience: str, today: date) -> set[UUID]:
    """Which of these children may be shown recognisably to this audience of this school (R170)."""
    return shown_to([audience], children=child_ids, school=school, today=today)[audience].children


def reasons(
    child_ids: Iterable[UUID],
    *,
    school: School | int,
    audience: str,
    today: date,
    people: Iterable[UUID] = (),
    policy: SchoolPolicy | None = None,
) -> dict[UUID, Reason]:
    """Why each of these children and adults is shown or covered, for the teacher; never which guardian."""
    children, adults = list(child_ids), list(people)
    rules = policy or policy_for(school)
    cases = _cases_of_children(set(children), school, {audience}, today, rules)
    cases |= _cases_of_people(set(adults), school, {audience}, today, rules)
    standing = Objection.objects.standing().filter(child__in=children).values_list("child_id", flat=True)
    silent = {pk: Case(objects=Objects.ALWAYS) for pk in standing}
    return {pk: judge(cases.get((audience, pk)) or silent.get(pk, Case())) for pk in [*children, *adults]}


def reasons_by_audience(
    child_ids: Iterable[UUID],
    *,
    school: School | int,
    audiences: Iterable[str],
    today: date,
    policy: SchoolPolicy | None = None,
) -> dict[tuple[str, UUID], Reason]:
    """As `reasons`, for several audiences at once, by audience and child. Two queries, one more without `policy`."""
    children, asked = set(child_ids), set(audiences)
    cases = _cases_of_children(children, school, asked, today, policy or policy_for(school))
    standing = Objection.objects.standing().filter(child__in=children).values_list("child_id", flat=True)
    silent = {pk: Case(objects=Objects.ALWAYS) for pk in standing}
    return {
        (key, pk): judge(cases.get((key, pk)) or silent.get(pk, Case())) for key in asked for pk in children
    }


def answers_of_guardians(
    child_ids: Iterable[UUID], *, school: School | int, audiences: Iterable[str], today: date
) -> dict[tuple[str, UUID], tuple[GuardianAnswer, ...]]:
    """The latest answer of each guardian, by audience and child: for the director, who sees where they differ."""
    cases = _cases_of_children(set(child_ids), school, set(audiences), today, policy_for(school))
    return {key: case.answers for key, case in cases.items()}


def _cases_of_children(
    ids: set[UUID], school: School | int, asked: set[str], today: date, policy: SchoolPolicy
) -> Cases:
    """The latest answer of each guardian with all that counts beside it.

    The order of writing decides what is latest, not the clock: a clock set back must not revive an old yes.
    """
    if not ids:
        return {}
    asking = _asking(asked)
    decisions = _about_children(today).filter(asking, purpose__school=school, authority__child__in=ids)
    answers: dict[tuple[str, UUID], dict[UUID, GuardianAnswer]] = {}
    beside: dict[tuple[str, UUID], dict[str, Any]] = {}
    for *columns, child_id, authority_id, authority, blocked_at, is_here, objects in decisions:
        row = Row(*columns)
        key = row.key, child_id
        answers.setdefault(key, {})[authority_id] = GuardianAnswer(
            row.answer,
            authority,
            is_blocked=blocked_at is not None,
            is_outdated=row.is_outdated(today, policy),
        )
        beside[key] = {
            "objects": Objects.ALWAYS if objects else Objects.NO,
            "is_here": is_here,
            "is_asked": row.is_asked(today),
        }
    return {key: Case(tuple(given.values()), **beside[key]) for key, given in answers.items()}


def _cases_of_people(
    ids: set[UUID], school: School | int, asked: set[str], today: date, policy: SchoolPolicy
) -> Cases:
    """What adults decided about their own picture; those who left the school are not shown."""
    if not ids:
        return {}
    own: dict[str, list[str]] = {}
    for key in asked:
        own.setdefault(_audience_of_adults(key), []).append(key)
    member = Membership.objects.active(today).filter(group__school=school, user=OuterRef("person"))
    decisions = (
        Decision.objects.filter(_asking(set(own)), purpose__school=school, person__in=ids)
        .filter(purpose__subject=Purpose.Subject.ADULT)
        .order_by("id")
        .annotate(is_here=Exists(member))
        .values_list(*COLUMNS, "person_id", "is_here")
    )
    cases: Cases = {}
    for *columns, person_id, is_here in decisions:
        row = Row(*columns)
        answer = GuardianAnswer(
            row.answer, ParentalAuthority.Authority.YES, is_outdated=row.is_outdated(today, policy)
        )
        for key in own[row.key]:
            cases[key, person_id] = Case((answer,), is_here=is_here, is_asked=row.is_asked(today))
    return cases


def _audience_of_adults(key: str) -> str:
    is_inside = key in INSIDE or key.startswith("event:")
    return Audience.SCHOOL if is_inside else Audience.WEBSITE


COLUMNS = (
    "purpose__audience",
    "purpose_id",
    "purpose__counts_from",
    "purpose__ends_on",
    "purpose__retired_at",
    "answer",
    "version",
    "decided_at",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One decision with its purpose, in the order of COLUMNS."""

    audience: str
    purpose_id: int
    counts_from: int
    ends_on: date | None
    retired_at: datetime | None
    answer: str
    version: int
    decided_at: datetime

    @property
    def key(self) -> str:
        return key_of_event(self.purpose_id) if self.audience == Audience.EVENT else self.audience

    def is_asked(self, today: date) -> bool:
        return self.retired_at is None and (self.ends_on is None or self.ends_on >= today)

    def is_outdated(self, today: date, policy: SchoolPolicy) -> bool:
        if self.version < self.counts_from:
            return True
        decided_on = timezone.localdate(self.decided_at)
        ends = last_day(decided_on, renewal=policy.consent_renewal, deadline=policy.consent_ends)
        return ends is not None and today > ends


@built_once
def _about_children(today: date) -> Any:
    """All decisions about children with what counts beside them, oldest first. Never asked as such: for which
    school, purposes and children must still be said, and building the question costs more than its answer.
    """
    placed = places(today).filter(
        group__school=OuterRef("purpose__school"), child=OuterRef("authority__child")
    )
    standing = Objection.objects.standing().filter(child=OuterRef("authority__child"))
    return (
        Decision.objects.filter(purpose__subject=Purpose.Subject.CHILD)
        .annotate(is_here=Exists(placed), objecting=Exists(standing))
        .order_by("id")
        .values_list(
            *COLUMNS,
            "authority__child_id",
            "authority_id",
            "authority__authority",
            "authority__blocked_at",
            "is_here",
            "objecting",
        )
    )


def _asking(asked: set[str]) -> Q:
    events = [key.partition(":")[2] for key in asked if key.startswith("event:")]
    purposes = Q(purpose__audience__in=asked - {Audience.EVENT})
    if events:
        purposes |= Q(purpose__in=events, purpose__audience=Audience.EVENT)
    return purposes


def places(today: date) -> EnrolmentQuerySet:
    """The places children have on this day; a child without one is not shown."""
    return Enrolment.objects.current().filter(started_on__lte=today)
