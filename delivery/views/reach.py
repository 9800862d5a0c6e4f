"""Reached, not watched: how far important posts came, for who leads the school and for their writers (U9)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from delivery.figures import few
from delivery.permissions import may_print_letters, may_see_reach
from delivery.queries.addresses import dead_addresses
from delivery.queries.health import is_stuck, lost_lately, ways_chosen
from delivery.queries.reach import WITH_CHILDREN, important_posts, reach_of, reaches_of
from delivery.views.fetch import important_post_or_404, school_among, schools_where
from groups.models import SchoolGroup

PER_PAGE = 10


@login_required
@require_safe
def reach(request: UserRequest) -> HttpResponse:
    """Show the director how far each important post came, what failed, and how parents hear of news."""
    now = timezone.now()
    schools = schools_where(request.user, "direct")
    school = school_among(request, schools)
    posts = important_posts(request.user, now).filter(school=school, group__kind__in=WITH_CHILDREN)
    page = Paginator(posts, PER_PAGE).get_page(request.GET.get("page"))
    reaches = reaches_of(page.object_list, now=now)
    dead = dead_addresses(SchoolGroup.objects.running().filter(school=school), now)
    context = {
        "school": school,
        "schools": schools,
        "page": page,
        "rows": [(post, reaches[post.pk]) for post in page.object_list],
        "ways": ways_chosen(school, now=now),
        "lost": lost_lately(school, now=now),
        "is_stuck": is_stuck(school, now=now),
        "dead": few(len(dead)),
    }
    return render(request, "delivery/reach.html", context)


@login_required
@require_safe
def reach_detail(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Show how far one important post came: the same line for its writer and for the director."""
    now = timezone.now()
    post = important_post_or_404(request.user, post_id, now)
    if not may_see_reach(request.user, post):
        raise PermissionDenied
    context = {
        "post": post,
        "reach": reach_of(post, now=now),
        "leads": schools_where(request.user, "direct").filter(pk=post.school_id).exists(),
        "may_print": may_print_letters(request.user, post),
    }
    return render(request, "delivery/reach_detail.html", context)
