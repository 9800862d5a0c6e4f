"""What is done in a dossier: its kind, lines, steps, measures, closing. Each has a page of its own with one form."""

import logging
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.http import UserRequest, sent
from common.pdf import PdfFailed
from groups.errors import Refused as RefusedByGroups
from moderation import actions
from moderation.errors import Refused
from moderation.forms_dossier import EntryForm, FileForm, FinishForm, MeasureForm, StepForm
from moderation.models import Incident, Measure, Step
from moderation.permissions import may_file, may_lead
from moderation.queries.dossiers import readers_of
from moderation.views.dossiers import fetch_dossier

log = logging.getLogger(__name__)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_file(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Choose whose dossier it is and what it was."""
    incident = filing_or_403(request, incident_id)
    leads = may_lead(request.user, incident)
    initial = {"file": incident.file, "category": incident.category}
    form = FileForm(sent(request), leads=leads, initial=initial)
    if not form.is_valid():
        return form_page(request, incident, form, _("What kind of dossier is it?"), _("Save"))
    return attempt(
        request,
        incident,
        lambda: actions.file_incident(
            incident=incident, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
        _("Saved."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def entry_create(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_dossier(request.user, incident_id)
    form = EntryForm(sent(request))
    if not form.is_valid():
        return form_page(request, incident, form, _("Write down what happened"), _("Write it down"))
    return attempt(
        request,
        incident,
        lambda: actions.write_entry(
            incident=incident, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
        _("Written down."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def step_create(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = fetch_dossier(request.user, incident_id)
    readers = readers_of(incident, today=timezone.localdate())
    form = StepForm(sent(request), readers=readers, initial={"owner": request.user.pk})
    if not form.is_valid():
        return form_page(request, incident, form, _("Next step"), _("Add this step"))
    return attempt(
        request,
        incident,
        lambda: actions.add_step(incident=incident, by=request.user, now=timezone.now(), **form.cleaned_data),
        _("Added."),
    )


@login_required
@require_POST
def step_finish(request: UserRequest, incident_id: UUID, step_id: UUID) -> HttpResponse:
    """Tick a step, or untick it with `undo`."""
    incident = fetch_dossier(request.user, incident_id)
    step = get_object_or_404(Step.objects.select_related("incident"), pk=step_id, incident=incident)
    if request.POST.get("undo"):
        return attempt(
            request, incident, lambda: actions.reopen_step(step=step, by=request.user), _("It is open again.")
        )
    return attempt(
        request,
        incident,
        lambda: actions.finish_step(step=step, by=request.user, now=timezone.now()),
        _("Done."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def measure_create(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = leading_or_403(request, incident_id)
    form = MeasureForm(sent(request), incident=incident, initial={"starts_on": timezone.localdate()})
    if not form.people:
        messages.warning(request, _("This dossier is about nobody the school knows, so there is no measure."))
        return redirect("moderation:dossier-detail", incident.pk)
    if not form.is_valid():
        return form_page(request, incident, form, _("A measure"), _("Place this measure"))
    return attempt(
        request,
        incident,
        lambda: actions.decide_measure(
            incident=incident,
            kind=form.cleaned_data["kind"],
            about=form.chosen(),
            terms=form.terms(),
            by=request.user,
            now=timezone.now(),
        ),
        _("The measure is in the dossier."),
    )


@login_required
@require_POST
def measure_lift(request: UserRequest, incident_id: UUID, measure_id: UUID) -> HttpResponse:
    incident = leading_or_403(request, incident_id)
    measure = get_object_or_404(Measure.objects.select_related("incident"), pk=measure_id, incident=incident)
    return attempt(
        request,
        incident,
        lambda: actions.lift_measure(measure=measure, by=request.user, now=timezone.now()),
        _("Lifted. It is over now."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_finish(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = filing_or_403(request, incident_id)
    form = FinishForm(sent(request))
    if not form.is_valid():
        lead = _("The time that it is kept begins to count. A new step opens it again.")
        return form_page(request, incident, form, _("Close this dossier"), _("Close it"), lead=lead)
    return attempt(
        request,
        incident,
        lambda: actions.finish_dossier(
            incident=incident, by=request.user, now=timezone.now(), **form.cleaned_data
        ),
        _("The dossier is closed."),
    )


def filing_or_403(request: UserRequest, incident_id: UUID) -> Incident:
    """Return a dossier this account handles; 403 for who may only look."""
    incident = fetch_dossier(request.user, incident_id)
    if not may_file(request.user, incident):
        raise PermissionDenied
    return incident


def leading_or_403(request: UserRequest, incident_id: UUID) -> Incident:
    """Return a dossier of the school this account leads; 403 for who may only look."""
    incident = fetch_dossier(request.user, incident_id)
    if not may_lead(request.user, incident):
        raise PermissionDenied
    return incident


def form_page(
    request: UserRequest, incident: Incident, form: forms.Form, heading: str, button: str, **more: Any
) -> HttpResponse:
    """One form of a dossier on a page of its own; 422 when what was sent is not right."""
    context = {"incident": incident, "form": form, "heading": heading, "button": button, **more}
    return render(request, "moderation/dossier_form.html", context, status=422 if form.is_bound else 200)


def attempt(request: UserRequest, incident: Incident, act: Callable[[], object], said: str) -> HttpResponse:
    """Do it and say so, or say why not; both end on the page of the dossier."""
    try:
        act()
    except (Refused, RefusedByGroups) as refusal:
        messages.error(request, str(refusal.reason))
    except (PdfFailed, OSError):
        log.exception("Dossier %s: not stored", incident.pk)
        messages.error(request, _("It could not be stored. Nothing changed; try again later."))
    else:
        messages.success(request, said)
    return redirect("moderation:dossier-detail", incident.pk)
