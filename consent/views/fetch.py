"""What the pages for the school's own people share: whose school, and what is not theirs is not there."""

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode

from groups.models import School
from groups.permissions import groups_with_any
from people.models import User


def schools_where(user: User, *verbs: str) -> QuerySet[School]:
    """The schools in which this account does one of these for the whole school."""
    wide = groups_with_any(user, *verbs).school_wide()
    return School.objects.filter(groups__in=wide).distinct().order_by("name", "pk")


def school_among(request: HttpRequest, schools: QuerySet[School]) -> School:
    """The school of `?school=`, else the first; 403 when there is none for this account, 404 for another."""
    first = schools.first()
    if first is None:
        raise PermissionDenied
    slug = request.GET.get("school")
    return get_object_or_404(schools, slug=slug) if slug else first


def at_school(address: str, school: School) -> str:
    return f"{address}?{urlencode({'school': school.slug})}"
