"""Who is on this photo: frames, found or drawn, and names; a person decides, never a program."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from common.htmx import is_fragment, render_either
from common.http import UserRequest
from posts import actions
from posts.errors import AskAgain, Refused
from posts.forms import CheckForm, RegionForm
from posts.models import Photo, Region
from posts.queries import checking
from posts.queries.checking import Pupil, frames_of, is_drawn, pupils_of
from posts.views.fetching import for_writers, photo_to_tag


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def photo_regions(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """The photo with its frames; a POST adds one. `?frame=` opens one, else the first face nobody decided about.

    `?frame=new` opens none, `?view=parents` shows the leaves.
    """
    photo = photo_to_tag(request, photo_id)
    pupils = pupils_of(photo, today=timezone.localdate())
    if request.method == "POST":
        return _save(request, photo, None, pupils)
    region = _chosen(photo, request.GET.get("frame", ""))
    return _page(request, photo, RegionForm(pupils=pupils, region=region), region)


@for_writers
@require_POST
def region_change(request: UserRequest, photo_id: UUID, region_id: UUID) -> HttpResponse:
    photo = photo_to_tag(request, photo_id)
    region = get_object_or_404(photo.regions, pk=region_id)
    return _save(request, photo, region, pupils_of(photo, today=timezone.localdate()))


@for_writers
@require_POST
def region_delete(request: UserRequest, photo_id: UUID, region_id: UUID) -> HttpResponse:
    """Take a drawn frame away, or say of a found one that it is no face; where that is unlikely, ask again."""
    photo = photo_to_tag(request, photo_id)
    region = get_object_or_404(photo.regions, pk=region_id)
    if not region.is_found:
        actions.delete_region(region=region, by=request.user)
        return _answer(request, photo, None)
    try:
        sure = request.POST.get("sure") == "yes"
        actions.dismiss_region(region=region, by=request.user, now=timezone.now(), sure=sure)
    except AskAgain as question:
        form = RegionForm(pupils=pupils_of(photo, today=timezone.localdate()), region=region)
        return _page(request, photo, form, region, question=str(question), status=422)
    return _answer(request, photo, _next_face(photo, region))


@for_writers
@require_POST
def photo_check(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """Keep the description, and declare that the photo was looked at, or take that back."""
    photo = photo_to_tag(request, photo_id)
    then = request.POST.get("then")
    form = CheckForm(request.POST, instance=photo)
    if not form.is_valid() or (then == "check" and not form.require_frames()):
        region_form = RegionForm(pupils=pupils_of(photo, today=timezone.localdate()))
        return _page(request, photo, region_form, None, check_form=form, status=422)
    actions.describe_photo(photo=photo, alt_text=form.cleaned_data["alt_text"], by=request.user)
    if then == "uncheck":
        actions.unmark_checked(photo=photo, by=request.user)
    if then != "check":
        return redirect("posts:photo-regions", photo.pk)
    try:
        actions.mark_checked(photo=photo, by=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("posts:photo-regions", photo.pk)
    return _to_next(request, photo)


def _to_next(request: UserRequest, photo: Photo) -> HttpResponse:
    check = checking.photo_check(photo.post, today=timezone.localdate())
    if following := check.after(photo):
        return redirect("posts:photo-regions", following.photo.pk)
    messages.success(request, pgettext("staff", "All photos are checked."))
    own = photo.post.author_id == request.user.pk
    return redirect("posts:post-edit" if own else "posts:post-detail", photo.post_id)


def _save(request: UserRequest, photo: Photo, region: Region | None, pupils: list[Pupil]) -> HttpResponse:
    form = RegionForm(request.POST, pupils=pupils, region=region)
    if form.is_valid():
        child, then = form.cleaned_data["child"], request.POST.get("then")
        place: dict[str, Any] = {"box": form.cleaned_data["box"], "by": request.user, "now": timezone.now()}
        try:
            if region is None:
                return _answer(request, photo, actions.draw_region(photo=photo, child=child, **place))
            unknown = then == "unknown"
            child = None if unknown else child
            changed = actions.change_region(region=region, child=child, unknown=unknown, **place)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            following = _next_face(photo, changed) if unknown or (child and then == "next") else None
            return _answer(request, photo, following or changed)
    return _page(request, photo, form, region, status=422)


def _next_face(photo: Photo, region: Region) -> Region | None:
    fresh = Photo.objects.select_related("post__group").get(pk=photo.pk)
    return frames_of(fresh, today=timezone.localdate()).after(region)


def _answer(request: UserRequest, photo: Photo, region: Region | None) -> HttpResponse:
    url = reverse("posts:photo-regions", args=[photo.pk]) + (f"?frame={region.pk}" if region else "")
    if not is_fragment(request):
        return redirect(url)
    photo = photo_to_tag(request, photo.pk)
    pupils = pupils_of(photo, today=timezone.localdate())
    return _page(request, photo, RegionForm(pupils=pupils, region=region), region)


def _chosen(photo: Photo, frame: str) -> Region | None:
    if not frame:
        return next((row.region for row in frames_of(photo, today=timezone.localdate()).undecided), None)
    try:
        return photo.regions.filter(pk=UUID(frame)).first()
    except ValueError:
        return None


def _page(
    request: UserRequest,
    photo: Photo,
    form: RegionForm,
    region: Region | None,
    *,
    check_form: CheckForm | None = None,
    question: str = "",
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    check = checking.photo_check(photo.post, today=today)
    tile = check.tile_of(photo)
    context = {
        "photo": photo,
        "post": photo.post,
        "form": form,
        "region": region,
        "tile": tile,
        "check": check,
        "frames": frames_of(photo, today=today),
        "question": question,
        "check_form": check_form or CheckForm(instance=photo),
        "as_parents_see": request.GET.get("view") == "parents",
        "is_drawn": is_drawn(photo, tile.mask.key),
    }
    return render_either(request, "posts/photo_regions.html", "posts/_photo_frames.html", context, status)
