"""What a row becomes after a mail server or a push service spoke.

The promise: written down at once, before the next mail goes, so that a worker that falls over repeats one mail at most.
"""

from datetime import datetime, timedelta

from django.db.models import F

from common.postbox import Answer, Outcome
from delivery.actions.addresses import Kind, count_bounce
from delivery.models import Delivery

State, Why = Delivery.State, Delivery.Why
# Twelve tries, each after twice the time of the one before and at most four hours: a day and a half.
TRIES = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)


def settle(row: Delivery, answer: Answer, *, address: str, now: datetime) -> None:
    """Write down what became of the mail of one row."""
    if answer.outcome == Outcome.ACCEPTED:
        _write(row, State.SENT, sent_at=now, address=address)
    elif answer.outcome == Outcome.DEFERRED:
        put_off(row, now=now)
    elif answer.outcome == Outcome.REFUSED:
        _write(row, State.BOUNCED, why=Why.ADDRESS, address=address)
        count_bounce(address=address, kind=Kind.HARD, said=answer.text, now=now)
    else:
        _write(row, State.FAILED, why=Why.SERVER, address=address)


def put_off(row: Delivery, *, now: datetime) -> None:
    """Try again later, each time after a longer wait; in the end it failed."""
    if row.tries + 1 >= TRIES:
        _write(row, State.FAILED, why=Why.SERVER, tries=F("tries") + 1)
    else:
        wait = min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT)
        _write(row, State.QUEUED, tries=F("tries") + 1, due_at=now + wait)


def skip(row: Delivery, why: str) -> None:
    """It does not go, and why."""
    _write(row, State.SKIPPED, why=why)


def fail(row: Delivery) -> None:
    """This mail can never be made; the others go on."""
    _write(row, State.FAILED, why=Why.BROKEN)


def _write(row: Delivery, state: str, **values: object) -> None:
    Delivery.objects.filter(pk=row.pk).update(state=state, claim=None, claimed_until=None, **values)
