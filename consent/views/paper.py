"""Forms on paper: choosing whose, writing down what stands on it, and opening the scan again."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest, see_other, sent
from common.storage import read_private
from consent.actions import paper as actions
from consent.errors import PaperRefused, Refused
from consent.forms import field_name
from consent.queries import paper as queries
from consent.queries.choices import purposes_for
from consent.staff_forms import PaperEntryForm
from consent.views.fetch import school_among, schools_where
from people.models import ParentalAuthority


@login_required
@require_safe
def paper_list(request: UserRequest) -> HttpResponse:
    """Choose the child and the guardian whose form lies here."""
    schools = schools_where(request.user, "direct", "register")
    school = school_among(request, schools)
    groups = school.groups.running().classes()
    slug = request.GET.get("group")
    group = get_object_or_404(groups, slug=slug) if slug else groups.first()
    here = [group] if group else []
    signers = queries.signers_for(request.user).filter(
        child__enrolments__group__in=here, child__enrolments__ended_on=None
    )
    context = {
        "school": school,
        "schools": schools,
        "groups": groups,
        "group": group,
        "signers": signers.order_by("child__first_name", "child__last_name", "created_at"),
    }
    return render(request, "consent/paper_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_entry(request: UserRequest, pk: UUID) -> HttpResponse:
    """Write down a signed form: its date, its scan and its answers."""
    authority = get_object_or_404(queries.signers_for(request.user), pk=pk)
    today = timezone.localdate()
    purposes = [
        purpose
        for purpose in purposes_for(authority.child, today=today)
        if purpose.school_id in set(queries.kept_by(request.user).values_list("pk", flat=True))
    ]
    form = PaperEntryForm(sent(request), request.FILES or None, purposes=purposes, today=today)
    if request.method == "POST" and form.is_valid() and enter(request, authority, form):
        messages.success(
            request, pgettext("staff", "The form of %(name)s is saved.") % {"name": authority.display_name}
        )
        return see_other(reverse("consent:paper-entry", args=[pk]))
    context = {
        "authority": authority,
        "form": form,
        "questions": [(purpose, form[field_name(purpose)]) for purpose in purposes],
        "own_choice": queries.newest_own_choice(authority),
        "paper_forms": queries.forms_for(request.user)
        .filter(authority=authority)
        .select_related("entered_by"),
    }
    return render(request, "consent/paper_entry.html", context, status=422 if form.errors else 200)


def enter(request: UserRequest, authority: ParentalAuthority, form: PaperEntryForm) -> bool:
    """Save it; what cannot be written down any more becomes an error at the question."""
    try:
        actions.enter_paper(
            authority=authority,
            signed_on=form.cleaned_data["signed_on"],
            scan=form.cleaned_data["scan"],
            answers=form.answers,
            by=request.user,
            now=timezone.now(),
        )
    except PaperRefused as refused:
        for purpose in form.purposes:
            if purpose.pk in refused.reasons:
                form.add_error(field_name(purpose), refused.reasons[purpose.pk])
        return False
    except Refused as refused_file:
        form.add_error("scan", str(refused_file.reason))
        return False
    return True


@login_required
@require_safe
def paper_scan(request: UserRequest, pk: UUID) -> HttpResponse:
    """Hand out a scan, as a download, to the office, the director and the guardian who signed it."""
    form = get_object_or_404(queries.forms_for(request.user), pk=pk)
    try:
        content = read_private(form.stored_as)
    except FileNotFoundError as error:
        raise Http404 from error
    suffix = form.stored_as.rpartition(".")[2]
    response = HttpResponse(content, content_type=form.content_type)
    response["Content-Disposition"] = f'attachment; filename="formulier-{form.signed_on:%Y-%m-%d}.{suffix}"'
    response["Cache-Control"] = "private, no-store"
    return response
