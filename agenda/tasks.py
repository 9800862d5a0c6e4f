"""Doors for background work about absence and leave."""

from celery import shared_task
from django.utils import timezone

from agenda.actions import keeping, letters
from agenda.models import LeaveDecision
from common.pdf import PdfFailed


@shared_task(autoretry_for=(PdfFailed, OSError), retry_backoff=30, retry_jitter=True, max_retries=3)
def print_letter(decision_id: int) -> None:
    """Print the letter of a decision; after three failures the sweep goes on with it."""
    found = LeaveDecision.objects.select_related("request__school", "request__requested_by", "decided_by")
    if decision := found.filter(pk=decision_id).first():
        letters.print_letter(decision=decision)


@shared_task
def sweep_letters() -> None:
    """Ring again for decisions without a letter."""
    letters.sweep_letters(now=timezone.now())


@shared_task
def blank_old_words() -> None:
    """Of absences and requests of earlier school years only the days stay."""
    keeping.blank_old_words(now=timezone.now())
