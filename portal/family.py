"""`/family/`: a guardian's children, their groups and what is still to be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max, Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import UserRequest
from consent.models import Decision, Purpose
from groups.models import Enrolment, SchoolGroup
from people.models import Child, ParentalAuthority, User


@dataclass(frozen=True)
class FamilyChild:
    """One child on the page. `decides` is whether this account chooses for it, `to_answer` how many are open."""

    child: Child
    groups: list[SchoolGroup]
    decides: bool
    to_answer: int
    answered_at: datetime | None


@login_required
@require_safe
def family(request: UserRequest) -> HttpResponse:
    """Show the children this account is coupled to, with access or still waiting for the school."""
    return render(request, "portal/family.html", {"children": children_of(request.user)})


def children_of(user: User) -> list[FamilyChild]:
    """Return the coupled, unblocked children of an account in four queries, however many there are."""
    places = Enrolment.objects.current().filter(group__closed_at=None).select_related("group")
    authorities = (
        ParentalAuthority.objects.unblocked()
        .filter(guardian=user)
        .select_related("child")
        .prefetch_related(Prefetch("child__enrolments", queryset=places))
        .order_by("child__first_name", "pk")
    )
    answered = {
        row["authority"]: row
        for row in Decision.objects.filter(authority__in=authorities)
        .values("authority")
        .annotate(purposes=Count("purpose", distinct=True), last=Max("decided_at"))
        .order_by()
    }
    asked = dict(Purpose.objects.values_list("school").annotate(Count("pk")).order_by())
    return [describe(authority, answered.get(authority.pk), asked) for authority in authorities]


def describe(
    authority: ParentalAuthority, answered: Mapping[str, Any] | None, asked: dict[int, int]
) -> FamilyChild:
    groups = [place.group for place in authority.child.enrolments.all()]
    questions = sum(asked.get(school, 0) for school in {group.school_id for group in groups})
    return FamilyChild(
        child=authority.child,
        groups=[group for group in groups if not group.is_school_wide],
        decides=authority.authority == ParentalAuthority.Authority.YES,
        to_answer=max(0, questions - (answered["purposes"] if answered else 0)),
        answered_at=answered["last"] if answered else None,
    )
