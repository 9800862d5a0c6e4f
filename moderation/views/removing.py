"""The hard copy and the removal that needs it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.http import UserRequest
from moderation import actions
from moderation.errors import NotArchived
from moderation.forms import RemoveForm
from moderation.models import Incident
from moderation.views.handling import fetch_incident


@login_required
@require_POST
def incident_archive(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Hide it and ask for the hard copy, or for one without photos that cannot be read; the next page shows it."""
    incident, now = fetch_incident(request.user, incident_id), timezone.now()
    ask = actions.archive_without_photos if "without" in request.POST else actions.ask_for_archive
    ask(incident=incident, by=request.user, now=now)
    return redirect("moderation:incident-remove", incident.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident_remove(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_incident(request.user, incident_id)
    if incident.state in Incident.FINISHED or incident.target is None:
        return redirect("moderation:incident", incident.pk)
    data = request.POST if request.method == "POST" else None
    form = RemoveForm(data, has_author=incident.about is not None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.remove_content(
                incident=incident,
                agreement=form.cleaned_data["agreement"],
                note=form.cleaned_data["note"],
                tell_author=form.cleaned_data.get("tell_author", False),
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
