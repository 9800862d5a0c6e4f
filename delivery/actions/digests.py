"""Sending overviews: one mail a person, with today's rights.

The promise: what is in the mail may be read at the moment it leaves, and no post is told twice; nothing left to tell
is no mail. Each overview is written down with its rows as soon as the server took it (C08, G11, G12).
"""

import logging
import time
from collections import deque
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from common.bounces import return_address
from common.postbox import Postbox
from delivery.actions.claiming import claim, held
from delivery.actions.gathering import gather_digests
from delivery.actions.settling import LONGEST_WAIT, another_try, count_refusal, verdict
from delivery.models import Delivery, Digest, DigestQuerySet
from delivery.overview_batches import OverviewBatch
from delivery.overview_letters import token_of

__all__ = ["gather_digests", "send_digests"]

log = logging.getLogger(__name__)

CHUNK = 50
# So long an answer about rights is good, in seconds: a slow mail server must not send what was hidden meanwhile.
FRESH = 2.0
# So long one chunk is worked on; what is left is free for the next.
PATIENCE = 50.0
State, Why = Digest.State, Digest.Why


def send_digests(*, now: datetime) -> int:
    """Send one chunk of the overviews that are due; returns how many it took, 0 when nothing is left."""
    due = Digest.objects.due(now)
    token, keys = claim(due, most=CHUNK, now=now)
    if not keys:
        return 0
    began = time.monotonic()
    with held(due, token), Postbox() as box:
        left = deque(keys)
        while left and not box.is_down and time.monotonic() < began + PATIENCE:
            _send_some(left, token, box, now + timedelta(seconds=time.monotonic() - began))
    return 0 if box.is_down else len(keys)


def _send_some(left: deque[int], token: UUID, box: Postbox, now: datetime) -> None:
    """Send from the front for as long as what is known is fresh; what another worker took over is that one's."""
    looked = time.monotonic()
    batch, keys = _known(Digest.objects.filter(state=State.QUEUED, claim=token), left, now)
    for key in keys:
        left.popleft()
        if key in batch.digests:
            _send(batch.digests[key], batch, box, now)
        if box.is_down or time.monotonic() - looked >= FRESH:
            return


def _known(mine: DigestQuerySet, left: deque[int], now: datetime) -> tuple[OverviewBatch, list[int]]:
    """What is known of those that are left, and which those are; when that goes wrong, of the first that goes alone.

    What does not go alone either is a fault of ours: it is tried again once it is mended and holds up no other.
    """
    try:
        return OverviewBatch(mine.filter(pk__in=left), now), list(left)
    except DatabaseError:
        raise
    except Exception:
        log.exception("Putting %s overviews together went wrong.", len(left))
    while left:
        try:
            return OverviewBatch(mine.filter(pk=left[0]), now), [left[0]]
        except DatabaseError:
            raise
        except Exception:
            log.exception("Overview %s cannot be put together.", left[0])
            mine.filter(pk=left.popleft()).update(due_at=now + LONGEST_WAIT, claim=None, claimed_until=None)
    return OverviewBatch(mine.none(), now), []


def _send(digest: Digest, batch: OverviewBatch, box: Postbox, now: datetime) -> None:
    why = batch.objection(digest)
    if why:
        _write(digest, batch, State.SKIPPED, why=why)
        return
    try:
        data = batch.mail(digest)
    except ValueError as error:
        log.error("Overview %s cannot be made: %s", digest.pk, error)
        _write(digest, batch, State.FAILED, why=Why.BROKEN)
        return
    except DatabaseError:
        raise
    except Exception:
        # A fault of ours: the others go on, and this one is tried again after it was mended.
        log.exception("Making overview %s went wrong.", digest.pk)
        _write(digest, batch, **another_try(digest, now=now))
        return
    address = digest.user.email
    answer = box.post(sender=return_address(token_of(digest)), to=address, data=data)
    if box.is_down and not answer.unsure:
        # No mail's fault: it is free again, and does not count as a try.
        return
    _write(digest, batch, **verdict(digest, answer, address=address, now=now))
    count_refusal(answer, address=address, now=now)


@transaction.atomic
def _write(digest: Digest, batch: OverviewBatch, state: str, **values: Any) -> None:
    """The overview, and its rows once it is over. What was tied to it since it was made waits for the next."""
    Digest.objects.filter(pk=digest.pk).update(state=state, claim=None, claimed_until=None, **values)
    if state == State.QUEUED:
        return
    rows = Delivery.objects.queued().filter(digest=digest)
    for why, keys in batch.left_out(digest).items():
        rows.filter(pk__in=keys).update(state=State.SKIPPED, why=why)
    told = {name: value for name, value in values.items() if name != "tries"}
    rows.filter(pk__in=batch.told(digest)).update(state=state, **told)
    rows.update(digest=None)
