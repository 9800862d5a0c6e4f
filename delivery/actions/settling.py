"""What a row becomes after a mail server or a push service spoke.

The promise: written down at once, before the next mail goes, so that a worker that falls over repeats one mail at most.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from common.postbox import Answer, Outcome
from common.replies import Kind, kind_of
from delivery.actions.addresses import WHY, count_bounce
from delivery.models import Channel, Delivery, Digest, Notice

State, Why = Delivery.State, Delivery.Why
# Twelve tries, each after twice the time of the one before and at most four hours: a day and a half.
TRIES = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)


def settle(row: Delivery, answer: Answer, *, address: str, now: datetime) -> None:
    """Write down what became of the mail of one row."""
    _write(row, **verdict(row, answer, address=address, now=now))
    count_refusal(answer, address=address, now=now)


def count_refusal(answer: Answer, *, address: str, now: datetime) -> None:
    """Remember the address when it is what the mail server refused."""
    if answer.outcome == Outcome.REFUSED:
        count_bounce(address=address, kind=_kind(answer), said=answer.text, now=now)


def verdict(mailed: Delivery | Digest, answer: Answer, *, address: str, now: datetime) -> dict[str, Any]:
    """What a row or an overview becomes by what the mail server said, as values of its fields."""
    if answer.outcome == Outcome.ACCEPTED:
        return {"state": State.SENT, "why": "", "sent_at": now, "address": address}
    if answer.outcome == Outcome.DEFERRED:
        return another_try(mailed, now=now, unsure=answer.unsure)
    if answer.outcome == Outcome.REFUSED:
        return {"state": State.BOUNCED, "why": WHY[_kind(answer)], "address": address}
    return {"state": State.FAILED, "why": Why.SERVER, "address": address}


def another_try(mailed: Delivery | Digest, *, now: datetime, unsure: bool = False) -> dict[str, Any]:
    """Later, each time after a longer wait; in the end it failed.

    `unsure` is a server that may have taken the mail: that is tried once more and no further, so that nobody gets a
    third copy.
    """
    tried = {"tries": mailed.tries + 1}
    if mailed.tries + 1 >= TRIES or (unsure and mailed.why == Why.SERVER):
        return tried | {"state": State.FAILED, "why": Why.SERVER}
    wait = min(FIRST_WAIT * 2**mailed.tries, LONGEST_WAIT)
    why = Why.SERVER if unsure else mailed.why
    return tried | {"state": State.QUEUED, "why": why, "due_at": now + wait}


def mark_sent(row: Delivery, *, now: datetime) -> None:
    """A push service took it."""
    _write(row, State.SENT, why="", sent_at=now)


def wait_until(row: Delivery, moment: datetime) -> None:
    """Not now, and that is nobody's fault."""
    _write(row, State.QUEUED, due_at=moment)


@transaction.atomic
def move_to_mail(row: Delivery, *, now: datetime) -> None:
    """No device shows it any more: it goes by mail, unless one goes already, as with every report."""
    same = {"post": row.post_id, "message": row.message_id, "notice": row.notice_id}
    mail = Delivery.objects.filter(user=row.user_id, channel=Channel.MAIL, **same)
    is_mailed = row.notice is not None and row.notice.kind == Notice.Kind.REPORT
    if is_mailed or mail.exists():
        _write(row, State.SKIPPED, why=Why.NO_WAY)
    else:
        _write(row, State.QUEUED, channel=Channel.MAIL, due_at=now, tries=0)


def put_off(row: Delivery, *, now: datetime) -> None:
    """It could not go now; the others go on."""
    _write(row, **another_try(row, now=now))


def skip(row: Delivery, why: str) -> None:
    """It does not go, and why."""
    _write(row, State.SKIPPED, why=why)


def fail(row: Delivery) -> None:
    """This mail can never be made; the others go on."""
    _write(row, State.FAILED, why=Why.BROKEN)


def _kind(answer: Answer) -> Kind:
    return kind_of(status="", text=f"{answer.code} {answer.text}")


def _write(row: Delivery, state: str, **values: Any) -> None:
    """What was stopped meanwhile stays stopped, unless it left all the same: then that is what the row says."""
    rows = Delivery.objects.filter(pk=row.pk)
    if state != State.SENT:
        rows = rows.queued()
    rows.update(state=state, claim=None, claimed_until=None, **values)
