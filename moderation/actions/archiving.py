"""From a frozen copy to a hard copy in the dossier: PDF, digest, next link of the chain (R054)."""

import logging
from datetime import datetime
from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils.translation import override
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from common.background import after_commit
from common.images import Box, render
from common.pdf import PdfFailed, data_uri, render_pdf
from common.storage import delete_private, read_private
from groups.models import School
from moderation.actions import chaining
from moderation.actions.handling import lock
from moderation.models import DossierDocument, Incident
from moderation.queries import frozen
from people.models import User
from posts import removal

log = logging.getLogger(__name__)
State = Incident.State
NEEDS_ARCHIVE = (State.ARCHIVING, State.ARCHIVE_FAILED)
PRINTED_SIZE = 1000


@transaction.atomic
def ask_for_archive(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Hide the content, freeze what there is to prove, and have the hard copy made. Asking again is safe."""
    incident = lock(incident)
    if incident.state not in (State.OPEN, State.ARCHIVE_FAILED):
        return incident
    removal.hide_content(content=incident.target, by=by)
    incident.hidden_at = incident.hidden_at or now
    incident.frozen_copy = incident.frozen_copy or frozen.frozen_copy(incident, by=by, now=now)
    incident.state, incident.failure = State.ARCHIVING, ""
    incident.save(update_fields=["hidden_at", "frozen_copy", "state", "failure"])
    after_commit("moderation.tasks.archive_incident", str(incident.pk), str(by.pk))
    return incident


def archive_incident(*, incident: Incident, by: User, now: datetime) -> DossierDocument | None:
    """Make the hard copy of a frozen incident and put it in the dossier; None when that failed.

    Runs outside a transaction, for printing takes a second and holds nothing. Running twice, or twice at the same
    time, gives one document. A failure is written on the incident: the content stays hidden and whole.
    """
    present = incident.hard_copy
    if present is not None or incident.state not in NEEDS_ARCHIVE or incident.frozen_copy is None:
        return present
    try:
        content = print_hard_copy(incident)
        pages = page_count(content)
        stored_as = chaining.store(content, "pdf")
    except (PdfFailed, PyPdfError, OSError, ValueError) as error:
        log.exception("No hard copy of incident %s", incident.pk)
        Incident.objects.filter(pk=incident.pk, state__in=NEEDS_ARCHIVE).update(
            state=State.ARCHIVE_FAILED, failure=type(error).__name__
        )
        return None
    return _put_in_dossier(incident, stored_as=stored_as, content=content, pages=pages, by=by, now=now)


def print_hard_copy(incident: Incident) -> bytes:
    """Print the frozen copy as PDF. The same frozen copy gives the same bytes."""
    copy: dict[str, Any] = incident.frozen_copy or {}
    pictures = [
        {**photo, "uri": data_uri(as_served(photo), "image/jpeg")}
        for photo in copy["photos"]
        if photo["prepared"]
    ]
    with override("nl"):
        return render_pdf(
            "pdf/dossier.html",
            {
                "copy": copy,
                "pictures": pictures,
                "digest": frozen.digest(copy),
                "school_name": copy["school"]["name"],
                "reference": copy["number"],
            },
            identifier=incident.pk.bytes,
            created=datetime.fromisoformat(copy["frozen_at"]["utc"]),
        )


def as_served(photo: dict[str, Any]) -> bytes:
    """Return a frozen photo as readers saw it, as JPEG: children behind a leaf stay there, also in the dossier."""
    covered = [Box(*box) for box in photo["covered"]]
    return render(read_private(photo["master"]), covered, PRINTED_SIZE, "jpeg")


def page_count(content: bytes) -> int:
    """Return the number of pages; raises PyPdfError for something that does not open as a PDF with pages."""
    pages = len(PdfReader(BytesIO(content)).pages)
    if not pages:
        raise PyPdfError("no pages")
    return pages


def ring_unfinished(*, now: datetime) -> int:
    """Ask again for hard copies whose worker died. Returns how many."""
    waiting = Incident.objects.filter(state=State.ARCHIVING).values_list(
        "pk", "frozen_copy__frozen_by__account"
    )
    for pk, asked_by in waiting:
        after_commit("moderation.tasks.archive_incident", str(pk), asked_by)
    return len(waiting)


@transaction.atomic
def _put_in_dossier(
    incident: Incident, *, stored_as: str, content: bytes, pages: int, by: User, now: datetime
) -> DossierDocument | None:
    School.objects.select_for_update().get(pk=incident.school_id)
    incident = lock(incident)
    present = incident.hard_copy
    # Printed twice, or closed while it was printed.
    if present is not None or incident.state not in NEEDS_ARCHIVE:
        delete_private(stored_as)
        return present
    document = chaining.append(
        incident=incident,
        stored_as=stored_as,
        content=content,
        digest=frozen.digest(incident.frozen_copy or {}),
        by=by,
        now=now,
        kind=DossierDocument.Kind.HARD_COPY,
        page_count=pages,
    )
    incident.state, incident.failure = State.ARCHIVED, ""
    incident.save(update_fields=["state", "failure"])
    return document
