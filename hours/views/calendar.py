"""The calendar of the school, for who leads it and its office."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest, see_other, sent
from groups.models import School
from hours import actions
from hours.errors import Refused
from hours.forms.calendar import FreePeriodForm
from hours.forms.people import ColleagueAwayForm
from hours.forms.week import WeekForm
from hours.models import FreePeriod, StaffAbsence
from hours.permissions import may_count_exceptions, schools_kept_by
from hours.queries.schedules import lessons_of
from hours.queries.team import team_of
from hours.views.fetch import at_school, school_among
from people.models import User


@login_required
@require_safe
def calendar(request: UserRequest) -> HttpResponse:
    """Show the days without lessons that are not over, the lesson times, and who is away."""
    schools = schools_kept_by(request.user)
    school = school_among(request, schools)
    today = timezone.localdate()
    away = StaffAbsence.objects.from_day(today).filter(school=school)
    context = {
        "school": school,
        "schools": schools,
        "today": today,
        "periods": school.free_periods.from_day(today),
        "lessons": school.lesson_times.all(),
        "absences": away.select_related("user", "stand_in"),
        "leads": may_count_exceptions(request.user, school),
    }
    return render(request, "hours/calendar.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def period_create(request: UserRequest) -> HttpResponse:
    """Enter days without lessons by hand."""
    school = school_among(request, schools_kept_by(request.user))
    form = FreePeriodForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_free_period(
                school=school,
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                days=form.days,
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("name", str(refused.reason))
        else:
            messages.success(request, pgettext("staff", "It is in the calendar."))
            return back(school)
    context = {"school": school, "form": form}
    return render(request, "hours/period_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def period_edit(request: UserRequest, pk: UUID) -> HttpResponse:
    """Change days without lessons; from then on they are the school's own."""
    period = period_or_404(request.user, pk)
    form = FreePeriodForm(sent(request), period=period)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_free_period(
                period=period,
                name=form.cleaned_data["name"],
                kind=form.cleaned_data["kind"],
                days=form.days,
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error("name", str(refused.reason))
        else:
            messages.success(request, pgettext("staff", "The calendar is changed."))
            return back(period.school)
    context = {"school": period.school, "period": period, "form": form}
    return render(request, "hours/period_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def period_remove(request: UserRequest, pk: UUID) -> HttpResponse:
    """Take days out of the calendar."""
    period = period_or_404(request.user, pk)
    actions.remove_free_period(period=period, by=request.user)
    messages.success(request, pgettext("staff", "It is out of the calendar."))
    return back(period.school)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def lesson_times(request: UserRequest) -> HttpResponse:
    """The hours in which there are lessons (R117)."""
    school = school_among(request, schools_kept_by(request.user))
    form = WeekForm(sent(request), week=lessons_of(school))
    if request.method == "POST" and form.is_valid():
        actions.set_lesson_times(school=school, week=form.week, by=request.user)
        messages.success(request, pgettext("staff", "The lesson times are saved."))
        return back(school)
    context = {"school": school, "form": form}
    return render(request, "hours/lesson_times.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def colleague_absence_create(request: UserRequest) -> HttpResponse:
    """Enter that a colleague is away."""
    now = timezone.now()
    school = school_among(request, schools_kept_by(request.user))
    today = timezone.localdate(now)
    form = ColleagueAwayForm(sent(request), colleagues=team_of(school, today=today), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_away(
                user=form.cleaned_data["user"],
                school=school,
                days=form.days,
                stand_in=form.cleaned_data["stand_in"],
                by=request.user,
                now=now,
            )
        except Refused as refused:
            form.add_error("stand_in", str(refused.reason))
        else:
            messages.success(request, pgettext("staff", "The absence is saved."))
            return back(school)
    context = {"school": school, "form": form, "is_colleague": True}
    return render(request, "hours/absence_create.html", context, status=422 if form.errors else 200)


def period_or_404(user: User, pk: UUID) -> FreePeriod:
    kept = FreePeriod.objects.filter(school__in=schools_kept_by(user)).select_related("school")
    return get_object_or_404(kept, pk=pk)


def back(school: School) -> HttpResponse:
    return see_other(at_school(reverse("hours:calendar"), school))
