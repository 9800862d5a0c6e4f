"""Forgetting what was delivered.

The promise: the ledger says what went where for a school year and a bit, for who asks why something did not come; after
that nobody can look up what a family was sent.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from delivery.models import Delivery, Digest, Notice

KEPT = timedelta(days=400)
# So many rows in one go: a year of a large school does not lock the ledger for a minute.
PAGE = 2000


def forget_old(*, now: datetime) -> int:
    """Delete rows, overviews and notices older than 400 days, what waits excepted; returns how many rows.

    Safe to run twice and at the same time.
    """
    before = now - KEPT
    gone = _delete(Delivery.objects.filter(created_at__lt=before).exclude(state=Delivery.State.QUEUED))
    _delete(Digest.objects.filter(due_at__lt=before, deliveries=None))
    _delete(Notice.objects.filter(created_at__lt=before, deliveries=None))
    return gone


def _delete(rows: "QuerySet[Delivery] | QuerySet[Digest] | QuerySet[Notice]") -> int:
    gone = 0
    while page := list(rows[:PAGE]):
        gone += len(page)
        rows.filter(pk__in=[row.pk for row in page]).delete()
    return gone
