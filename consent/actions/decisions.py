"""Recording what guardians decide about pictures of their child.

The promise: a decision is only ever added. What somebody chose, when, and the words they read stay as they
were (R153); withdrawing is one more row, and works at the next request (R068).
"""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.mail import send_mail
from consent.models import Decision, Purpose
from groups.models import Enrolment
from people.models import ParentalAuthority, User


@transaction.atomic
def record_decisions(
    *,
    authority: ParentalAuthority,
    answers: Mapping[Purpose, str],
    by: User,
    now: datetime,
) -> list[Decision]:
    """Write down the answers of one guardian for one child and mail a receipt (R153).

    `answers` maps purposes to "yes" or "no"; what is not in it stays as it was, and an answer that is the
    same as before is not written again. Returns the new decisions. Raises PermissionDenied when `by` is not
    this guardian, with authority on record and not blocked; ValueError for an answer or a purpose that
    cannot be.
    """
    _lock_deciding(authority, by)
    _check(authority, answers)
    earlier = authority.decisions.filter(purpose__in=list(answers)).order_by("id")
    known: dict[int, str] = dict(earlier.values_list("purpose_id", "answer"))
    made = [
        Decision.objects.create(
            authority=authority,
            purpose=purpose,
            answer=answer,
            wording=purpose.wording,
            version=purpose.version,
            decided_at=now,
            decided_by=by,
        )
        for purpose, answer in answers.items()
        if known.get(purpose.pk) != answer
    ]
    if made:
        _send_receipt(authority, made, by, now)
    return made


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


def _lock_deciding(authority: ParentalAuthority, by: User) -> None:
    """Two saves of one guardian go one after the other, and a block made meanwhile counts."""
    deciding = ParentalAuthority.objects.deciding().filter(pk=authority.pk, guardian=by)
    if deciding.select_for_update(of=("self",)).first() is None:
        raise PermissionDenied("Only a guardian with authority decides about pictures of a child.")


def _check(authority: ParentalAuthority, answers: Mapping[Purpose, str]) -> None:
    unknown = set(answers.values()) - set(Decision.Answer.values)
    if unknown:
        raise ValueError(f"not an answer: {unknown}")
    asked = {purpose.school_id for purpose in answers}
    own = Enrolment.objects.filter(child=authority.child_id, group__school__in=asked)
    if asked - set(own.values_list("group__school", flat=True)):
        raise ValueError("a purpose of a school the child never went to")


def _send_receipt(authority: ParentalAuthority, made: list[Decision], by: User, now: datetime) -> None:
    """Only to the guardian who chose: what one parent answers is not told to the other."""
    school = made[0].purpose.school
    context = {"child": authority.child, "guardian": by, "decisions": made, "now": now, "school": school}
    send_mail(template="consent/receipt", to=[by.email], context=context)
