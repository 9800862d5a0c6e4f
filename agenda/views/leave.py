"""Where a family asks for leave, and where it reads the answer."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda import permissions
from agenda.actions import leave as actions
from agenda.errors import Refused
from agenda.forms.leave import LeaveForm
from agenda.models import LeaveRequest
from agenda.queries import families
from agenda.queries.leave import weigh
from agenda.views.fetch import leave_or_404
from common.background import after_commit_once
from common.http import UserRequest, see_other, sent
from common.storage import path_of
from people.models import User

WAIT_SECONDS = 30


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: UserRequest) -> HttpResponse:
    """The form and below it what was asked before; POST asks."""
    now = timezone.now()
    pupils = families.own_pupils(request.user)
    files = request.FILES if request.method == "POST" else None
    form = LeaveForm(sent(request), files, pupils=pupils, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid() and (asked := ask(request.user, form, now)):
        messages.success(
            request, _("Your request is with the director. You get a mail when there is an answer.")
        )
        return see_other(reverse("agenda:leave-detail", args=[asked.pk]))
    context = {"form": form, "pupils": pupils, "requests": families.leave_of_own(request.user)}
    return render(request, "agenda/leave_create.html", context, status=422 if form.errors else 200)


def ask(user: User, form: LeaveForm, now: datetime) -> LeaveRequest | None:
    """Ask it; what cannot be becomes an error on the form."""
    try:
        return actions.request_leave(
            request_id=form.cleaned_data["request_id"],
            children=form.children_chosen,
            school=form.chosen[0].school,
            wish=form.wish,
            document=form.cleaned_data["document"],
            by=user,
            now=now,
        )
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return None


@login_required
@require_safe
def detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """One request with its answer, for who asked and for who leads the school."""
    leave = leave_or_404(request.user, pk)
    is_open = leave.withdrawn_at is None and not hasattr(leave, "decision")
    context = {
        "leave": leave,
        "children": leave.children.all(),
        "is_open": is_open,
        "is_mine": leave.requested_by_id == request.user.pk,
        "may_decide": is_open and permissions.may_decide(request.user, leave),
        "weight": weigh(leave),
        "reads_reasons": permissions.may_read_reasons(request.user, leave),
    }
    return render(request, "agenda/leave_detail.html", context)


@login_required
@require_POST
def withdraw(request: UserRequest, pk: UUID) -> HttpResponse:
    """Take the request back while nobody answered."""
    leave = leave_or_404(request.user, pk)
    try:
        actions.withdraw_leave(request=leave, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("Your request is taken back."))
    return see_other(reverse("agenda:leave-detail", args=[pk]))


@login_required
@require_safe
def document(request: UserRequest, pk: UUID) -> HttpResponseBase:
    """What came along with the request, as a download."""
    leave = leave_or_404(request.user, pk)
    if not permissions.may_read_reasons(request.user, leave):
        raise PermissionDenied
    if not leave.document_as:
        raise Http404
    suffix = leave.document_as.rpartition(".")[2]
    return private(leave.document_as, f"verlof-{leave.first_on:%Y-%m-%d}.{suffix}", leave.document_type)


@login_required
@require_safe
def letter(request: UserRequest, pk: UUID) -> HttpResponseBase:
    """The letter with the answer; a page while it is being printed."""
    leave = leave_or_404(request.user, pk)
    if not permissions.may_read_reasons(request.user, leave):
        raise PermissionDenied
    if not hasattr(leave, "decision"):
        raise Http404
    kept = getattr(leave.decision, "letter", None)
    if kept is None or not path_of(kept.stored_as).is_file():
        task = "agenda.tasks.print_letter"
        after_commit_once(str(leave.decision.pk), WAIT_SECONDS, task, leave.decision.pk)
        return render(request, "agenda/leave_letter_wait.html", {"leave": leave}, status=202)
    return private(kept.stored_as, f"verlof-{leave.first_on:%Y-%m-%d}-antwoord.pdf", "application/pdf")


def private(stored_as: str, name: str, content_type: str) -> HttpResponseBase:
    """A file as a download that no cache keeps."""
    try:
        file = path_of(stored_as).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
