"""The photos and documents of a report, for who handles it and for nobody else."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest, guarded
from common.storage import path_of
from moderation.queries.pictures import attached_to
from moderation.views.handling import fetch_incident


@login_required
@require_safe
def incident_attached(request: UserRequest, incident_id: UUID, attached_id: UUID) -> HttpResponseBase:
    """One of them, as readers got it; a document always as a download."""
    incident = fetch_incident(request.user, incident_id)
    known = {attached.id: attached for attached in attached_to(incident, today=timezone.localdate())}
    attached = known.get(attached_id)
    if attached is None or not attached.stored_as:
        raise Http404
    try:
        file = path_of(attached.stored_as).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = "" if attached.is_photo else attached.name
    kind, is_download = attached.content_type, not attached.is_photo
    return guarded(FileResponse(file, content_type=kind, filename=name, as_attachment=is_download))
