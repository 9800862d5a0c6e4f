"""Doors for the clock: what is forgotten about accounts."""

from celery import shared_task
from django.utils import timezone

from people.actions import addresses


@shared_task
def forget_email_changes() -> int:
    """Forget the addresses that nobody confirmed in time; the readers refused their links already."""
    return addresses.forget_email_changes(now=timezone.now())
