"""What the pages about absence and leave share: fetching through what somebody may see, and going on."""

from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from agenda.models import Absence, LeaveRequest
from groups.models import School
from people.models import User

REACH = timedelta(days=400)


def absence_or_404(user: User, pk: UUID) -> Absence:
    """A report this account may know of."""
    seen = Absence.objects.visible_to(user).select_related("child", "school", "reported_by")
    return get_object_or_404(seen, pk=pk)


def leave_or_404(user: User, pk: UUID) -> LeaveRequest:
    """A request this account made, or that is made to a school it leads."""
    seen = LeaveRequest.objects.visible_to(user).select_related(
        "school", "requested_by", "decision__decided_by", "decision__letter"
    )
    return get_object_or_404(seen, pk=pk)


def school_among(request: HttpRequest, schools: list[School]) -> School:
    """The school of `?school=`, else the first; 403 when there is none for this account, 404 for another."""
    if not schools:
        raise PermissionDenied
    slug = request.GET.get("school")
    chosen = [school for school in schools if school.slug == slug] if slug else schools
    return chosen[0] if chosen else get_object_or_404(School.objects.none())


def day_asked(request: HttpRequest, today: date) -> date:
    """The day of `?day=`; today for none, for one that cannot be, or for one more than a year away."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return day if abs(day - today) < REACH else today
