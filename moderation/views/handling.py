"""The queue of reports and what can be done with one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.http import UserRequest
from groups.permissions import groups_where
from moderation import actions
from moderation.forms import DismissForm
from moderation.models import Incident
from moderation.permissions import may_see_reporters
from moderation.queries.restrictions import held_around
from people.models import User

State = Incident.State
BUSY = (State.ARCHIVING, State.ARCHIVE_FAILED, State.ARCHIVED)
FILTERS = {"open": (State.OPEN,), "busy": BUSY, "done": (State.REMOVED, State.DISMISSED)}


def fetch_incident(user: User, incident_id: UUID) -> Incident:
    """Return an incident this account handles; 404 when it does not."""
    incidents = Incident.objects.visible_to(user).select_related(
        "group", "school", "about", "post", "comment__post", "closed_by"
    )
    return get_object_or_404(incidents, pk=incident_id)


@login_required
@require_safe
def report_list(request: UserRequest) -> HttpResponse:
    """Show what is open, oldest first; a teacher sees the own groups, the director the school."""
    if not groups_where(request.user, "moderate").exists():
        raise PermissionDenied
    chosen = request.GET.get("state", "open")
    states = FILTERS.get(chosen, FILTERS["open"])
    mine = Incident.objects.visible_to(request.user)
    counts = mine.aggregate(**{name: Count("pk", filter=Q(state__in=held)) for name, held in FILTERS.items()})
    incidents = (
        mine.filter(state__in=states)
        .select_related("group", "about", "post", "comment__post")
        .annotate(report_count=Count("reports", distinct=True))
        .prefetch_related("reports__photo")
    )
    context = {
        "incidents": incidents[:100],
        "counts": counts,
        "chosen": chosen if chosen in FILTERS else "open",
    }
    return render(request, "moderation/report_list.html", context)


@login_required
@require_safe
def incident_detail(request: UserRequest, incident_id: UUID) -> HttpResponse:
    return page(request, fetch_incident(request.user, incident_id), DismissForm())


def page(request: UserRequest, incident: Incident, form: DismissForm) -> HttpResponse:
    context = {
        "incident": incident,
        "form": form,
        "reports": incident.reports.select_related("reported_by", "photo"),
        "sees_reporters": may_see_reporters(request.user, incident),
        "document": incident.hard_copy,
        "taken_back": incident.is_taken_back(),
        "held": held_around(incident, request.user, now=timezone.now()),
    }
    return render(request, "moderation/incident.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def incident_hide(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_incident(request.user, incident_id)
    actions.hide_incident(incident=incident, by=request.user, now=timezone.now())
    messages.success(request, _("It is hidden. You can bring it back at any time."))
    return redirect("moderation:incident", incident.pk)


@login_required
@require_POST
def incident_restore(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_incident(request.user, incident_id)
    actions.restore_incident(incident=incident, by=request.user)
    messages.success(request, _("Everybody in the group can see it again."))
    return redirect("moderation:incident", incident.pk)


@login_required
@require_POST
def incident_dismiss(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_incident(request.user, incident_id)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return page(request, incident, form)
    note = form.cleaned_data["note"]
    actions.dismiss_incident(incident=incident, note=note, by=request.user, now=timezone.now())
    messages.success(request, _("This report is closed."))
    return redirect("moderation:report-list")
