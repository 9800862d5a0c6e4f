"""The own hours of staff: the working week and being away."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from common.http import UserRequest, see_other, sent
from hours import actions
from hours.errors import Refused
from hours.forms.people import AwayForm
from hours.forms.week import OwnWeekForm
from hours.models import StaffAbsence
from hours.queries.quiet import quiet_time_of
from hours.queries.schedules import weeks_of
from hours.queries.team import schools_worked_at, team_of
from hours.views.fetch import at_school, school_among, spoken
from policies.queries import policy_for


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def week(request: UserRequest) -> HttpResponse:
    """Show and change the own working week, with the own absences and quiet time beside it (R045)."""
    now = timezone.now()
    schools = schools_worked_at(request.user, today=timezone.localdate(now))
    school = school_among(request, schools)
    policy = policy_for(school)
    form = OwnWeekForm(
        sent(request),
        week=weeks_of([request.user.pk], school).get(request.user.pk, {}),
        school_day=f"{spoken(policy.work_starts)} – {spoken(policy.work_ends)}",
    )
    if request.method == "POST" and form.is_valid():
        actions.set_week(school=school, week=form.week, by=request.user)
        messages.success(request, pgettext("staff", "Your working hours are saved."))
        return see_other(at_school(reverse("hours:week"), school))
    mine = StaffAbsence.objects.from_day(timezone.localdate(now)).filter(user=request.user, school=school)
    context = {
        "school": school,
        "schools": schools,
        "policy": policy,
        "form": form,
        "absences": mine.select_related("stand_in"),
        "quiet": quiet_time_of(request.user),
    }
    return render(request, "hours/week.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def absence_create(request: UserRequest) -> HttpResponse:
    """Say that oneself is away, and who stands in."""
    now = timezone.now()
    today = timezone.localdate(now)
    school = school_among(request, schools_worked_at(request.user, today=today))
    colleagues = team_of(school, today=today).exclude(pk=request.user.pk)
    form = AwayForm(sent(request), colleagues=colleagues, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_away(
                user=request.user,
                school=school,
                days=form.days,
                stand_in=form.cleaned_data["stand_in"],
                by=request.user,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, pgettext("staff", "Your absence is saved."))
            return see_other(at_school(reverse("hours:week"), school))
    context = {"school": school, "form": form}
    return render(request, "hours/absence_create.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def absence_end(request: UserRequest, pk: UUID) -> HttpResponse:
    """Somebody is back: by that person, or by who keeps the calendar."""
    seen = StaffAbsence.objects.visible_to(request.user).select_related("user", "school")
    absence = get_object_or_404(seen, pk=pk)
    actions.end_absence(absence=absence, by=request.user, now=timezone.now())
    messages.success(request, pgettext("staff", "The absence is over."))
    is_own = absence.user_id == request.user.pk
    return see_other(at_school(reverse("hours:week" if is_own else "hours:calendar"), absence.school))
