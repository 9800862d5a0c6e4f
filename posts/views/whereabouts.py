"""Where a child can be seen: the page for its own guardian, and saying no to one photo."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from common.htmx import is_fragment
from common.http import UserRequest
from consent.permissions import decides_about
from people.models import Child, User
from posts import actions
from posts.models import Photo, Rework
from posts.permissions import may_object
from posts.queries.downloads import choices_of
from posts.queries.outside import uses_of_child
from posts.queries.whereabouts import PAGE_SIZE, mentions_of, photos_with, where_is
from posts.views.fetching import for_writers

LAST_REWORKS = 5


def own_child(user: User, child_id: UUID) -> Child:
    """A child this account decides about; 404 for any other, as if it did not exist."""
    return get_object_or_404(Child.objects.in_authority_of(user), pk=child_id)


@login_required
@require_safe
def child_photos(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Every photo, mention and outside use of an own child; `?view=album` shows the photos alone."""
    child, now = own_child(request.user, child_id), timezone.now()
    photos = photos_with(child, request.user, now=now)
    page = Paginator(photos, PAGE_SIZE).get_page(request.GET.get("page"))
    is_album = request.GET.get("view") == "album"
    context: dict[str, Any] = {"child": child, "page": page, "now": now, "is_album": is_album}
    context["rows"] = where_is(page.object_list, child, request.user, now=now)
    context["choices"] = choices_of(photos)
    if not is_album:
        mentions = Paginator(mentions_of(child, request.user, now=now), PAGE_SIZE)
        context["mentions"] = mentions.get_page(request.GET.get("named"))
        context["uses"] = uses_of_child(child)
        told = Rework.objects.filter(child=child, ready_at__isnull=False, chosen_by=request.user)
        context["reworks"] = told.filter(photo_count__gt=0)[:LAST_REWORKS]
    return render(request, "posts/child_photos.html", context)


@for_writers
@require_POST
def photo_object(request: UserRequest, photo_id: UUID, child_id: UUID) -> HttpResponse:
    """Say for a child that it does not want this photo, or `then=allow` to take that back."""
    now = timezone.now()
    photos = Photo.objects.visible_to(request.user, now).select_related("post__group__school")
    photo = get_object_or_404(photos, pk=photo_id)
    child = get_object_or_404(Child.objects.filter(regions__photo=photo).distinct(), pk=child_id)
    if not may_object(request.user, photo, child):
        raise Http404  # whether another child has a name on this photo is nobody's business
    change = actions.take_back_objection if request.POST.get("then") == "allow" else actions.object_to_photo
    change(photo=photo, child=child, by=request.user, now=now)
    if not decides_about(request.user, child):
        return redirect("posts:photo-show", photo.post_id, photo.pk)
    if is_fragment(request):
        row = where_is(
            photos_with(child, request.user, now=now).filter(pk=photo.pk), child, request.user, now=now
        )
        return render(request, "posts/_child_photo.html", {"row": row[0], "child": child, "now": now})
    page = request.POST.get("page", "1")
    address = reverse("posts:child-photos", args=[child.pk])
    return redirect(f"{address}?page={page if page.isdecimal() else 1}#photo-{photo.pk}")
