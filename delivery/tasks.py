"""Doors for background work of delivery. Each may run twice and at the same time: the ledger says what is left."""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from celery import shared_task
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from common.pdf import PdfFailed
from delivery.actions import (
    bounces,
    digests,
    gathering,
    keeping,
    mails,
    newsletter_print,
    noticing,
    notifications,
    planning,
)
from groups.models import School

log = logging.getLogger(__name__)

# So long one run goes on with the next chunk, in seconds; the clock rings again soon.
RUN = 60.0


# In turns: what is urgent stands first in each, and no kind of mail waits until all of another is gone.
SENDERS = (notifications.send_notifications, mails.send_mails, gathering.gather_digests, digests.send_digests)


@shared_task
def plan_news() -> None:
    """Write down what has to go to whom."""
    _for_every_school(planning.plan_posts, planning.plan_messages, noticing.plan_notices)


@shared_task
def plan_missed() -> None:
    """What the watermarks passed while it was out of sight."""
    _for_every_school(planning.plan_missed, planning.plan_missed_messages, planning.requeue_restored)


@shared_task
def send_due() -> None:
    """Send what is due, chunk by chunk, for as long as there is something and this run may last."""
    until = time.monotonic() + RUN
    took = 1
    while took and time.monotonic() < until:
        took = sum(send(now=timezone.now()) for send in SENDERS)


@shared_task
def read_bounces() -> None:
    """Read what came back, where there is a mailbox for it."""
    if settings.BOUNCE_MAILBOX_URL:
        bounces.read_mailbox(url=settings.BOUNCE_MAILBOX_URL, now=timezone.now())


@shared_task(autoretry_for=(PdfFailed, OSError), retry_backoff=30, retry_jitter=True, max_retries=3)
def print_newsletter(newsletter_id: str) -> None:
    """Print the PDF of a newsletter; after three failures the sweep goes on with it."""
    newsletter_print.print_newsletter(newsletter_id=UUID(newsletter_id), now=timezone.now())


@shared_task
def sweep_newsletters() -> None:
    """Print what has no PDF of today's words; take away what is not there any more."""
    newsletter_print.sweep_newsletters(now=timezone.now())


@shared_task
def forget_old() -> None:
    """What went where is kept for a school year and a bit."""
    keeping.forget_old(now=timezone.now())


def _for_every_school(*plans: Callable[..., int]) -> None:
    """What goes wrong in one school is ours to mend, and holds up no other."""
    now = timezone.now()
    for school in School.objects.order_by("pk"):
        for plan in plans:
            try:
                plan(school=school, now=now)
            except DatabaseError:
                raise
            except Exception:
                log.exception("Planning of school %s went wrong in %s.", school.pk, plan.__name__)
