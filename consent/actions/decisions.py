"""Recording what people decide about pictures: guardians about their child, adults about themselves.

The promise: a decision is only ever added. What somebody chose, when, and the words they read stay as they
were (R153); withdrawing is one more row, and works at the next request (R068). Every save has one receipt.
"""

from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from consent.actions.receipts import Answered, Saving, write_receipt
from consent.models import Decision, PaperForm, Purpose
from consent.queries.choices import asked_of_adult, is_open, latest_answers, what_counts
from groups.models import Enrolment
from people.models import ParentalAuthority, User
from policies.queries import SchoolPolicy, policies_for


@transaction.atomic
def record_decisions(
    *,
    authority: ParentalAuthority,
    answers: Mapping[Purpose, str],
    by: User,
    now: datetime,
) -> list[Decision]:
    """Write down the answers of one guardian for one child, with a receipt (R153).

    `answers` maps purposes to "yes" or "no"; what is not in it stays as it was. An answer that is the same as
    before is written again only when it was asked again: a new school year, or other words. Returns the new
    decisions. Raises PermissionDenied when `by` is not this guardian, with authority on record and not
    blocked; ValueError for an answer or a purpose that cannot be.
    """
    _lock_deciding(authority, by)
    return write_down(of=authority, answers=answers, by=by, now=now)


@transaction.atomic
def withdraw_consent(
    *,
    authority: ParentalAuthority,
    purpose: Purpose,
    by: User,
    now: datetime,
) -> list[Decision]:
    """Take back a yes: the next request for any photo already finds the no (R068, R069)."""
    return record_decisions(authority=authority, answers={purpose: Decision.Answer.NO}, by=by, now=now)


@transaction.atomic
def record_own_decisions(*, answers: Mapping[Purpose, str], by: User, now: datetime) -> list[Decision]:
    """Write down what an adult decides about the own picture, with a receipt (R141).

    As `record_decisions`. Raises ValueError for a purpose of a school `by` does not belong to.
    """
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)
    return write_down(of=by, answers=answers, by=by, now=now)


def write_down(
    *,
    of: ParentalAuthority | User,
    answers: Mapping[Purpose, str],
    by: User,
    now: datetime,
    via: str = Decision.Via.PORTAL,
    paper: PaperForm | None = None,
) -> list[Decision]:
    """Add what is new in these answers, and one receipt for each school they are about.

    For actions of this package only: who may is asked there, and `of` is locked there, so that two saves at
    once make one set of decisions. Raises ValueError for an answer or a purpose that cannot be.
    """
    today = timezone.localdate(now)
    _check(of, answers, now)
    earlier = latest_answers(of, answers)
    policies = policies_for({purpose.school_id for purpose in answers})
    new = [
        purpose
        for purpose, answer in answers.items()
        if _is_new(purpose, answer, earlier.get(purpose.pk), policies[purpose.school_id], today)
    ]
    counted = what_counts(of, new, today=today)
    told = [Answered(p, answers[p], earlier.get(p.pk), p.pk in counted) for p in new]
    saving = Saving(of, by, now, via, paper)
    made: list[Decision] = []
    for school_id in dict.fromkeys(purpose.school_id for purpose in new):
        made += _add(saving, [answered for answered in told if answered.purpose.school_id == school_id])
    return made


def _add(saving: Saving, told: list[Answered]) -> list[Decision]:
    """The decisions of one save for one school, with their receipt."""
    receipt = write_receipt(saving=saving, told=told)
    return [
        Decision.objects.create(
            authority=saving.authority,
            person=saving.person,
            purpose=answered.purpose,
            answer=answered.answer,
            wording=answered.purpose.wording,
            version=answered.purpose.version,
            via=saving.via,
            receipt=receipt,
            decided_at=saving.now,
            decided_by=saving.by,
        )
        for answered in told
    ]


def _is_new(purpose: Purpose, answer: str, own: Decision | None, policy: SchoolPolicy, today: date) -> bool:
    return own is None or own.answer != answer or is_open(purpose, own, policy=policy, today=today)


def _lock_deciding(authority: ParentalAuthority, by: User) -> None:
    """Two saves of one guardian go one after the other, and a block made meanwhile counts."""
    deciding = ParentalAuthority.objects.deciding().filter(pk=authority.pk, guardian=by)
    if deciding.select_for_update(of=("self",)).first() is None:
        raise PermissionDenied("Only a guardian with authority decides about pictures of a child.")


def _check(of: ParentalAuthority | User, answers: Mapping[Purpose, str], now: datetime) -> None:
    unknown = set(answers.values()) - set(Decision.Answer.values)
    if unknown:
        raise ValueError(f"not an answer: {unknown}")
    subject = Purpose.Subject.ADULT if isinstance(of, User) else Purpose.Subject.CHILD
    if any(purpose.subject != subject for purpose in answers):
        raise ValueError("a purpose about somebody else")
    if isinstance(of, User):
        if set(answers) - set(asked_of_adult(of, today=timezone.localdate(now))):
            raise ValueError("a purpose of a school this adult does not belong to")
        return
    asked = {purpose.school_id for purpose in answers}
    own = Enrolment.objects.filter(child=of.child_id, group__school__in=asked)
    if asked - set(own.values_list("group__school", flat=True)):
        raise ValueError("a purpose of a school the child never went to")
