"""Taking rows to work on, so that no two workers send the same thing.

The promise: a row is with one worker at a time; a worker that fell over lets go of what it held within the lease,
one that is slow keeps it.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=20)
# Quick work never gets here: no thread, no connection is made for it.
RENEWS_AFTER = 5.0


@transaction.atomic
def claim(due: "models.QuerySet[models.Model]", *, most: int, now: datetime) -> tuple[UUID, list[int]]:
    """Take the next rows of `due`, a query of rows nobody holds; returns the claim and their keys."""
    token = uuid.uuid4()
    waiting = due.select_for_update(skip_locked=True).order_by("due_at", "pk")
    keys = list(waiting.values_list("pk", flat=True)[:most])
    if keys:
        _rows(due).filter(pk__in=keys).update(claim=token, claimed_until=now + LEASE)
    return token, keys


@contextmanager
def held(due: "models.QuerySet[models.Model]", token: UUID) -> Iterator[None]:
    """Keep what was claimed for as long as the work lasts, and let go of what was not done."""
    done = Event()
    mine = _rows(due).filter(claim=token)
    keeper = Thread(target=_keep, args=(mine, done), daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()
        mine.update(claim=None, claimed_until=None)


def _keep(mine: "models.QuerySet[models.Model]", done: Event) -> None:
    try:
        while not done.wait(RENEWS_AFTER):
            try:
                mine.update(claimed_until=timezone.now() + LEASE)
            except DatabaseError as error:
                # A database that starts again: the lease lasts longer than one turn.
                log.warning("A lease was not renewed: %s", error)
                connection.close()
    finally:
        connection.close()


def _rows(due: "models.QuerySet[models.Model]") -> "models.QuerySet[models.Model]":
    return due.model._default_manager.all()
