"""Doors for the clock: what happens in groups when a day begins."""

from celery import shared_task
from django.utils import timezone

from groups import actions
from groups.actions import roster_uploads


@shared_task
def end_expired_memberships() -> int:
    """Tidy up after trainees and externals whose end date has passed; the readers refused them already."""
    now = timezone.now()
    return actions.end_expired_memberships(today=timezone.localdate(now), now=now)


@shared_task
def sweep_roster_uploads() -> int:
    """Forget roster files that were looked at and not applied within a day."""
    return roster_uploads.sweep_uploads(now=timezone.now())


@shared_task
def sweep_roster_files() -> int:
    """Remove roster files that no line names, a day after the fact."""
    return roster_uploads.sweep_files(now=timezone.now())
