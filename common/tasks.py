"""Doors for background work that belongs to no app."""

from smtplib import SMTPException

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from common import heartbeat, mail


@shared_task(
    autoretry_for=(SMTPException, OSError),
    retry_backoff=30,
    retry_backoff_max=600,
    retry_jitter=True,
    max_retries=12,
)
def deliver_mail(letter: mail.Letter) -> None:
    """Send one rendered letter; a mail server that is away is tried again for about an hour and a half."""
    mail.deliver(letter)


@shared_task
def give_sign(queue: str) -> None:
    """Tell that the clock rang and a worker of this queue heard it."""
    heartbeat.sign(queue, now=timezone.now())


@shared_task
def clear_sessions() -> None:
    """Remove sessions that ended."""
    call_command("clearsessions")
