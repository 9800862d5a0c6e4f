"""The hard copy and the removal that needs it."""

import logging
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest
from common.storage import path_of
from moderation import actions
from moderation.errors import NotArchived
from moderation.forms import RemoveForm
from moderation.models import DossierDocument, Incident
from moderation.views.handling import fetch_incident

log = logging.getLogger(__name__)


@login_required
@require_POST
def incident_archive(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Hide it and ask for the hard copy; the page that follows shows when it is there."""
    incident = fetch_incident(request.user, incident_id)
    actions.ask_for_archive(incident=incident, by=request.user, now=timezone.now())
    return redirect("moderation:incident-remove", incident.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident_remove(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_incident(request.user, incident_id)
    if incident.state in (Incident.State.REMOVED, Incident.State.DISMISSED):
        return redirect("moderation:incident", incident.pk)
    form = RemoveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_content(
                incident=incident,
                agreement=form.cleaned_data["agreement"],
                note=form.cleaned_data["note"],
                tell_author=form.cleaned_data["tell_author"],
                by=request.user,
                now=timezone.now(),
            )
        except NotArchived as refusal:
            form.add_error(None, str(refusal.reason))
        else:
            messages.success(request, _("Removed. The copy stays in the dossier."))
            return redirect("moderation:incident", incident.pk)
    context = {"incident": incident, "form": form, "document": incident.hard_copy}
    template = (
        "moderation/_document_step.html"
        if request.headers.get("HX-Request")
        else "moderation/incident_remove.html"
    )
    return render(request, template, context, status=422 if form.errors else 200)


@login_required
@require_safe
def document(request: UserRequest, document_id: UUID) -> HttpResponseBase:
    """Give the hard copy to whoever handles its incident."""
    documents = DossierDocument.objects.filter(incident__in=Incident.objects.visible_to(request.user))
    found = get_object_or_404(documents.select_related("incident"), pk=document_id)
    try:
        file = path_of(found.stored_as).open("rb")
    except FileNotFoundError:
        log.error("The file of dossier document %s is gone", found.pk)
        raise Http404 from None
    response = FileResponse(
        file, filename=f"dossier-{found.incident.number}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    return response
