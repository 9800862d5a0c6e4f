"""Doors for the clock: what happens in groups when a day begins."""

from celery import shared_task
from django.utils import timezone

from groups import actions


@shared_task
def end_expired_memberships() -> int:
    """Tidy up after trainees and externals whose end date has passed; the readers refused them already."""
    now = timezone.now()
    return actions.end_expired_memberships(today=timezone.localdate(now), now=now)
