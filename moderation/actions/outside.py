"""What happened outside the portal: WhatsApp, Signal, social media, by phone, in the yard (R147)."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from groups.models import School, SchoolGroup
from groups.permissions import may
from moderation.actions.chaining import put_in_chain
from moderation.actions.dossiers import refuse_destroyed
from moderation.actions.reporting import next_number
from moderation.evidence import Evidence
from moderation.models import DossierDocument, Incident
from moderation.queries.frozen import moment, person
from people.models import Child, User


@dataclass(frozen=True)
class Happening:
    """What somebody tells about it. `about` and `child` only when the school knows."""

    title: str
    text: str
    happened_on: date
    file: str
    category: str
    about: User | None = None
    child: Child | None = None


@transaction.atomic
def record_outside_incident(
    *, incident_id: UUID, group: SchoolGroup, what: Happening, by: User, now: datetime
) -> Incident:
    """Open a dossier about something outside the portal; the same id twice is one dossier.

    Raises PermissionDenied for who does not handle the group, and for the id of a dossier of somebody else; a dossier
    about staff is opened by the director.
    """
    leads = may(by, "direct", group)
    if not may(by, "moderate", group) or (what.file == Incident.File.STAFF and not leads):
        raise PermissionDenied
    school = School.objects.select_for_update().get(pk=group.school_id)
    present = Incident.objects.filter(pk=incident_id).first()
    if present is not None:
        return _own(present, by)
    return Incident.objects.create(
        pk=incident_id,
        school=school,
        group=group,
        number=next_number(school, now),
        title=what.title,
        text=what.text,
        happened_on=what.happened_on,
        file=what.file,
        category=what.category,
        about=what.about,
        child=what.child,
        assigned_to=by,
        opened_at=now,
    )


def _own(present: Incident, by: User) -> Incident:
    """The dossier that this form opened already. Any other one is not entered by sending its id (R190)."""
    if present.target is not None or not Incident.objects.visible_to(by).filter(pk=present.pk).exists():
        raise PermissionDenied
    return present


def add_evidence(
    *, incident: Incident, evidence: Evidence, title: str, by: User, now: datetime
) -> DossierDocument:
    """Put a file in the dossier as it came, in the chain; the same file twice is one document. Raises OSError."""
    refuse_destroyed(incident)
    sha256 = hashlib.sha256(evidence.content).hexdigest()
    present = incident.documents.filter(kind=DossierDocument.Kind.EVIDENCE, sha256=sha256).first()
    if present is not None:
        return present
    return put_in_chain(
        incident=incident,
        kind=DossierDocument.Kind.EVIDENCE,
        title=title,
        content=evidence.content,
        content_type=evidence.content_type,
        facts={
            "number": incident.number,
            "title": title,
            "sha256": sha256,
            "received_at": moment(now),
            "received_by": person(by),
        },
        pages=evidence.pages,
        by=by,
        now=now,
    )
