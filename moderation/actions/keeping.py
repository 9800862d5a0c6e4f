"""Keeping, holding and destroying a dossier.

The promise: what may be a criminal offence is held and nothing of it goes (R195). What is past its date goes when
the director says so, never by itself; and a certificate in the chain says what was destroyed, when and by whom (R057).
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.background import after_commit
from common.mail import send_mail
from common.pdf import render_pdf
from common.storage import delete_private
from groups.models import School
from moderation.actions import chaining, printing
from moderation.actions.dossiers import refuse_destroyed, write_entry
from moderation.actions.handling import lock
from moderation.actions.measures import Terms, decide_measure
from moderation.errors import Refused
from moderation.models import DossierDocument, Entry, Incident, Measure, Removal
from moderation.permissions import may_lead
from moderation.queries.frozen import moment, person
from moderation.queries.handlers import directors_of
from moderation.queries.retention import due_dossiers, keep_until, undated_dossiers
from people.models import Child, User

CERTIFICATE = DossierDocument.Kind.CERTIFICATE
LOOKED_AFTER_FOR = timedelta(days=30)


@dataclass(frozen=True)
class PoliceReport:
    """Where and when it was reported to the police, and under which number (R192)."""

    reported_on: date
    station: str
    number: str = ""
    note: str = ""


@transaction.atomic
def hold_dossier(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Possibly a criminal offence: from now on nothing of it is destroyed (R195). Raises PermissionDenied."""
    incident = lead_or_refuse(incident, by)
    if incident.held_at is None:
        incident.held_at, incident.held_by = now, by
        incident.save(update_fields=["held_at", "held_by"])
        text = _("Possibly a criminal offence: nothing of this dossier may be destroyed.")
        write_entry(incident=incident, kind=Entry.Kind.HANDLING, text=text, by=by, now=now)
    return incident


@transaction.atomic
def release_dossier(*, incident: Incident, by: User, now: datetime) -> Incident:
    """The legal hold is over; the date until which it is kept counts again. Raises PermissionDenied."""
    incident = lead_or_refuse(incident, by)
    if incident.held_at is not None:
        incident.held_at, incident.held_by = None, None
        incident.save(update_fields=["held_at", "held_by"])
        text = _("The legal hold was lifted.")
        write_entry(incident=incident, kind=Entry.Kind.HANDLING, text=text, by=by, now=now)
    return incident


@transaction.atomic
def report_to_police(*, incident: Incident, report: PoliceReport, by: User, now: datetime) -> Incident:
    """Record a report to the police, as a line and as a measure, and hold the dossier. Raises PermissionDenied."""
    incident = hold_dossier(incident=incident, by=by, now=now)
    words = _("Reported to the police on %(day)s, %(station)s. Number: %(number)s. %(note)s") % {
        "day": report.reported_on.isoformat(),
        "station": report.station,
        "number": report.number or "-",
        "note": report.note,
    }
    write_entry(incident=incident, kind=Entry.Kind.HANDLING, text=words.strip(), by=by, now=now)
    about: User | Child | None = incident.about or incident.child
    if about is not None:
        terms = Terms(report.reported_on, note=f"{report.station} {report.number}".strip())
        decide_measure(incident=incident, kind=Measure.Kind.POLICE, about=about, terms=terms, by=by, now=now)
    return incident


def destroy_dossier(*, incident: Incident, by: User, now: datetime) -> DossierDocument:
    """Destroy files, frozen copies and words of a dossier whose time has come; a certificate stays in the chain.

    Twice is once. Raises PermissionDenied, Refused while it is held or kept, PdfFailed and OSError; nothing is
    destroyed then.
    """
    present = incident.documents.filter(kind=CERTIFICATE).first()
    if present is not None:
        return present
    refuse_kept(lead_or_refuse(incident, by), now)
    facts = certificate_facts(incident, by=by, now=now)
    with override("nl"):
        content = render_pdf(
            "pdf/certificate.html",
            {
                "facts": facts,
                "school_name": incident.school.name,
                "reference": incident.number,
                "words": facts_in_words(facts),
            },
            identifier=incident.pk.bytes,
            created=now,
        )
    stored_as = chaining.store(content, "pdf")
    try:
        return _destroy(incident, stored_as, content, facts, by, now)
    except BaseException:
        delete_private(stored_as)
        raise


