"""How far a school is, whose guardians differ, and what counts for one child."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from consent.models import ConsentRound
from consent.permissions import may_change_purposes, may_keep_rounds
from consent.queries import overview as queries
from consent.queries.rounds import round_is_due
from consent.views.fetch import school_among, schools_where
from groups.models import School
from groups.permissions import groups_where, groups_with_any
from people.models import Child


@login_required
@require_safe
def overview(request: UserRequest) -> HttpResponse:
    """Show per group how many children have all choices; a teacher sees the own groups."""
    groups = groups_with_any(request.user, "manage", "register").running()
    schools = School.objects.filter(groups__in=groups).distinct().order_by("name", "pk")
    school = school_among(request, schools)
    today = timezone.localdate()
    own = list(groups.classes().filter(school=school))
    answers = queries.answers_about(queries.children_in(own, today), school=school, today=today)
    leads = may_change_purposes(request.user, school)
    context = {
        "school": school,
        "schools": schools,
        "bars": queries.progress_of(own, answers),
        "total": queries.total_of(answers),
        "listed": set(groups_where(request.user, "manage").values_list("pk", flat=True)),
        "leads": leads,
        "keeps": may_keep_rounds(request.user, school),
        "round": ConsentRound.objects.running().asking().filter(school=school).first(),
        "is_due": leads and round_is_due(school, today=today),
    }
    return render(request, "consent/overview.html", context)


@login_required
@require_safe
def difference_list(request: UserRequest) -> HttpResponse:
    """Show the children whose guardians answer differently: the fact, to who leads the school (U5)."""
    schools = schools_where(request.user, "direct")
    school = school_among(request, schools)
    found = queries.differences(school, today=timezone.localdate())
    context = {"school": school, "schools": schools, "differences": found}
    return render(request, "consent/difference_list.html", context)


@login_required
@require_safe
def pupil(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Show what counts for one child, why, and what the child itself said; for who leads its school."""
    schools = schools_where(request.user, "direct")
    here = Child.objects.filter(enrolments__ended_on=None, enrolments__group__school__in=schools)
    child = get_object_or_404(here.distinct(), pk=child_id)
    today = timezone.localdate()
    objections = child.objections.with_speaker().select_related("made_by", "taken_back_by")
    context = {
        "child": child,
        "standings": [
            (school, queries.standings_of(child, school, today=today))
            for school in schools.filter(groups__enrolments__child=child, groups__enrolments__ended_on=None)
        ],
        "objections": objections,
        "today": today,
    }
    return render(request, "consent/pupil.html", context)
