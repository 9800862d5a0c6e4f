"""What these pages share: whose school, and what is not theirs is not there."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode

from groups.models import School


def school_among(request: HttpRequest, schools: QuerySet[School]) -> School:
    """The school of `?school=`, else the first; 403 when there is none for this account, 404 for another."""
    first = schools.first()
    if first is None:
        raise PermissionDenied
    slug = request.GET.get("school")
    return get_object_or_404(schools, slug=slug) if slug else first


def at_school(address: str, school: School) -> str:
    return f"{address}?{urlencode({'school': school.slug})}"


def spoken(clock: str) -> str:
    """A stored time as the pages write it: 7.30 for 07:30."""
    hour, _colon, minute = clock.partition(":")
    return f"{int(hour)}.{minute}"
