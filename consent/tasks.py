"""Doors for background work about picture choices."""

from smtplib import SMTPException

from celery import shared_task
from django.utils import timezone

from common.pdf import PdfFailed
from consent.actions import receipts, rounds
from consent.models import Receipt


@shared_task(
    autoretry_for=(PdfFailed, SMTPException, OSError), retry_backoff=30, retry_jitter=True, max_retries=3
)
def finish_receipt(receipt_id: str) -> None:
    """Print a receipt and mail it to who chose; after three failures the sweep goes on with it."""
    found = Receipt.objects.select_related("authority__guardian", "person", "school")
    if receipt := found.filter(pk=receipt_id).first():
        receipts.finish_receipt(receipt=receipt, now=timezone.now())


@shared_task
def sweep_receipts() -> None:
    """Ring again for receipts without a file or a mail."""
    receipts.sweep_receipts(now=timezone.now())


@shared_task
def send_reminder(reminder_id: int) -> None:
    """Send the mails of one day of a round; what went out before is not sent again."""
    rounds.send_reminder(reminder_id=reminder_id, now=timezone.now())


@shared_task
def sweep_rounds() -> None:
    """Close what is past, open the yearly reminders, and send what the days ask for."""
    now = timezone.now()
    rounds.close_due_rounds(now=now)
    rounds.open_yearly_reminders(now=now)
    rounds.send_due_reminders(now=now)
