"""Rounds and letters: asking all guardians, reminding them, and stopping."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest, see_other, sent
from common.pdf import PdfFailed, render_pdf
from consent import permissions
from consent.actions import rounds as actions
from consent.errors import Refused
from consent.models import ConsentRound
from consent.queries import overview, rounds
from consent.staff_forms import RoundForm
from consent.views.fetch import at_school, school_among, schools_where
from groups.models import School, SchoolGroup
from groups.permissions import groups_with_any
from people.models import User
from policies.models import Renewal
from policies.queries import policy_for

KEEPING = ("direct", "register")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def round_list(request: UserRequest) -> HttpResponse:
    """Show the rounds of a school; POST opens the next one."""
    schools = schools_where(request.user, *KEEPING)
    school = school_among(request, schools)
    today, policy = timezone.localdate(), policy_for(school)
    running = school.consent_rounds.running().asking().first()
    if running and request.method == "POST":
        messages.error(request, _("A round is open already."))
        return see_other(reverse("consent:round-detail", args=[running.pk]))
    form = RoundForm(sent(request), last_day=rounds.default_last_day(policy, today), today=today)
    if request.method == "POST" and form.is_valid():
        return open_one(request, school, form)
    answers = overview.answers_about(overview.children_at(school, today), school=school, today=today)
    context = {
        "school": school,
        "schools": schools,
        "form": form,
        "rounds": school.consent_rounds.select_related("purpose", "opened_by"),
        "running": running,
        "waiting": len(rounds.waiting(answers)),
        "expires": policy.consent_renewal == Renewal.RECONFIRM,
        "leads": permissions.may_change_purposes(request.user, school),
    }
    return render(request, "consent/round_list.html", context, status=422 if form.errors else 200)


def open_one(request: UserRequest, school: School, form: RoundForm) -> HttpResponse:
    """Open the round and go to its page; when somebody else was quicker, back to the list that shows theirs."""
    try:
        opened = actions.open_round(
            school=school,
            closes_on=form.cleaned_data["closes_on"],
            remind_on=form.days,
            by=request.user,
            now=timezone.now(),
        )
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return see_other(at_school(reverse("consent:round-list"), school))
    messages.success(request, pgettext("staff", "The round is open. The mails are on their way."))
    return see_other(reverse("consent:round-detail", args=[opened.pk]))


@login_required
@require_safe
def round_detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """Show how far a round is: per group, the mails, and what closing does."""
    found = round_or_404(request.user, pk)
    school, today = found.school, timezone.localdate()
    answers = overview.answers_about(overview.children_at(school, today), school=school, today=today)
    policy = policy_for(school)
    days = rounds.days_of(found)
    context = {
        "round": found,
        "school": school,
        "bars": overview.progress_of(school.groups.running().classes(), answers),
        "total": overview.total_of(answers),
        "waiting": len(rounds.recipients_of(found, today=today)),
        "days": days,
        "mailed_today": any(day.reminder.due_on == today for day in days),
        "refused": rounds.refused_in(found),
        "expires": policy.consent_renewal == Renewal.RECONFIRM,
        "today": today,
    }
    return render(request, "consent/round_detail.html", context)


@login_required
@require_POST
def round_remind(request: UserRequest, pk: UUID) -> HttpResponse:
    """Mail today who did not answer."""
    found = round_or_404(request.user, pk)
    try:
        actions.remind_now(consent_round=found, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, pgettext("staff", "The reminders are on their way."))
    return see_other(reverse("consent:round-detail", args=[pk]))


@login_required
@require_POST
def round_close(request: UserRequest, pk: UUID) -> HttpResponse:
    """Stop the mails of this round."""
    found = round_or_404(request.user, pk)
    actions.close_round(consent_round=found, by=request.user, now=timezone.now())
    messages.success(request, pgettext("staff", "The round is closed. No more mails go out."))
    return see_other(reverse("consent:round-detail", args=[pk]))


@login_required
@require_safe
def letters(request: UserRequest, slug: str) -> HttpResponse:
    """Print a form for every child of a group about which something is still open."""
    seen = groups_with_any(request.user, "view", "register").select_related("school")
    group = get_object_or_404(seen.exclude(kind=SchoolGroup.Kind.SCHOOL), slug=slug)
    if not permissions.may_keep_rounds(request.user, group.school):
        raise PermissionDenied
    now = timezone.now()
    sheets = overview.unfinished_in(group, today=timezone.localdate(now))
    if not sheets:
        messages.info(
            request,
            pgettext("staff", "All children of this group have all choices. There is nothing to print."),
        )
        return see_other(at_school(reverse("consent:overview"), group.school))
    context = {"sheets": sheets, "group": group, "school": group.school, "school_name": group.school.name}
    try:
        document = render_pdf("pdf/consent_form.html", context, identifier=b"consent-form", created=now)
    except PdfFailed:
        messages.error(request, pgettext("staff", "The letters could not be printed. Try again."))
        return see_other(at_school(reverse("consent:overview"), group.school))
    response = HttpResponse(document, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="beeldvoorkeuren-{group.slug}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def round_or_404(user: User, pk: UUID) -> ConsentRound:
    kept = ConsentRound.objects.filter(school__in=schools_where(user, *KEEPING))
    return get_object_or_404(kept.select_related("school", "purpose", "opened_by"), pk=pk)
