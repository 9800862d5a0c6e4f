"""From a frozen copy to a hard copy in the dossier: PDF, digest, next link of the chain (R054)."""

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypdf.errors import PyPdfError

from common.background import after_commit
from common.pdf import PdfFailed
from common.storage import delete_private
from groups.models import School
from moderation.actions import chaining, printing
from moderation.actions.handling import LANGUAGE, lock, put_out_of_sight, record
from moderation.actions.printing import Printed
from moderation.errors import FilesUnreadable
from moderation.models import UNREADABLE, DossierDocument, Incident
from moderation.queries import chain, frozen
from people.models import User

log = logging.getLogger(__name__)
State = Incident.State
NEEDS_ARCHIVE = (State.ARCHIVING, State.ARCHIVE_FAILED)
# What a step may fail with; anything else is a mistake in the program and stops the worker just as safely.
FAILURES = (PdfFailed, PyPdfError, OSError, ValueError, ObjectDoesNotExist)


@transaction.atomic
def ask_for_archive(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Hide the content, freeze what there is to prove, and have the hard copy made. Asking again is safe."""
    incident = lock(incident)
    if incident.state not in (State.OPEN, State.ARCHIVE_FAILED):
        return incident
    put_out_of_sight(incident, by=by, now=now)
    if incident.frozen_copy is None:
        head = chain.head_of(incident.school)
        incident.frozen_copy = frozen.frozen_copy(incident, head=head, by=by, now=now)
    incident.state, incident.failure = State.ARCHIVING, ""
    incident.save(update_fields=["hidden_at", "frozen_copy", "state", "failure"])
    with override(LANGUAGE):
        record(incident, _("Hidden. A copy for the dossier was asked for."), by=by, now=now)
    after_commit("moderation.tasks.archive_incident", str(incident.pk), str(by.pk))
    return incident


@transaction.atomic
def archive_without_photos(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Have the hard copy made although photos cannot be read: a removal is always possible.

    Holds for the photos that were named to the handler, no others; the copy says that they are not in it. Nothing
    happens when the last attempt did not fail on photos.
    """
    incident = lock(incident)
    numbers = incident.unreadable_photos
    if incident.state != State.ARCHIVE_FAILED or not numbers:
        return incident
    incident.gap_accepted = numbers
    incident.save(update_fields=["gap_accepted"])
    with override(LANGUAGE):
        words = _("The copy is made without photo %(numbers)s: the file cannot be read.")
        record(incident, words % {"numbers": numbers}, by=by, now=now)
    return ask_for_archive(incident=incident, by=by, now=now)


def archive_incident(*, incident: Incident, by: User, now: datetime) -> DossierDocument | None:
    """Make the hard copy of a frozen incident and put it in the dossier; None when that failed.

    Runs outside a transaction, for printing takes a second and holds nothing. Running twice, or twice at the same
    time, gives one document. A failure is written on the incident: the content stays hidden and whole.
    """
    present = incident.hard_copy
    if present is not None or incident.state not in NEEDS_ARCHIVE or incident.frozen_copy is None:
        return present
    try:
        facts = printing.with_media(incident.frozen_copy, identifier=incident.pk)
        _check_gap(incident, printing.unreadable_in(facts))
        printed = printing.print_copy(facts, identifier=incident.pk)
        stored_as = chaining.store(printed.content, "pdf")
    except FAILURES as error:
        log.exception("No hard copy of incident %s", incident.pk)
        Incident.objects.filter(pk=incident.pk, state__in=NEEDS_ARCHIVE).update(
            state=State.ARCHIVE_FAILED, failure=_named(error)
        )
        return None
    return _put_in_dossier(incident, stored_as=stored_as, printed=printed, facts=facts, by=by, now=now)


def ring_unfinished(*, now: datetime) -> int:
    """Ask again for hard copies whose worker died. Returns how many."""
    waiting = Incident.objects.filter(state=State.ARCHIVING).values_list(
        "pk", "frozen_copy__frozen_by__account"
    )
    for pk, asked_by in waiting:
        after_commit("moderation.tasks.archive_incident", str(pk), asked_by)
    return len(waiting)


def _check_gap(incident: Incident, unreadable: list[int]) -> None:
    """Raises FilesUnreadable for photos that nobody decided to go on without: their files may come back."""
    accepted = set((incident.gap_accepted or "").split(", "))
    if not accepted.issuperset(map(str, unreadable)):
        raise FilesUnreadable(unreadable)


def _named(error: Exception) -> str:
    return f"{UNREADABLE}{error}" if isinstance(error, FilesUnreadable) else type(error).__name__


@transaction.atomic
def _put_in_dossier(
    incident: Incident, *, stored_as: str, printed: Printed, facts: dict[str, Any], by: User, now: datetime
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
        content=printed.content,
        facts=facts,
        by=by,
        now=now,
        kind=DossierDocument.Kind.HARD_COPY,
        page_count=printed.pages,
        is_plain=printed.is_plain,
    )
    incident.state, incident.failure = State.ARCHIVED, ""
    incident.save(update_fields=["state", "failure"])
    return document
