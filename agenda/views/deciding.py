"""The director's pages about leave: what waits, and the answer."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from agenda import permissions
from agenda.actions import leave as actions
from agenda.errors import Refused
from agenda.forms.leave import AnswerForm
from agenda.queries.leave import answered_by_school, leads_a_school, queue_of, weigh
from agenda.views.fetch import leave_or_404
from common.http import UserRequest, see_other, sent


@login_required
@require_safe
def queue(request: UserRequest) -> HttpResponse:
    """What waits for an answer, and what was answered before."""
    if not leads_a_school(request.user):
        raise PermissionDenied
    context = {"waiting": queue_of(request.user), "answered": answered_by_school(request.user)}
    return render(request, "agenda/leave_queue.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: UserRequest, pk: UUID) -> HttpResponse:
    """Answer one request."""
    leave = leave_or_404(request.user, pk)
    if not permissions.may_decide(request.user, leave):
        raise PermissionDenied
    if hasattr(leave, "decision"):
        return see_other(reverse("agenda:leave-detail", args=[pk]))
    weight = weigh(leave)
    form = AnswerForm(sent(request), is_ours=weight.is_ours)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decide_leave(request=leave, answer=form.answer, by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, pgettext("staff", "Your answer is sent. The letter is being printed."))
            return see_other(reverse("agenda:leave-detail", args=[pk]))
    context = {
        "leave": leave,
        "children": leave.children.all(),
        "weight": weight,
        "reads_reasons": True,
        "form": form,
    }
    return render(request, "agenda/leave_decide.html", context, status=422 if form.errors else 200)
