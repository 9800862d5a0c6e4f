"""What is written in a dossier: whose it is, what happened, what has to be done, and who looked."""

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from moderation.actions.handling import lock
from moderation.errors import Refused
from moderation.models import Entry, Incident, Inspection, Step
from moderation.permissions import may_file, may_lead
from moderation.queries.retention import keep_until
from people.models import User

LOOKS_AGAIN_AFTER = timedelta(hours=1)
State = Incident.State


@transaction.atomic
def inspect_dossier(*, incident: Incident, what: str = "", by: User, now: datetime) -> Inspection | None:
    """Write down that somebody looked (R150). Opening the page counts once an hour, a download always."""
    recent = incident.inspections.filter(
        inspected_by=by, what=what, inspected_at__gt=now - LOOKS_AGAIN_AFTER, inspected_at__lte=now
    )
    if not what and recent.exists():
        return None
    return Inspection.objects.create(incident=incident, inspected_by=by, inspected_at=now, what=what)


@transaction.atomic
def file_incident(*, incident: Incident, file: str, category: str, by: User, now: datetime) -> Incident:
    """Choose whose dossier this is and what it was (R123, R190, R191).

    Raises PermissionDenied for who does not handle it; a dossier about staff is made and unmade by the director.
    """
    incident = lock(incident)
    is_about_staff = Incident.File.STAFF in (file, incident.file)
    if not may_file(by, incident) or (is_about_staff and not may_lead(by, incident)):
        raise PermissionDenied
    if (incident.file, incident.category) == (file, category):
        return incident
    incident.file, incident.category = file, category
    # Another kind may be kept for another number of years.
    dated = incident.keep_until is not None and incident.closed_at is not None
    incident.keep_until = keep_until(incident, incident.closed_at or now) if dated else None
    incident.save(update_fields=["file", "category", "keep_until"])
    words = _("%(file)s, %(category)s") % {
        "file": incident.get_file_display(),
        "category": incident.get_category_display(),
    }
    write_entry(incident=incident, kind=Entry.Kind.HANDLING, text=words.capitalize(), by=by, now=now)
    return incident


@transaction.atomic
def write_entry(*, incident: Incident, kind: str, text: str, by: User, now: datetime) -> Entry:
    """Add a line to what happened. It is never changed: a mistake is put right by a next line. Raises Refused."""
    refuse_destroyed(incident)
    return Entry.objects.create(incident=incident, kind=kind, text=text, written_by=by, written_at=now)


@transaction.atomic
def add_step(*, incident: Incident, title: str, owner: User, due_on: date, by: User, now: datetime) -> Step:
    """Agree on what has to be done, by whom and before when (R056). Opens a finished dossier again."""
    incident = lock(incident)
    refuse_destroyed(incident)
    if incident.keep_until is not None:
        incident.keep_until = None
        incident.save(update_fields=["keep_until"])
    return Step.objects.create(incident=incident, title=title, owner=owner, due_on=due_on)


@transaction.atomic
def finish_step(*, step: Step, by: User, now: datetime) -> Step:
    """Tick a step off; twice is once."""
    refuse_destroyed(step.incident)
    Step.objects.filter(pk=step.pk, done_at=None).update(done_at=now, done_by=by)
    step.refresh_from_db()
    return step


@transaction.atomic
def reopen_step(*, step: Step, by: User) -> Step:
    """Untick a step that was not done after all."""
    refuse_destroyed(step.incident)
    Step.objects.filter(pk=step.pk).update(done_at=None, done_by=None)
    step.refresh_from_db()
    return step


@transaction.atomic
def finish_dossier(*, incident: Incident, note: str = "", by: User, now: datetime) -> Incident:
    """Close a dossier: from now on its years of keeping count.

    Raises PermissionDenied, and Refused while steps are open, a complaint waits, or the content is not handled yet.
    """
    incident = lock(incident)
    refuse_destroyed(incident)
    if not may_file(by, incident):
        raise PermissionDenied
    if reason := unfinished_business(incident):
        raise Refused(reason)
    if incident.state not in Incident.FINISHED:
        incident.state = State.CLOSED
        incident.closed_at, incident.closed_by, incident.closing_note = now, by, note
    elif note:
        write_entry(incident=incident, kind=Entry.Kind.HANDLING, text=note, by=by, now=now)
    incident.keep_until = keep_until(incident, incident.closed_at or now)
    incident.save(update_fields=["state", "closed_at", "closed_by", "closing_note", "keep_until"])
    return incident


def unfinished_business(incident: Incident) -> str:
    """Return why a dossier cannot be closed yet, as a sentence; empty when it can."""
    if incident.steps.filter(done_at=None).exists():
        return _("There are steps that are not done yet.")
    if hasattr(incident, "complaint") and incident.complaint.answered_at is None:
        return _("The writer waits for an answer.")
    if incident.target is not None and incident.state not in Incident.FINISHED:
        return _("First handle the report: remove it, or close it.")
    return ""


def refuse_destroyed(incident: Incident) -> None:
    """Raises Refused for a dossier that is no more."""
    if incident.destroyed_at is not None:
        raise Refused(_("This dossier was destroyed. Only the certificate is left."))
