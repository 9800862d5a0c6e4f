"""Where a parent says that a child is not at school, and everybody who may know reads how that went on."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agenda import permissions
from agenda.actions import absences as actions
from agenda.errors import Refused
from agenda.forms.absences import BackForm, DaysForm, ReportForm
from agenda.models import Absence
from agenda.queries import families
from agenda.queries.days import calendar_of
from agenda.queries.families import Desk, Pupil
from agenda.views.fetch import absence_or_404
from common.http import UserRequest, see_other, sent
from common.templatetags.kring import day as in_words
from people.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: UserRequest) -> HttpResponse:
    """The form and below it what was reported; POST reports."""
    now = timezone.now()
    pupils = families.own_pupils(request.user)
    desks = families.desks_of([pupil.school for pupil in pupils], now)
    today = timezone.localdate(now)
    day = min((desk.day for desk in desks.values()), default=today)
    form = ReportForm(sent(request), day=day, today=today, pupils=pupils)
    if request.method == "POST" and form.is_valid() and (told := report(request.user, form, now)):
        tell(request, told, desks[told.school_id], today)
        return see_other(f"{reverse('agenda:absence-create')}#reported")
    context = {
        "form": form,
        "pupils": pupils,
        "desks": desks.values(),
        "absences": families.absences_of_own(request.user),
        "leave_days": families.leave_granted_to_own(request.user, today),
        "today": today,
    }
    return render(request, "agenda/absence_create.html", context, status=422 if form.errors else 200)


def report(user: User, form: ReportForm, now: datetime) -> Absence | None:
    """Report it; what cannot be becomes an error on the form."""
    pupil: Pupil = form.pupil
    try:
        return actions.report_absence(
            absence_id=form.cleaned_data["absence_id"],
            child=pupil.child,
            school=pupil.school,
            details=form.details,
            by=user,
            now=now,
        )
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return None


def tell(request: UserRequest, absence: Absence, desk: Desk, today: date) -> None:
    """Say that it is done, and what is still to do: after the hour of the school somebody has to call."""
    words = {"name": absence.child.short_name, "day": in_words(absence.first_on)}
    messages.success(request, _("%(name)s is reported absent, from %(day)s.") % words)
    if desk.is_late and absence.first_on <= today:
        phone = {"time": desk.before.strftime("%H.%M"), "phone": desk.school.phone}
        messages.warning(
            request, _("It is after %(time)s. Please call the school as well: %(phone)s.") % phone
        )


@login_required
@require_safe
def detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """One report, with what can be done about it."""
    absence = absence_or_404(request.user, pk)
    today = timezone.localdate()
    is_staff = not permissions.is_family(request.user, absence.child)
    context = {
        "absence": absence,
        "words": absence.text if permissions.may_read_words(request.user, absence) else "",
        "is_staff": is_staff,
        "versions": absence.versions.select_related("made_by") if is_staff else [],
        "may_correct": may_still(absence) and permissions.may_correct(request.user, absence),
        "days_back": days_back(absence, today) if permissions.may_end(request.user, absence) else [],
        "may_withdraw": may_still(absence)
        and absence.first_on >= today
        and permissions.may_end(request.user, absence),
        "today": today,
    }
    return render(request, "agenda/absence_detail.html", context)


def may_still(absence: Absence) -> bool:
    return absence.withdrawn_at is None and absence.blanked_at is None


def days_back(absence: Absence, today: date) -> list[date]:
    """The days on which the child can be said to be back: today, and the next school day."""
    if not may_still(absence) or not absence.is_whole_day:
        return []
    week = calendar_of(absence.school).school_days(today, today + timedelta(days=7))
    days = [day for day in week if day > absence.first_on][:2]
    return [day for day in days if absence.last_on is None or absence.last_on >= day]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: UserRequest, pk: UUID) -> HttpResponse:
    """Say it differently: longer, shorter, another reason."""
    absence = absence_or_404(request.user, pk)
    if not permissions.may_correct(request.user, absence):
        raise PermissionDenied
    form = DaysForm(sent(request), initial=vars(actions.details_of(absence)))
    if request.method == "POST" and form.is_valid():
        try:
            actions.correct_absence(
                absence=absence, details=form.details, by=request.user, now=timezone.now()
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _("The report is changed."))
            return see_other(reverse("agenda:absence-detail", args=[pk]))
    context = {"absence": absence, "form": form}
    return render(request, "agenda/absence_correct.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def recover(request: UserRequest, pk: UUID) -> HttpResponse:
    """The child is better: from this day on it is at school again."""
    absence = absence_or_404(request.user, pk)
    form = BackForm(request.POST)
    if not permissions.may_end(request.user, absence):
        raise PermissionDenied
    if not form.is_valid():
        messages.error(request, _("Choose the day on which the child is back."))
        return see_other(reverse("agenda:absence-detail", args=[pk]))
    back_on = form.cleaned_data["back_on"]
    try:
        actions.report_recovered(absence=absence, back_on=back_on, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        words = {"name": absence.child.short_name, "day": in_words(back_on)}
        messages.success(request, _("%(name)s is at school again on %(day)s.") % words)
    return see_other(reverse("agenda:absence-detail", args=[pk]))


@login_required
@require_POST
def withdraw(request: UserRequest, pk: UUID) -> HttpResponse:
    """The child is at school after all."""
    absence = absence_or_404(request.user, pk)
    try:
        actions.withdraw_absence(absence=absence, by=request.user, now=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, _("The report is taken back."))
    return see_other(reverse("agenda:absence-detail", args=[pk]))
