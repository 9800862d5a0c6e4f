"""Whom a round writes to, and how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from consent.models import ConsentRound, Decision, Purpose, RoundMail, RoundReminder
from consent.queries.overview import Answers, answers_about, asked_about_children, children_at
from consent.queries.recognising import key_of, places, shown_to
from consent.rules import first_year, same_year
from groups.models import School
from people.models import Child, ParentalAuthority, User
from policies.models import Renewal
from policies.queries import SchoolPolicy, policies_for, policy_for

# A round that cannot last until the deadline of the school lasts so long.
SHORTEST = timedelta(days=21)
NOTICE_FROM = (9, 1)
REMINDER_MONTH = 9


@dataclass
class Recipient:
    """A guardian with the children the mail is about; for a reminder of what counts also with what counts."""

    guardian: User
    children: list[Child] = field(default_factory=list)
    counts: list[tuple[Child, list[tuple[Purpose, bool]]]] = field(default_factory=list)


def recipients_of(consent_round: ConsentRound, *, today: date) -> list[Recipient]:
    """Who gets the next mail of this round: guardians who decide and have something open (R021, R092).

    The yearly reminder goes to everybody who decides about a child of the school. A fixed number of queries.
    """
    school = consent_round.school
    answers = answers_about(_children_of(consent_round, today), school=school, today=today)
    if consent_round.kind == ConsentRound.Kind.TELL:
        return _told(school, answers)
    return waiting(answers, only=consent_round.purpose_id)


def waiting(answers: Answers, *, only: int | None = None) -> list[Recipient]:
    """The guardians with open questions, with the children those are about; `only` for one purpose."""
    found: dict[object, Recipient] = {}
    for authority in deciding_about(answers.asked):
        asked = answers.open_for(authority)
        if authority.guardian is not None and any(only in (None, purpose.pk) for purpose in asked):
            person = found.setdefault(authority.guardian_id, Recipient(authority.guardian))
            person.children.append(authority.child)
    return list(found.values())


def deciding_about(child_ids: Iterable[object]) -> Iterable[ParentalAuthority]:
    rows = ParentalAuthority.objects.deciding().filter(child__in=list(child_ids))
    return rows.select_related("guardian", "child").order_by("child__first_name", "pk")


def _children_of(consent_round: ConsentRound, today: date) -> set[UUID]:
    purpose = consent_round.purpose
    if purpose is None or purpose.group_id is None:
        return set(children_at(consent_round.school, today))
    return set(places(today).filter(group=purpose.group_id).order_by().values_list("child_id", flat=True))


def _told(school: School, answers: Answers) -> list[Recipient]:
    purposes = {key_of(purpose): purpose for purpose in asked_about_children(school, answers.today)}
    shown = shown_to(
        purposes, children=answers.asked, school=school, today=answers.today, policy=answers.policy
    )
    found: dict[object, Recipient] = {}
    for authority in deciding_about(answers.asked):
        if authority.guardian is None or not answers.asked[authority.child_id]:
            continue
        person = found.setdefault(authority.guardian_id, Recipient(authority.guardian))
        person.children.append(authority.child)
        counts = [
            (purpose, authority.child_id in shown[key_of(purpose)].children)
            for purpose in answers.asked[authority.child_id]
        ]
        person.counts.append((authority.child, counts))
    return list(found.values())


@dataclass(frozen=True)
class RoundDay:
    """One day of mails: how many were handed to the mail server, and how many addresses were no address."""

    reminder: RoundReminder
    sent: int
    refused: int


def days_of(consent_round: ConsentRound) -> list[RoundDay]:
    """The mail days of a round in order. One query."""
    days = consent_round.reminders.annotate(
        sent=Count("mails", filter=Q(mails__is_refused=False)),
        refused=Count("mails", filter=Q(mails__is_refused=True)),
    )
    return [RoundDay(day, day.sent, day.refused) for day in days.order_by("due_on")]


def refused_in(consent_round: ConsentRound) -> list[User]:
    """Whom no mail reaches, because what is on record is no address."""
    refused = RoundMail.objects.filter(reminder__round=consent_round, is_refused=True)
    return list(
        User.objects.filter(pk__in=refused.values("guardian")).order_by("last_name", "first_name", "pk")
    )


def default_last_day(policy: SchoolPolicy, today: date) -> date:
    """The deadline of the school in this school year, or three weeks when that is too soon or past."""
    month, day = policy.consent_ends
    year = first_year(today)
    deadline = date(year if month >= 8 else year + 1, month, day)
    return max(deadline, today + SHORTEST)


def round_is_due(school: School, *, today: date) -> bool:
    """Must answers be confirmed this year, is it September or later, and was nobody asked yet (R021)?"""
    if policy_for(school).consent_renewal != Renewal.RECONFIRM:
        return False
    return today >= date(first_year(today), *NOTICE_FROM) and not _opened_in_year(
        school, ConsentRound.Kind.ASK, today
    )


def schools_to_remind(today: date) -> list[School]:
    """The schools that tell parents once a year what counts, and did not do so this September."""
    if today.month != REMINDER_MONTH:
        return []
    schools = list(School.objects.order_by("pk"))
    policies = policies_for(schools)
    return [
        school
        for school in schools
        if policies[school.pk].consent_renewal == Renewal.REMINDER
        and not _opened_in_year(school, ConsentRound.Kind.TELL, today)
    ]


def _opened_in_year(school: School, kind: str, today: date) -> bool:
    opened = ConsentRound.objects.filter(school=school, kind=kind).values_list("opened_at", flat=True)
    return any(same_year(timezone.localdate(moment), today) for moment in opened)


def count_of_yes(purpose: Purpose) -> int:
    """How many newest answers are a yes to a wording that still counts: what asking again makes void. One query."""
    newest: dict[tuple[object, object], tuple[str, int]] = {}
    rows = purpose.decisions.order_by("id").values_list("authority_id", "person_id", "answer", "version")
    for authority_id, person_id, answer, version in rows:
        newest[authority_id, person_id] = answer, version
    return sum(
        answer == Decision.Answer.YES and version >= purpose.counts_from
        for answer, version in newest.values()
    )
