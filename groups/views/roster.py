"""The office reads in a roster: choose a file, look at the difference, record it or change nothing."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.http import sent
from groups.actions import roster_uploads
from groups.errors import Refused
from groups.forms.roster import ApplyForm, ColumnsForm, UploadForm
from groups.models import RosterUpload, School, SchoolGroupQuerySet
from groups.permissions import groups_where
from groups.roster.problems import RosterRefused
from groups.views.fetch import account_of
from groups.views.roster_look import FileGone, Look, kind_of, look_at, mapping_name
from people.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_import(request: HttpRequest) -> HttpResponse:
    """Step 1: choose a file. A file that cannot be used is refused here, in a sentence."""
    user = account_of(request)
    schools = list(School.objects.filter(groups__in=kept_by(user)).distinct().order_by("name"))
    if not schools:
        raise PermissionDenied
    form = UploadForm(sent(request), request.FILES or None, schools=schools)
    if request.method == "POST" and form.is_valid():
        file, content = form.cleaned_data["file"], form.cleaned_data["file"].read()
        try:
            look_at(content, kind_of(content), form.cleaned_data["school"], {}, timezone.localdate())
            upload = roster_uploads.keep_upload(
                school=form.cleaned_data["school"],
                kind=kind_of(content),
                file_name=file.name,
                content=content,
                by=user,
                now=timezone.now(),
            )
        except (RosterRefused, Refused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("groups:roster-check", upload.pk)
    return render(request, "groups/roster_import.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def roster_check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Step 2: look at the difference and apply it. Step 3 is the same address once it was applied."""
    upload = upload_or_404(account_of(request), pk)
    if upload.applied_at is not None:
        return render(request, "groups/roster_done.html", {"upload": upload})
    try:
        look = look_at_upload(request, upload)
    except (RosterRefused, FileGone) as refusal:
        messages.error(request, str(refusal))
        return redirect("groups:roster-import")
    if look.missing or "columns" in request.GET or "columns" in request.POST:
        return choose_columns(request, upload, look)
    form = ApplyForm(
        sent(request), merges=look.merges, asks=look.asks, initial={"fingerprint": look.fingerprint}
    )
    if request.method == "POST" and form.is_valid() and apply(request, upload, look, form):
        return redirect("groups:roster-check", upload.pk)
    context = {"upload": upload, "look": look, "form": form, "fingerprint": look.fingerprint}
    return render(request, look.template, context, status=422 if form.errors else 200)


@login_required
@require_POST
def roster_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave everything as it is and forget the file."""
    user = account_of(request)
    upload = upload_or_404(user, pk)
    if upload.applied_at is None:
        roster_uploads.discard_upload(upload=upload, by=user)
        messages.success(request, _("Nothing has been changed. The file is gone."))
    return redirect("groups:roster-import")


def kept_by(user: User) -> SchoolGroupQuerySet:
    """The school-wide groups whose roster this account keeps."""
    return groups_where(user, "register").school_wide()


def upload_or_404(user: User, pk: UUID) -> RosterUpload:
    """An upload for a school whose roster this account keeps."""
    uploads = RosterUpload.objects.filter(school__groups__in=kept_by(user)).select_related("school")
    return get_object_or_404(uploads, pk=pk)


def look_at_upload(request: HttpRequest, upload: RosterUpload) -> Look:
    mapping = request.session.get(mapping_name(upload.pk), {})
    content = roster_uploads.read_upload(upload=upload)
    if content is None:
        raise FileGone
    return look_at(content, upload.kind, upload.school, mapping, timezone.localdate())


def choose_columns(request: HttpRequest, upload: RosterUpload, look: Look) -> HttpResponse:
    """In between: a list of parents whose columns speak another language than ours."""
    if look.sheet is None:
        return redirect("groups:roster-check", upload.pk)
    data = request.POST if "columns" in request.POST else None
    form = ColumnsForm(data, columns=look.sheet.columns, known=look.sheet.mapping)
    if form.is_valid():
        request.session[mapping_name(upload.pk)] = form.mapping
        return redirect("groups:roster-check", upload.pk)
    context = {"upload": upload, "form": form}
    return render(request, "groups/roster_columns.html", context, status=422 if form.errors else 200)


def apply(request: HttpRequest, upload: RosterUpload, look: Look, form: ApplyForm) -> bool:
    """Apply as shown; a refusal becomes an error of the form."""
    try:
        plan = roster_uploads.apply_upload(
            upload=upload,
            content=look.content,
            plan_fingerprint=form.cleaned_data["fingerprint"],
            confirmed_gone=form.cleaned_data.get("confirmed_gone", False),
            decisions=form.decisions,
            by=account_of(request),
            now=timezone.now(),
        )
    except (Refused, RosterRefused) as refusal:
        form.add_error(None, str(refusal))
        return False
    if plan is not None:
        messages.success(request, look.done)
    return True
