"""The list of a day, for teachers and the office; and the office that writes down what a parent says by telephone."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from agenda import permissions
from agenda.actions import absences as actions
from agenda.errors import Refused
from agenda.forms.absences import ReportForm
from agenda.queries import day_list, families
from agenda.queries.days import calendar_of
from agenda.views.fetch import day_asked, school_among
from common.http import UserRequest, see_other, sent
from groups.models import School
from groups.permissions import groups_where
from people.models import User


@login_required
@require_safe
def day(request: UserRequest) -> HttpResponse:
    """Who is not at school on a day, for each group this account reads."""
    schools = day_list.schools_of(request.user)
    school = school_among(request, schools)
    today = timezone.localdate()
    chosen = day_asked(request, today)
    calendar = calendar_of(school)
    days = day_list.day_of(day_list.lists_for(request.user, school), chosen, reader=request.user)
    context = {
        "school": school,
        "schools": schools,
        "today": today,
        "day": chosen,
        "before": max(
            calendar.school_days(chosen - timedelta(days=60), chosen - timedelta(days=1)), default=None
        ),
        "after": next(calendar.school_days(chosen + timedelta(days=1), chosen + timedelta(days=60)), None),
        "is_school_day": calendar.count(chosen, chosen) == 1,
        "days": days,
        "numbers": day_list.numbers_of(days),
        "keeps_office": permissions.keeps_office(request.user, school),
    }
    return render(request, "agenda/absence_day.html", context)


def office_schools(user: User) -> list[School]:
    wide = groups_where(user, "register").school_wide()
    return list(School.objects.filter(groups__in=wide).distinct().order_by("name", "pk"))


@login_required
@require_safe
def office_list(request: UserRequest) -> HttpResponse:
    """Choose the child a parent calls about."""
    schools = office_schools(request.user)
    school = school_among(request, schools)
    groups = day_list.lists_for(request.user, school)
    slug = request.GET.get("group")
    group = get_object_or_404(school.groups.running(), slug=slug) if slug else next(iter(groups), None)
    context = {
        "school": school,
        "schools": schools,
        "groups": groups,
        "group": group,
        "pupils": day_list.children_of(group) if group else [],
    }
    return render(request, "agenda/office_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def office_report(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Write down for a parent that a child is not at school."""
    pupil = get_object_or_404(families.pupils_at(office_schools(request.user)), child=child_id)
    child, school = pupil.child, pupil.group.school
    if permissions.is_family(request.user, child):
        raise PermissionDenied
    now = timezone.now()
    desk = families.desks_of([school], now)[school.pk]
    form = ReportForm(sent(request), day=desk.day, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_absence(
                absence_id=form.cleaned_data["absence_id"],
                child=child,
                school=school,
                details=form.details,
                by=request.user,
                now=now,
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(
                request, pgettext("staff", "%(name)s is on the list.") % {"name": child.full_name}
            )
            query = urlencode({"school": school.slug, "day": form.details.first_on.isoformat()})
            return see_other(f"{reverse('agenda:absence-day')}?{query}")
    context = {"form": form, "child": child, "school": school}
    return render(request, "agenda/office_report.html", context, status=422 if form.errors else 200)
