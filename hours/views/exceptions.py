"""How often the hours were passed, for who leads the school (R045)."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from groups.models import School, SchoolYear
from hours.permissions import schools_led_by
from hours.queries import exceptions_of
from hours.views.fetch import school_among


@login_required
@require_safe
def exception_list(request: UserRequest) -> HttpResponse:
    """The counts per person and reason of `?year=`, else of the school year of today."""
    schools = schools_led_by(request.user)
    school = school_among(request, schools)
    year = year_of(school, request.GET.get("year"))
    counts = exceptions_of(school, year) if year else []
    context = {
        "school": school,
        "schools": schools,
        "year": year,
        "years": school.years.order_by("-starts_on"),
        "counts": counts,
        "total": sum(row.count for row in counts),
    }
    return render(request, "hours/exception_list.html", context)


def year_of(school: School, name: str | None) -> SchoolYear | None:
    """The school year of this name, 404 when there is none; without a name the newest that has begun."""
    if name:
        return get_object_or_404(school.years, name=name)
    return school.years.filter(starts_on__lte=timezone.localdate()).order_by("-starts_on").first()
