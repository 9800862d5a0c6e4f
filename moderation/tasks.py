"""Celery doors of moderation."""

from celery import shared_task
from django.utils import timezone

from moderation import actions
from moderation.models import Incident
from people.models import User


@shared_task(acks_late=True)
def archive_incident(incident_id: str, by_id: str) -> None:
    """Make the hard copy of one incident; safe to run twice."""
    incident = Incident.objects.filter(pk=incident_id).select_related("school").first()
    by = User.objects.filter(pk=by_id).first()
    if incident is not None and by is not None:
        actions.archive_incident(incident=incident, by=by, now=timezone.now())


@shared_task
def sweep_archives() -> None:
    """Ring for hard copies that were asked for and never came."""
    actions.ring_unfinished(now=timezone.now())


@shared_task
def keep_dossiers() -> None:
    """Every night: dates until which is kept, and what the director may destroy."""
    actions.keep_nightly(now=timezone.now())


@shared_task(acks_late=True)
def delete_destroyed(incident_id: str) -> None:
    """Delete the files of a dossier that was destroyed; safe to run twice."""
    incident = Incident.objects.filter(pk=incident_id).first()
    if incident is not None:
        actions.delete_files(incident=incident)
