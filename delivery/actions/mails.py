"""Sending what goes by mail at once.

The promise: rights are asked again right before a mail leaves, one broken mail holds up no other, and each row is
written down as soon as the server took its mail (G11, G12).
"""

import logging
import time
from collections import deque
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError

from common.bounces import return_address
from common.postbox import Outcome, Postbox
from delivery.actions.claiming import claim, held
from delivery.actions.settling import fail, put_off, settle, skip
from delivery.batches import Batch
from delivery.letters import token_of
from delivery.models import Channel, Delivery

log = logging.getLogger(__name__)

CHUNK = 100
# So long an answer about rights is good, in seconds: a slow mail server must not send what was hidden meanwhile.
FRESH = 2.0
# So long one chunk is worked on; what is left is free for the next.
PATIENCE = 50.0


def send_mails(*, now: datetime) -> int:
    """Send one chunk of the mails that are due; returns how many rows it took, 0 when nothing is left."""
    due = Delivery.objects.due(Channel.MAIL, now)
    token, keys = claim(due, most=CHUNK, now=now)
    if not keys:
        return 0
    until = time.monotonic() + PATIENCE
    with held(due, token), Postbox() as box:
        left = deque(keys)
        while left and not box.is_down and time.monotonic() < until:
            _send_some(left, token, box, now)
    return 0 if box.is_down else len(keys)


def _send_some(left: deque[int], token: UUID, box: Postbox, now: datetime) -> None:
    """Send from the front for as long as what is known is fresh; what another worker took over is that one's."""
    looked = time.monotonic()
    batch = Batch(Delivery.objects.filter(pk__in=left, claim=token), now)
    while left:
        key = left.popleft()
        if key in batch.rows:
            _send(batch.rows.pop(key), batch, box, now)
        if box.is_down or time.monotonic() - looked >= FRESH:
            return


def _send(row: Delivery, batch: "Batch", box: Postbox, now: datetime) -> None:
    why = batch.objection(row)
    if why:
        skip(row, why)
        return
    try:
        data = batch.mail(row)
    except ValueError as error:
        log.error("The mail of delivery %s cannot be made: %s", row.pk, error)
        fail(row)
        return
    except DatabaseError:
        raise
    except Exception:
        # A fault of ours: the others go on, and this one is tried again after it was mended.
        log.exception("Making the mail of delivery %s went wrong.", row.pk)
        put_off(row, now=now)
        return
    address = row.user.email
    answer = box.post(sender=return_address(token_of(row)), to=address, data=data)
    if box.is_down and not answer.unsure:
        # No mail's fault: it is free again, and does not count as a try.
        return
    settle(row, answer, address=address, now=now)
    if answer.outcome == Outcome.ACCEPTED:
        # One mail says that there is something new in a conversation, however much was said.
        for other in batch.same_conversation(row):
            settle(other, answer, address=address, now=now)
