"""Letters of the school about an incident: written from a template, printed, kept (R056)."""

from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from common.pdf import render_pdf
from moderation.actions.chaining import put_in_chain
from moderation.actions.dossiers import refuse_destroyed
from moderation.actions.printing import page_count
from moderation.models import DossierDocument, Incident
from moderation.permissions import may_file
from moderation.queries.frozen import digest, person
from people.models import User


@dataclass(frozen=True)
class Letter:
    """A letter as it goes to the printer."""

    kind: str
    recipient: str
    subject: str
    text: str


def write_letter(*, incident: Incident, letter: Letter, by: User, now: datetime) -> DossierDocument:
    """Print a letter and keep it in the chain; the same letter twice on one day is one document.

    Printing takes a second and holds nothing, so this is no transaction of its own. Raises PermissionDenied,
    PdfFailed and OSError.
    """
    refuse_destroyed(incident)
    if not may_file(by, incident):
        raise PermissionDenied
    facts: dict[str, object] = {
        "number": incident.number,
        "letter": letter.kind,
        "to": letter.recipient,
        "subject": letter.subject,
        "text": letter.text,
        "from": person(by),
        "dated_on": timezone.localdate(now).isoformat(),
    }
    present = incident.documents.filter(kind=DossierDocument.Kind.LETTER, frozen_sha256=digest(facts)).first()
    if present is not None:
        return present
    content = _print(incident, letter, facts, by, now)
    return put_in_chain(
        incident=incident,
        kind=DossierDocument.Kind.LETTER,
        title=f"{letter.subject} ({letter.recipient})"[:120],
        content=content,
        content_type="application/pdf",
        facts=facts,
        pages=page_count(content),
        by=by,
        now=now,
    )


def _print(incident: Incident, letter: Letter, facts: dict[str, object], by: User, now: datetime) -> bytes:
    context = {
        "letter": letter,
        "school": incident.school,
        "school_name": incident.school.name,
        "reference": incident.number,
        "title": letter.subject,
        "day": timezone.localdate(now),
        "sender": by,
    }
    with override("nl"):
        identifier = bytes.fromhex(digest(facts))[:16]
        return render_pdf("pdf/dossier_letter.html", context, identifier=identifier, created=now)
