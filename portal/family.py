"""`/family/`: a guardian's children, their groups and what is still to be chosen."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from consent.models import ConsentRound
from consent.queries.choices import ChoiceStatus, has_open_about_self, status_of_children
from groups.models import Enrolment, SchoolGroup
from people.models import Child, ParentalAuthority, User
from policies.queries import contact_check_due


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
    today = timezone.localdate()
    children = children_of(request.user)
    waiting = [item.child for item in children if item.choices and item.choices.open]
    context = {
        "children": children,
        "waiting": waiting,
        "closes_on": closes_on(waiting, today) if waiting else None,
        "contact_is_due": contact_check_due(request.user, timezone.now()),
        "own_is_open": has_open_about_self(request.user, today=today),
    }
    return render(request, "portal/family.html", context)


def closes_on(children: list[Child], today: date) -> date | None:
    """The last day of the yearly question that runs at the schools of these children. One query."""
    places = Enrolment.objects.current().filter(child__in=children)
    rounds = ConsentRound.objects.running().asking().filter(school__in=places.values("group__school"))
    return (
        rounds.filter(closes_on__gte=today).order_by("closes_on").values_list("closes_on", flat=True).first()
    )


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
