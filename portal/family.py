"""`/family/`: a guardian's children, their groups and what is still to be chosen."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from consent.queries.choices import ChoiceStatus, status_of_children
from groups.models import Enrolment, SchoolGroup
from people.models import Child, ParentalAuthority, User


@dataclass(frozen=True)
class FamilyChild:
    """One child on the page. `choices` is how far this account is with choosing; None when it does not choose."""

    child: Child
    groups: list[SchoolGroup]
    choices: ChoiceStatus | None


@login_required
@require_safe
def family(request: UserRequest) -> HttpResponse:
    """Show the children this account is coupled to, with access or still waiting for the school."""
    return render(request, "portal/family.html", {"children": children_of(request.user)})


def children_of(user: User) -> list[FamilyChild]:
    """Return the coupled, unblocked children of an account in five queries, however many there are."""
    places = Enrolment.objects.current().filter(group__closed_at=None).select_related("group")
    authorities = (
        ParentalAuthority.objects.unblocked()
        .exclude(authority=ParentalAuthority.Authority.NO)
        .filter(guardian=user)
        .select_related("child")
        .prefetch_related(Prefetch("child__enrolments", queryset=places))
        .order_by("child__first_name", "pk")
    )
    deciding = [row.child for row in authorities if row.authority == ParentalAuthority.Authority.YES]
    choices = status_of_children(user, deciding, today=timezone.localdate())
    return [
        FamilyChild(
            child=row.child,
            groups=[place.group for place in row.child.enrolments.all() if not place.group.is_school_wide],
            choices=choices.get(row.child.pk),
        )
        for row in authorities
    ]
