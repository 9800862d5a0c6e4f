"""The writer does not agree: a page for the writer, and one for the director to answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest, sent
from moderation import actions
from moderation.forms_dossier import AnswerForm, ComplaintForm
from moderation.models import Complaint, Report
from moderation.queries.complaints import disputable_by, removed_of
from moderation.queries.targets import place_of
from moderation.views.dossier_work import attempt, form_page, leading_or_403

KINDS = ("post", "comment", "photo", "message")


@login_required
@require_safe
def complaint_about(request: UserRequest, kind: str, target_id: UUID) -> HttpResponse:
    """From the place where something was, to the page on which its writer says not to agree.

    Where there is nothing to answer in the portal (the own words taken back, a whole conversation that went, a
    dossier that was destroyed) the writer reads why.
    """
    if kind not in KINDS:
        raise Http404
    incident = disputable_by(request.user).filter(**{f"{kind}_id": target_id}).last()
    if incident is not None:
        return redirect("moderation:complaint", incident.pk)
    removed = removed_of(request.user, kind, target_id)
    if removed is None:
        raise Http404
    if removed.incidents.filter(about=request.user, reports__reason=Report.Reason.WITHDRAWN).exists():
        messages.info(request, _("You took this back yourself."))
    else:
        messages.info(request, _("This cannot be done here. Do you not agree? Call or mail the school."))
    return redirect(place_of(removed))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """For the writer alone: say why you do not agree, once, and read the answer."""
    incident = get_object_or_404(disputable_by(request.user), pk=incident_id)
    said = Complaint.objects.filter(incident=incident).first()
    form = ComplaintForm(sent(request))
    if request.method == "POST" and said is None and form.is_valid():
        actions.complain(
            incident=incident, text=form.cleaned_data["text"], by=request.user, now=timezone.now()
        )
        messages.success(request, _("The director reads it and answers you."))
        return redirect("moderation:complaint", incident.pk)
    context = {"incident": incident, "complaint": said, "form": form}
    bad = request.method == "POST" and said is None
    return render(request, "moderation/complaint.html", context, status=422 if bad else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def complaint_answer(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = leading_or_403(request, incident_id)
    said = get_object_or_404(Complaint, incident=incident)
    form = AnswerForm(sent(request))
    if not form.is_valid():
        return form_page(
            request, incident, form, _("Answer the writer"), _("Send this answer"), quote=said.text
        )
    return attempt(
        request,
        incident,
        lambda: actions.answer_complaint(
            incident=incident, answer=form.cleaned_data["answer"], by=request.user, now=timezone.now()
        ),
        _("The writer gets a mail and reads your answer."),
    )
