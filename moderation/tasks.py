"""Celery doors of moderation."""

from celery import shared_task
from django.utils import timezone

from moderation import actions
from moderation.models import DossierDocument, Incident
from people.models import User


@shared_task(acks_late=True)
def archive_incident(incident_id: str, by_id: str) -> None:
    """Make the hard copy of one incident; safe to run twice."""
    incident = Incident.objects.filter(pk=incident_id).select_related("school").first()
    by = User.objects.filter(pk=by_id).first()
    if incident is not None and by is not None:
        actions.archive_incident(incident=incident, by=by, now=timezone.now())


@shared_task(acks_late=True)
def finish_brake(incident_id: str) -> None:
    """Make the snapshot of a brake that was left halfway; safe to run twice."""
    incident = Incident.objects.filter(pk=incident_id).select_related("school", "brake_asked_by").first()
    if incident is not None:
        actions.finish_brake(incident=incident, now=timezone.now())


@shared_task
def sweep_archives() -> None:
    """Ring for hard copies and snapshots that were asked for and never came."""
    actions.ring_unfinished(now=timezone.now())
    actions.ring_brakes(now=timezone.now())


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


@shared_task
def mail_chain_heads() -> None:
    """Every day: the weekly letter with the head of the chain, to whoever did not get it yet this week."""
    actions.mail_heads(now=timezone.now())


@shared_task
def stamp_chains() -> None:
    """Ring for links that have no stamp yet."""
    actions.ask_for_stamps(now=timezone.now())


@shared_task(acks_late=True, autoretry_for=(actions.StampFailed,), retry_backoff=60, max_retries=5)
def stamp_document(document_id: str) -> None:
    """Have one link stamped; an authority that is away is asked again, and the sweep comes after that."""
    document = DossierDocument.objects.filter(pk=document_id).first()
    if document is not None:
        actions.stamp_document(document=document, now=timezone.now())


@shared_task
def sweep_dossier_files() -> None:
    """Remove files that no row names."""
    actions.sweep_dossier_files(now=timezone.now())
