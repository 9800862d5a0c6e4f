"""The files of a dossier: what came from outside, letters, and giving a file to who may open the dossier."""

import logging
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest, sent
from common.storage import path_of
from groups.permissions import groups_where
from moderation import actions
from moderation.actions.letters import Letter
from moderation.evidence import Evidence
from moderation.forms_dossier import LetterForm
from moderation.forms_outside import EvidenceForm, OutsideForm
from moderation.models import DossierDocument, Incident
from moderation.queries.letters import KINDS, draft_letter
from moderation.views.dossier_work import attempt, filing_or_403, form_page
from people.models import User

log = logging.getLogger(__name__)


@login_required
@require_safe
def document(request: UserRequest, document_id: UUID) -> HttpResponseBase:
    """Give a file to whoever may open its dossier, and write down that it was taken (R150)."""
    documents = DossierDocument.objects.filter(incident__in=Incident.objects.open_to(request.user))
    found = get_object_or_404(documents.select_related("incident"), pk=document_id)
    try:
        file = path_of(found.stored_as).open("rb")
    except FileNotFoundError:
        if found.incident.destroyed_at is None:
            log.error("The file of dossier document %s is gone", found.pk)
        raise Http404 from None
    what = f"{found.kind} {found.sequence}"
    actions.inspect_dossier(incident=found.incident, what=what, by=request.user, now=timezone.now())
    # What came from outside is not opened on our address.
    is_ours = found.kind != DossierDocument.Kind.EVIDENCE
    attached = "download" in request.GET or not is_ours
    response = FileResponse(
        file, filename=found.file_name, content_type=found.content_type, as_attachment=attached
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_create(request: UserRequest) -> HttpResponse:
    """Something outside the portal: WhatsApp, Signal, social media, by phone, in the yard (R147)."""
    if not groups_where(request.user, "moderate").exists():
        raise PermissionDenied
    posted = request.method == "POST"
    form = OutsideForm(request.POST if posted else None, request.FILES if posted else None, by=request.user)
    if not form.is_valid():
        return render(
            request, "moderation/dossier_create.html", {"form": form}, status=422 if posted else 200
        )
    data = form.cleaned_data
    incident = actions.record_outside_incident(
        incident_id=data["id"], group=data["group"], what=form.what(), by=request.user, now=timezone.now()
    )
    if not data["evidence"]:
        messages.success(request, _("The dossier is there."))
        return redirect("moderation:dossier-detail", incident.pk)
    said = _("The dossier is there, with its evidence.")
    return attempt(
        request, incident, lambda: keep_all(incident, data["evidence"], data["title"], request.user), said
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def evidence_create(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = filing_or_403(request, incident_id)
    posted = request.method == "POST"
    form = EvidenceForm(request.POST if posted else None, request.FILES if posted else None)
    if not form.is_valid():
        return form_page(request, incident, form, _("Add evidence"), _("Add it"), multipart=True)
    data = form.cleaned_data
    return attempt(
        request,
        incident,
        lambda: keep_all(incident, data["evidence"], data["title"], request.user),
        _("The evidence is in the dossier."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def letter_create(request: UserRequest, incident_id: UUID, kind: str) -> HttpResponse:
    """Fill in a letter, let it be changed, print it and keep it."""
    incident = filing_or_403(request, incident_id)
    if kind not in KINDS:
        raise Http404
    draft = draft_letter(kind, incident, by=request.user, now=timezone.now())
    form = LetterForm(sent(request), initial=vars(draft))
    if not form.is_valid():
        lead = _("Read it through and change what is needed. Then it is printed as PDF and kept.")
        return form_page(request, incident, form, str(KINDS[kind]), _("Make the letter"), lead=lead)
    letter = Letter(kind=kind, **form.cleaned_data)
    return attempt(
        request,
        incident,
        lambda: actions.write_letter(incident=incident, letter=letter, by=request.user, now=timezone.now()),
        _("The letter is in the dossier. Download it there to print or send it."),
    )


def keep_all(incident: Incident, files: list[Evidence], title: str, by: User) -> None:
    """Keep each file; the second and further ones get a number."""
    for number, evidence in enumerate(files, start=1):
        name = title if number == 1 else f"{title[:110]} ({number})"
        actions.add_evidence(incident=incident, evidence=evidence, title=name, by=by, now=timezone.now())
