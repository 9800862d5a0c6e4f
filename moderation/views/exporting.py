"""A dossier as one file, for the director."""

import logging
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.http import UserRequest
from moderation import actions
from moderation.errors import Refused
from moderation.models import Incident
from moderation.permissions import may_lead

log = logging.getLogger(__name__)


@login_required
@require_POST
def dossier_export(request: UserRequest, incident_id: UUID) -> HttpResponseBase:
    """Give the bundle; with `for_inspection` the names of others are roles. Who took it is written down."""
    incidents = Incident.objects.open_to(request.user).select_related("school", "group", "about")
    incident = get_object_or_404(incidents, pk=incident_id)
    if not may_lead(request.user, incident):
        raise PermissionDenied
    for_inspection = request.POST.get("for_inspection") == "1"
    try:
        bundle = actions.export_dossier(
            incident=incident, for_inspection=for_inspection, by=request.user, now=timezone.now()
        )
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect("moderation:dossier-detail", incident.pk)
    except OSError:
        log.exception("Dossier %s cannot be exported", incident.pk)
        messages.error(
            request,
            _(
                "A document of this dossier is missing or no longer what it was. Ask who runs the server to check the"
                " dossiers."
            ),
        )
        return redirect("moderation:incident", incident.pk)
    name = f"dossier-{incident.number}{'-inspectie' if for_inspection else ''}.zip"
    response = FileResponse(bundle, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response
