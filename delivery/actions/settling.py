"""What a row becomes after a mail server or a push service spoke.

The promise: written down at once, before the next mail goes, so that a worker that falls over repeats one mail at most.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from common.postbox import Answer, Outcome
from common.replies import kind_of
from delivery.actions.addresses import WHY, count_bounce
from delivery.models import Channel, Delivery, Notice

State, Why = Delivery.State, Delivery.Why
# Twelve tries, each after twice the time of the one before and at most four hours: a day and a half.
TRIES = 12
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)


def settle(row: Delivery, answer: Answer, *, address: str, now: datetime) -> None:
    """Write down what became of the mail of one row."""
    if answer.outcome == Outcome.ACCEPTED:
        _write(row, State.SENT, why="", sent_at=now, address=address)
    elif answer.outcome == Outcome.DEFERRED:
        put_off(row, now=now, unsure=answer.unsure)
    elif answer.outcome == Outcome.REFUSED:
        kind = kind_of(status="", text=f"{answer.code} {answer.text}")
        _write(row, State.BOUNCED, why=WHY[kind], address=address)
        count_bounce(address=address, kind=kind, said=answer.text, now=now)
    else:
        _write(row, State.FAILED, why=Why.SERVER, address=address)


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


def put_off(row: Delivery, *, now: datetime, unsure: bool = False) -> None:
    """Try again later, each time after a longer wait; in the end it failed.

    `unsure` is a server that may have taken the mail: that is tried once more and no further, so that nobody gets a
    third copy.
    """
    values = {"why": Why.SERVER} if unsure else {}
    if row.tries + 1 >= TRIES or (unsure and row.why == Why.SERVER):
        _write(row, State.FAILED, why=Why.SERVER, tries=F("tries") + 1)
    else:
        wait = min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT)
        _write(row, State.QUEUED, tries=F("tries") + 1, due_at=now + wait, **values)


def skip(row: Delivery, why: str) -> None:
    """It does not go, and why."""
    _write(row, State.SKIPPED, why=why)


def fail(row: Delivery) -> None:
    """This mail can never be made; the others go on."""
    _write(row, State.FAILED, why=Why.BROKEN)


def _write(row: Delivery, state: str, **values: object) -> None:
    """What was stopped meanwhile stays stopped, unless it left all the same: then that is what the row says."""
    rows = Delivery.objects.filter(pk=row.pk)
    if state != State.SENT:
        rows = rows.queued()
    rows.update(state=state, claim=None, claimed_until=None, **values)
