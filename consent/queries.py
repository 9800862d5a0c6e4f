"""The one question: who may be shown recognisably, to whom, today? Asked again at every request."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from consent.models import Decision, Purpose
from consent.rules import GuardianAnswer, Reason, is_recognisable, judge
from groups.models import Enrolment, EnrolmentQuerySet, School
from people.models import Child, User

__all__ = [
    "ChoiceStatus",
    "Reason",
    "children_answered",
    "own_answers",
    "own_history",
    "purposes_for",
    "purposes_that_count",
    "reasons",
    "recognisable",
    "recognisable_per_audience",
    "status_of_children",
]

Answers = dict[tuple[str, UUID], dict[UUID, GuardianAnswer]]


def recognisable(child_ids: Iterable[UUID], *, school: School | int, audience: str, today: date) -> set[UUID]:
    """Which of these children may be shown recognisably to this audience of this school (R170).

    `audience` is a value of Purpose.Audience. One query for any number of children. Fails closed: an unknown
    child, school or audience, a child without a current place in the school, no answer: not in the set.
    """
    found = recognisable_per_audience(child_ids, school=school, audiences=[audience], today=today)
    return found[audience]


def recognisable_per_audience(
    child_ids: Iterable[UUID],
    *,
    school: School | int,
    audiences: Iterable[str],
    today: date,
) -> dict[str, set[UUID]]:
    """The same for several audiences at once, still in one query; every audience asked for is a key."""
    shown: dict[str, set[UUID]] = {audience: set() for audience in audiences}
    for (audience, child_id), answers in _latest_answers(child_ids, school, shown, today).items():
        if is_recognisable(answers.values()):
            shown[audience].add(child_id)
    return shown


def reasons(
    child_ids: Iterable[UUID],
    *,
    school: School | int,
    audience: str,
    today: date,
) -> dict[UUID, Reason]:
    """Why each of these children is shown or covered, for the teacher; never which guardian. One query."""
    ids = list(child_ids)
    answers = _latest_answers(ids, school, [audience], today)
    return {child_id: judge(answers.get((audience, child_id), {}).values()) for child_id in ids}


def _latest_answers(
    child_ids: Iterable[UUID],
    school: School | int,
    audiences: Iterable[str],
    today: date,
) -> Answers:
    """Per audience and child the latest answer of each guardian, for children with a place in the school.

    The order of writing decides what is latest, not the clock: a clock set back must not revive an old yes.
    """
    ids, asked = list(child_ids), list(audiences)
    if not ids or not asked:
        return {}
    placed = _places(today).filter(group__school=school, child=OuterRef("authority__child"))
    decisions = (
        Decision.objects.filter(
            Exists(placed),
            authority__child__in=ids,
            purpose__school=school,
            purpose__audience__in=asked,
        )
        .order_by("id")
        .values_list(
            "purpose__audience",
            "authority__child_id",
            "authority_id",
            "answer",
            "authority__authority",
            "authority__blocked_at",
        )
    )
    latest: Answers = {}
    for audience, child_id, authority_id, answer, authority, blocked_at in decisions:
        known = GuardianAnswer(answer=answer, authority=authority, is_blocked=blocked_at is not None)
        latest.setdefault((audience, child_id), {})[authority_id] = known
    return latest


def _places(today: date) -> EnrolmentQuerySet:
    return Enrolment.objects.current().filter(started_on__lte=today)


def purposes_for(child: Child, *, today: date) -> list[Purpose]:
    """What the school of this child asks about pictures, in page order. Nothing without a place."""
    schools = _places(today).filter(child=child).values("group__school")
    return list(Purpose.objects.filter(school__in=schools).order_by("school", "position", "id"))


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
        found = recognisable_per_audience(
            [child.pk],
            school=school_id,
            audiences=Purpose.Audience.values,
            today=today,
        )
        shown |= {p.pk for p in asked if p.school_id == school_id and child.pk in found[p.audience]}
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
    """How far this guardian is for each of these children. Two queries for any number."""
    ids = [child.pk for child in children]
    open_for: dict[UUID, set[int]] = {child_id: set() for child_id in ids}
    places = _places(today).filter(child__in=ids, group__school__purposes__isnull=False).order_by()
    for child_id, purpose_id in places.values_list("child_id", "group__school__purposes"):
        open_for[child_id].add(purpose_id)
    last_at: dict[UUID, datetime] = {}
    own = Decision.objects.filter(authority__guardian=user, authority__child__in=ids).order_by("id")
    made = own.values_list("authority__child_id", "purpose_id", "decided_at")
    for child_id, purpose_id, decided_at in made:
        open_for[child_id].discard(purpose_id)
        last_at[child_id] = decided_at
    return {child_id: ChoiceStatus(len(open_for[child_id]), last_at.get(child_id)) for child_id in ids}
