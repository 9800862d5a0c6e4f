"""What the pages of delivery for the school's own people share: whose school, which post; the rest is not there."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from delivery.queries.reach import important_posts
from groups.models import School
from groups.permissions import groups_with_any
from people.models import User
from posts.models import Post


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


def important_post_or_404(user: User, post_id: UUID, now: datetime) -> Post:
    """An important post for families that this account reads."""
    return get_object_or_404(important_posts(user, now), pk=post_id)
