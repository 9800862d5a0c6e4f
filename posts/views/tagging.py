"""Who is on this photo: frames, found or drawn, and names; a person decides, never a program."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from common.htmx import is_fragment
from common.http import UserRequest
from posts import actions
from posts.errors import AskAgain, Refused
from posts.forms_tagging import RegionForm
from posts.models import Photo, Region
from posts.queries.frames import Frames, frames_of
from posts.views.fetching import for_writers, photo_to_tag
from posts.views.tagging_page import Shown, answer, decided, form_for, show
from posts.views.undoing import remember


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def photo_regions(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """The photo with its frames; a POST adds one. `?frame=` opens one, else the first face nobody decided about.

    `?frame=new` opens none, `?view=parents` shows the leaves, `?go=on` puts the focus to work.
    """
    photo = photo_to_tag(request, photo_id)
    if request.method == "POST":
        return _save(request, photo, None)
    if request.GET.get("search") == "on" and is_fragment(request) and photo.faces_status is not None:
        done = HttpResponse(status=204)
        done["HX-Redirect"] = request.path
        return done
    region = _chosen(photo, request.GET.get("frame", ""))
    return show(request, photo, region)


@for_writers
@require_POST
def region_change(request: UserRequest, photo_id: UUID, region_id: UUID) -> HttpResponse:
    """Move, size or name a frame. `pick` is a name by one tap; `then=unknown` decides without a name."""
    photo = photo_to_tag(request, photo_id)
    return _save(request, photo, get_object_or_404(photo.regions, pk=region_id))


@for_writers
@require_POST
def region_delete(request: UserRequest, photo_id: UUID, region_id: UUID) -> HttpResponse:
    """Take a drawn frame away, or say of a found one that it is no face; where that is unlikely, ask again."""
    photo = photo_to_tag(request, photo_id)
    region = get_object_or_404(photo.regions, pk=region_id)
    if not region.is_found:
        actions.delete_region(region=region, by=request.user)
        remember(request, photo, region, None)
        return answer(request, photo, None, Shown(said=pgettext("photo", "The frame is gone.")))
    try:
        sure = request.POST.get("sure") == "yes"
        gone = actions.dismiss_region(region=region, by=request.user, now=timezone.now(), sure=sure)
    except AskAgain as question:
        return show(request, photo, region, Shown(question=str(question), status=422))
    remember(request, photo, region, gone)
    frames = _fresh(photo)
    return answer(request, photo, frames.after(gone), decided(frames, gone))


def _save(request: UserRequest, photo: Photo, region: Region | None) -> HttpResponse:
    sent = _sent(request)
    form = form_for(photo, region, sent)
    if form.is_valid():
        try:
            changed = _change(request, photo, region, form, is_unknown=sent.get("then") == "unknown")
        except Refused as error:
            form.add_error(None, str(error))
        else:
            remember(request, photo, region, changed)
            return _after_change(request, photo, region, changed, sent.get("then", ""))
    return show(request, photo, region, Shown(form=form, status=422))


def _sent(request: UserRequest) -> QueryDict:
    """What was sent; the tap on a name stands for choosing it and going on."""
    sent = request.POST.copy()
    if pick := sent.get("pick"):
        sent["child"], sent["person"], sent["then"] = pick, "", "next"
    return sent


def _change(
    request: UserRequest, photo: Photo, region: Region | None, form: RegionForm, *, is_unknown: bool
) -> Region:
    values: dict[str, Any] = {"box": form.cleaned_data["box"], "by": request.user, "now": timezone.now()}
    values |= {name: None if is_unknown else form.cleaned_data[name] for name in ("child", "person")}
    if region is None:
        return actions.draw_region(photo=photo, **values)
    return actions.change_region(region=region, unknown=is_unknown, **values)


def _after_change(
    request: UserRequest, photo: Photo, before: Region | None, changed: Region, then: str
) -> HttpResponse:
    if before is None:
        return answer(request, photo, changed, Shown(said=pgettext("photo", "A frame was added.")))
    frames = _fresh(photo)
    is_decided = changed.state == Region.State.CONFIRMED and then in ("unknown", "next")
    if is_decided:
        return answer(request, photo, frames.after(changed) or changed, decided(frames, changed))
    is_same = _names(before) == _names(changed)
    said = "" if is_same else decided(frames, changed).said
    return answer(request, photo, changed, Shown(said=said))


def _names(region: Region) -> tuple[object, ...]:
    return region.child_id, region.person_id, region.state


def _fresh(photo: Photo) -> Frames:
    fresh = Photo.objects.select_related("post__group").get(pk=photo.pk)
    return frames_of(fresh, today=timezone.localdate())


def _chosen(photo: Photo, frame: str) -> Region | None:
    if not frame:
        return next((row.region for row in frames_of(photo, today=timezone.localdate()).undecided), None)
    try:
        return photo.regions.filter(pk=UUID(frame)).first()
    except ValueError:
        return None
