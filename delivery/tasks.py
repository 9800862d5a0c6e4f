"""Doors for background work of delivery. Each may run twice and at the same time: the ledger says what is left."""

import time
from collections.abc import Callable

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from delivery.actions import bounces, mails, noticing, notifications, planning
from groups.models import School

# So long one run goes on with the next chunk, in seconds; the clock rings again soon.
RUN = 120.0


@shared_task
def plan_news() -> None:
    """Write down what has to go to whom."""
    now = timezone.now()
    for school in School.objects.order_by("pk"):
        planning.plan_posts(school=school, now=now)
        planning.plan_messages(school=school, now=now)
        noticing.plan_notices(school=school, now=now)


@shared_task
def plan_missed() -> None:
    """What the watermarks passed while it was out of sight."""
    now = timezone.now()
    for school in School.objects.order_by("pk"):
        planning.plan_missed(school=school, now=now)
        planning.requeue_restored(school=school, now=now)


@shared_task
def send_due() -> None:
    """Send what is due, chunk by chunk."""
    _until_empty(notifications.send_notifications)
    _until_empty(mails.send_mails)


@shared_task
def read_bounces() -> None:
    """Read what came back, where there is a mailbox for it."""
    if settings.BOUNCE_MAILBOX_URL:
        bounces.read_mailbox(url=settings.BOUNCE_MAILBOX_URL, now=timezone.now())


def _until_empty(send: Callable[..., int]) -> None:
    """Go on for as long as there is something to send and this run may last."""
    until = time.monotonic() + RUN
    while time.monotonic() < until and send(now=timezone.now()):
        pass
