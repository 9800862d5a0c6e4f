"""Holding and destroying dossiers, and the numbers of a school year: for the director."""

import csv
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest, sent
from groups.models import School
from groups.permissions import groups_where
from moderation import actions
from moderation.actions.keeping import PoliceReport
from moderation.forms_dossier import PoliceForm
from moderation.queries.retention import school_year_of
from moderation.queries.statistics import Table, statistics
from moderation.views.dossier_work import attempt, form_page, leading_or_403


@login_required
@require_POST
def dossier_hold(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Possibly a criminal offence: nothing of it is destroyed (R195)."""
    incident = leading_or_403(request, incident_id)
    return attempt(
        request,
        incident,
        lambda: actions.hold_dossier(incident=incident, by=request.user, now=timezone.now()),
        _("Nothing of this dossier is destroyed as long as this stands."),
    )


@login_required
@require_POST
def dossier_release(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = leading_or_403(request, incident_id)
    return attempt(
        request,
        incident,
        lambda: actions.release_dossier(incident=incident, by=request.user, now=timezone.now()),
        _("Lifted. The date until which it is kept counts again."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_police(request: UserRequest, incident_id: UUID) -> HttpResponse:
    incident = leading_or_403(request, incident_id)
    form = PoliceForm(sent(request), initial={"reported_on": timezone.localdate()})
    if not form.is_valid():
        lead = _("It becomes a line and a measure in the dossier, and the dossier is held.")
        return form_page(request, incident, form, _("Reported to the police"), _("Write it down"), lead=lead)
    report = PoliceReport(**form.cleaned_data)
    return attempt(
        request,
        incident,
        lambda: actions.report_to_police(
            incident=incident, report=report, by=request.user, now=timezone.now()
        ),
        _("Written down. The dossier is held."),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dossier_destroy(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Ask first, then destroy what is past its date."""
    incident = leading_or_403(request, incident_id)
    if request.method == "POST":
        return attempt(
            request,
            incident,
            lambda: actions.destroy_dossier(incident=incident, by=request.user, now=timezone.now()),
            _("Destroyed. The certificate stays in the chain."),
        )
    return render(request, "moderation/dossier_destroy.html", {"incident": incident})


@login_required
@require_safe
def dossier_statistics(request: UserRequest) -> HttpResponse:
    """The numbers of a school year, without names and without numbers that point at somebody."""
    school, year = asked_for(request)
    years = sorted({number.partition("-")[0] for number in school.incidents.values_list("number", flat=True)})
    led = School.objects.filter(pk__in=groups_where(request.user, "direct").school_wide().values("school"))
    context = {
        "school": school,
        "schools": led.order_by("name"),
        "year": year,
        "label_of_year": f"{year}-{int(year) + 1}",
        "years": [(each, f"{each}-{int(each) + 1}") for each in years if each.isdigit()],
        "tables": statistics(school, year),
    }
    return render(request, "moderation/dossier_statistics.html", context)


@login_required
@require_safe
def dossier_statistics_csv(request: UserRequest) -> HttpResponse:
    """The same numbers as a file for the inspection."""
    school, year = asked_for(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="incidenten-{school.slug}-{year}.csv"'
    response["Cache-Control"] = "private, no-store"
    response.write("\ufeff")
    write_tables(csv.writer(response, delimiter=";"), statistics(school, year))
    return response


def write_tables(writer: Any, tables: list[Table]) -> None:
    writer.writerow([_("table"), _("what"), _("how many")])
    for table in tables:
        writer.writerows([table.title, label, count] for label, count in table.rows)


def asked_for(request: UserRequest) -> tuple[School, str]:
    """Return the school and the year asked for; 403 for who leads no school, 404 for another's."""
    led = School.objects.filter(pk__in=groups_where(request.user, "direct").school_wide().values("school"))
    if not led.exists():
        raise PermissionDenied
    slug, year = request.GET.get("school"), request.GET.get("year", "")
    school = get_object_or_404(led, slug=slug) if slug else led.order_by("name")[0]
    is_year = year.isascii() and year.isdigit() and len(year) == 4
    return school, year if is_year else str(school_year_of(timezone.localdate()))
