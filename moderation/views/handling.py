"""The queue of reports and what can be done with one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.http import UserRequest
from groups.permissions import groups_where
from moderation import actions
from moderation.forms import HANDLED, AssignForm, ConsultForm, DismissForm
from moderation.models import DossierDocument, Incident
from moderation.permissions import may_lead, may_see_reporters
from moderation.queries.handlers import handlers_of
from moderation.queries.pictures import attached_to
from moderation.queries.queue import AROUND, FILTERS, counts_of, queue
from moderation.queries.restrictions import held_around
from moderation.queries.talks import shown_with
from people.models import User


def fetch_incident(user: User, incident_id: UUID) -> Incident:
    """Return an incident this account handles; 404 when it does not."""
    incidents = Incident.objects.visible_to(user).select_related(
        *AROUND, "group__school", "school", "closed_by", "message__author", "conversation__school"
    )
    return get_object_or_404(incidents, pk=incident_id)


@login_required
@require_safe
def report_list(request: UserRequest) -> HttpResponse:
    """Show what is open, the gravest first; a teacher sees the own groups, the director the school."""
    if not groups_where(request.user, "moderate").exists():
        raise PermissionDenied
    wanted = request.GET.get("state", "")
    chosen = wanted if wanted in FILTERS else "open"
    context = {
        "incidents": queue(request.user, chosen),
        "counts": counts_of(request.user),
        "chosen": chosen,
        "now": timezone.now(),
    }
    return render(request, "moderation/report_list.html", context)


@login_required
@require_safe
def incident_detail(request: UserRequest, incident_id: UUID) -> HttpResponse:
    return page(request, fetch_incident(request.user, incident_id))


def page(request: UserRequest, incident: Incident, wrong: Form | None = None) -> HttpResponse:
    """The page of one incident; `wrong` is the form that was sent and could not be read."""
    handlers = handlers_of(incident, today=timezone.localdate())
    asked = [] if incident.destroyed_at else handlers
    others = [handler for handler in asked if handler != request.user]
    forms: dict[str, Form] = {
        "dismiss_form": DismissForm(),
        "assign_form": AssignForm(handlers=handlers, initial={"assign_to": incident.assigned_to_id}),
        "consult_form": ConsultForm(handlers=others),
    }
    names = {DismissForm: "dismiss_form", AssignForm: "assign_form", ConsultForm: "consult_form"}
    if wrong is not None:
        forms[names[type(wrong)]] = wrong
    context = {
        "incident": incident,
        **forms,
        "form": wrong,
        "others": others,
        "reports": incident.reports.select_related("reported_by"),
        "entries": incident.entries.select_related("written_by"),
        "sees_reporters": may_see_reporters(request.user, incident),
        "document": incident.hard_copy,
        "snapshots": incident.documents.filter(kind=DossierDocument.Kind.SNAPSHOT),
        "comments": thread_of(incident),
        "attached": attached_to(incident, today=timezone.localdate()),
        "messages_before": shown_with(incident, request.user),
        "taken_back": incident.is_taken_back(),
        "may_take_whole": incident.message is not None and may_lead(request.user, incident),
        "held": held_around(incident, request.user, now=timezone.now()),
    }
    return render(request, "moderation/incident.html", context, status=422 if wrong else 200)


def thread_of(incident: Incident) -> list[object]:
    """The comments below the post, for who handles the thread; the last ones of a long one."""
    if incident.post is None or not incident.is_thread:
        return []
    newest = incident.post.comments.select_related("author").order_by("-created_at", "-id")[:50]
    return list(reversed(newest))


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
    actions.restore_incident(incident=incident, by=request.user, now=timezone.now())
    messages.success(request, _("Everybody in the group can see it again."))
    return redirect("moderation:incident", incident.pk)


@login_required
@require_POST
def incident_dismiss(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_incident(request.user, incident_id)
    form = DismissForm(request.POST)
    if not form.is_valid():
        return page(request, incident, form)
    actions.dismiss_incident(
        incident=incident,
        note=form.cleaned_data["note"],
        is_wrong=form.cleaned_data["outcome"] == HANDLED,
        by=request.user,
        now=timezone.now(),
    )
    messages.success(request, _("This report is closed."))
    return redirect("moderation:report-list")


@login_required
@require_POST
def incident_assign(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Give it to somebody who may handle it."""
    incident, now = fetch_incident(request.user, incident_id), timezone.now()
    form = AssignForm(request.POST, handlers=handlers_of(incident, today=timezone.localdate(now)))
    if not form.is_valid():
        return page(request, incident, form)
    to = form.cleaned_data["assign_to"]
    actions.assign_incident(incident=incident, to=to, by=request.user, now=now)
    messages.success(request, _("%(person)s handles this now.") % {"person": to.get_full_name()})
    return redirect("moderation:incident", incident.pk)


@login_required
@require_POST
def incident_consult(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Ask another handler something, or answer."""
    incident, now = fetch_incident(request.user, incident_id), timezone.now()
    handlers = handlers_of(incident, today=timezone.localdate(now))
    form = ConsultForm(request.POST, handlers=[person for person in handlers if person != request.user])
    if not form.is_valid():
        return page(request, incident, form)
    to = form.cleaned_data["ask"]
    actions.consult(
        incident=incident, to=to, text=form.cleaned_data["words"].strip(), by=request.user, now=now
    )
    messages.success(request, _("%(person)s gets a mail.") % {"person": to.get_full_name()})
    return redirect("moderation:incident", incident.pk)