def certificate_facts(incident: Incident, *, by: User, now: datetime) -> dict[str, Any]:
    """Return what the certificate says: which documents, with their digests, and counts; no names of others."""
    documents = incident.documents.order_by("sequence")
    return {
        "number": incident.number,
        "file": incident.file,
        "category": incident.category,
        "state": incident.state,
        "keep_until": incident.keep_until.isoformat() if incident.keep_until else None,
        "reasons": dict(Counter(incident.reports.values_list("reason", flat=True))),
        "entries": incident.entries.count(),
        "destroyed": [
            {
                "sequence": document.sequence,
                "kind": document.kind,
                "sha256": document.sha256,
                "frozen_sha256": document.frozen_sha256,
                "made_at": moment(document.made_at),
            }
            for document in documents
        ],
        "destroyed_at": moment(now),
        "destroyed_by": person(by),
    }


def facts_in_words(facts: dict[str, Any]) -> list[dict[str, str]]:
    kinds = dict(DossierDocument.Kind.choices)
    return [{**each, "kind": str(kinds.get(each["kind"], each["kind"]))} for each in facts["destroyed"]]


def delete_files(*, incident: Incident) -> int:
    """Delete the files of a destroyed dossier, all but the certificate; gone already is fine. Returns how many."""
    if incident.destroyed_at is None:
        return 0
    names = incident.documents.exclude(kind=CERTIFICATE).values_list("stored_as", flat=True)
    for name in names:
        delete_private(name)
    return len(names) + printing.delete_media(incident.pk)


def keep_nightly(*, now: datetime) -> None:
    """Give finished dossiers their date, tell each director once what is due, and sweep what was destroyed."""
    for incident in undated_dossiers().select_related("school"):
        until = keep_until(incident, incident.closed_at or now)
        Incident.objects.filter(pk=incident.pk, keep_until=None).update(keep_until=until)
    for school in School.objects.all():
        _tell_due(school, now)
    for incident in Incident.objects.filter(destroyed_at__gt=now - LOOKED_AFTER_FOR):
        delete_files(incident=incident)


def lead_or_refuse(incident: Incident, by: User) -> Incident:
    """Return the incident as it is now. Raises PermissionDenied and Refused."""
    refuse_destroyed(incident)
    if not may_lead(by, incident):
        raise PermissionDenied
    return Incident.objects.select_related("school", "group", "about", "child").get(pk=incident.pk)


def refuse_kept(incident: Incident, now: datetime) -> None:
    if incident.held_at is not None:
        raise Refused(_("This dossier is held: it may be about a criminal offence."))
    if not due_dossiers(incident.school, timezone.localdate(now)).filter(pk=incident.pk).exists():
        raise Refused(_("This dossier must be kept longer."))


@transaction.atomic
def _tell_due(school: School, now: datetime) -> None:
    due = list(due_dossiers(school, timezone.localdate(now)).filter(due_told_at=None).order_by("number"))
    if not due:
        return
    to = {user.email for incident in due for user in directors_of(incident, today=timezone.localdate(now))}
    send_mail(
        template="moderation/dossiers_due", to=sorted(to), context={"count": len(due), "school": school}
    )
    Incident.objects.filter(pk__in=[incident.pk for incident in due]).update(due_told_at=now)


@transaction.atomic
def _destroy(
    incident: Incident, stored_as: str, content: bytes, facts: dict[str, Any], by: User, now: datetime
) -> DossierDocument:
    School.objects.select_for_update().get(pk=incident.school_id)
    incident = lock(incident)
    refuse_destroyed(incident)
    refuse_kept(incident, now)
    certificate = chaining.append(
        incident=incident,
        stored_as=stored_as,
        content=content,
        by=by,
        now=now,
        kind=CERTIFICATE,
        title="",
        facts=facts,
        page_count=printing.page_count(content),
    )
    incident.documents.exclude(kind=CERTIFICATE).update(facts=None, title="")
    incident.entries.update(text="")
    Removal.objects.filter(document__incident=incident).update(note="")
    for rows in (incident.reports, incident.steps, incident.measures):
        rows.all().delete()
    if hasattr(incident, "complaint"):
        incident.complaint.delete()
    _empty(incident, now)
    after_commit("moderation.tasks.delete_destroyed", str(incident.pk))
    return certificate


def _empty(incident: Incident, now: datetime) -> None:
    """Nobody is named any more; what counts in the statistics stays."""
    incident.about, incident.child, incident.assigned_to = None, None, None
    incident.frozen_copy, incident.text, incident.closing_note = None, "", ""
    incident.title = incident.number
    incident.destroyed_at = now
    incident.save(
        update_fields=[
            *("about", "child", "assigned_to", "frozen_copy", "text", "closing_note", "title", "destroyed_at")
        ]
    )
