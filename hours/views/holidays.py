"""Taking over the holiday list of the government: choose the file, look, record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import npgettext, pgettext
from django.views.decorators.http import require_http_methods

from common.http import UserRequest, see_other, sent
from groups.models import School
from hours import actions
from hours.forms.calendar import ConfirmForm, HolidayFileForm, sign_holidays
from hours.permissions import schools_kept_by
from hours.queries.calendar import holiday_plan
from hours.views.fetch import at_school, school_among
from policies.queries import policy_for

PAGE = "hours/holiday_import.html"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def holiday_import(request: UserRequest) -> HttpResponse:
    """POST with a file shows what it would change; `shown` records what was shown."""
    school = school_among(request, schools_kept_by(request.user))
    if "shown" in request.POST:
        return record(request, school)
    region = policy_for(school).holiday_region
    form = HolidayFileForm(sent(request), request.FILES or None, region=region)
    context = {"school": school, "form": form}
    if request.method == "POST" and form.is_valid():
        found = form.found
        plan = holiday_plan(school, found.holidays, today=timezone.localdate())
        context |= {
            "plan": plan,
            "changes": any(proposal.writes for proposal in plan),
            "problems": found.problems,
            "shown": sign_holidays(school, found.holidays),
        }
    return render(request, PAGE, context, status=422 if form.errors else 200)


def record(request: UserRequest, school: School) -> HttpResponse:
    """Write what was shown; a value that is not ours asks for the file again."""
    confirm = ConfirmForm(request.POST, school=school)
    if not confirm.is_valid():
        form = HolidayFileForm(region=policy_for(school).holiday_region)
        messages.error(request, pgettext("staff", "Choose the file again."))
        return render(request, PAGE, {"school": school, "form": form}, status=422)
    written = actions.import_holidays(
        school=school, holidays=confirm.holidays, by=request.user, now=timezone.now()
    )
    words = npgettext(
        "staff", "%(count)d holiday is taken over.", "%(count)d holidays are taken over.", len(written)
    )
    messages.success(request, words % {"count": len(written)})
    return see_other(at_school(reverse("hours:calendar"), school))
