"""Photos leave the house through here, and only through here; every request asks again."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from common.htmx import is_fragment
from common.http import UserRequest, guarded
from common.images import CONTENT_TYPES, SIZES, ImageFormat
from common.storage import path_of
from common.uploads import UploadRefused
from posts import actions
from posts.errors import Refused
from posts.models import Photo
from posts.queries.checking import photo_check
from posts.queries.masks import OPEN_KEY, OPEN_SIZES, masks_for
from posts.views.fetching import for_writers, group_to_write, photo_to_tag
from posts.views.placeholder import PLACEHOLDER


@for_writers
@require_safe
def photo_file(request: UserRequest, photo_id: UUID, key: str, size: int) -> HttpResponseBase:
    """One rendition, for who may read the post, as long as `key` is what is covered at this moment."""
    photos = Photo.objects.visible_to(request.user, timezone.now()).select_related("post__group")
    photo = get_object_or_404(photos, pk=photo_id)
    mask = masks_for([photo], today=timezone.localdate(), viewer=request.user)[photo.pk]
    if key not in (mask.key, mask.shared_key):
        raise Http404
    return rendition(request, photo, key, size)


@for_writers
@require_safe
def photo_open(request: UserRequest, photo_id: UUID, size: int) -> HttpResponseBase:
    """The photo without leaves, for who names the children on it and for nobody else."""
    photo = photo_to_tag(request, photo_id)
    if size not in OPEN_SIZES:
        raise Http404
    return rendition(request, photo, OPEN_KEY, size)


@for_writers
@require_POST
def photo_create(request: UserRequest, slug: str, post_id: UUID) -> HttpResponse:
    """Receive one photo, or a piece of one, for a post that need not exist yet.

    Answers its tile, 202 with how many bytes are there, or 422 with one sentence.
    """
    group = group_to_write(request, slug)
    now = timezone.now()
    post = actions.start_draft(post_id=post_id, group=group, by=request.user, now=now)
    file = request.FILES.get("photo")
    try:
        piece = _piece(request)
    except ValueError:
        file = None
    if file is None:
        return _plain("", HTTPStatus.BAD_REQUEST)
    sent: dict[str, Any] = {"post": post, "file": file, "by": request.user, "now": now}
    try:
        got = actions.add_piece(**sent, piece=piece) if piece else actions.add_photo(**sent)
    except (UploadRefused, Refused) as error:
        return _plain(str(error), HTTPStatus.UNPROCESSABLE_ENTITY)
    if isinstance(got, int):
        return _plain(str(got), HTTPStatus.ACCEPTED)
    return _tile(request, got) if is_fragment(request) else redirect("posts:post-edit", post.pk)


def _piece(request: HttpRequest) -> actions.Piece | None:
    """Which piece of which file this is; None for a whole one. Raises ValueError for what cannot be."""
    if "sha256" not in request.POST:
        return None
    offset, size = request.POST.get("offset", ""), request.POST.get("size", "")
    return actions.Piece(request.POST["sha256"], int(offset), int(size))


@for_writers
@require_safe
def photo_status(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """The tile of a photo as it is now; it asks again by itself while the photo is being prepared."""
    return _tile(request, photo_to_tag(request, photo_id))


@for_writers
@require_POST
def photo_delete(request: UserRequest, photo_id: UUID) -> HttpResponse:
    photo = photo_to_tag(request, photo_id)
    try:
        actions.delete_photo(photo=photo, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return _reloaded(request, photo)
    return _photos(request, photo)


@for_writers
@require_POST
def photo_move(request: UserRequest, photo_id: UUID) -> HttpResponse:
    photo = photo_to_tag(request, photo_id)
    step = -1 if request.POST.get("step") == "-1" else 1
    actions.move_photo(photo=photo, step=step, by=request.user)
    return _photos(request, photo)


def _tile(request: UserRequest, photo: Photo) -> HttpResponse:
    check = photo_check(photo.post, today=timezone.localdate())
    context = {"tile": check.tile_of(photo), "check": check, "post": photo.post, "group": photo.post.group}
    context |= {"is_draft": photo.post.is_on_desk, "swaps_check": True}
    return render(request, "posts/_photo_tile.html", context)


def _reloaded(request: UserRequest, photo: Photo) -> HttpResponse:
    """The page of the post anew, with what there is to say above it."""
    if is_fragment(request):
        return HttpResponseClientRefresh()
    return redirect("posts:post-edit", photo.post_id)


def _photos(request: UserRequest, photo: Photo) -> HttpResponse:
    if not is_fragment(request):
        return redirect("posts:post-edit", photo.post_id)
    check = photo_check(photo.post, today=timezone.localdate())
    context = {"check": check, "post": photo.post, "group": photo.post.group, "is_draft": True}
    context["swaps_check"] = True
    return render(request, "posts/_photo_tiles.html", context)


def rendition(
    request: HttpRequest, photo: Photo, key: str, size: int, image_format: ImageFormat | None = None
) -> HttpResponseBase:
    """A drawn file, or the drawing that stands in its place; whoever calls has asked who may see this key."""
    if size not in SIZES:
        raise Http404
    if image_format is None:
        image_format = "webp" if "image/webp" in request.headers.get("Accept", "") else "jpeg"
    drawn = photo.renditions.filter(mask_key=key, size=size, image_format=image_format).first()
    try:
        file = path_of(drawn.stored_as).open("rb") if drawn else None
    except FileNotFoundError:
        file = None
    if file is None:
        actions.ask_for_rendition(photo_id=photo.pk, key=key, image_format=image_format)
        return guarded(HttpResponse(PLACEHOLDER, content_type="image/svg+xml"))
    kind, name = CONTENT_TYPES[image_format], f"kring.{image_format}"
    return guarded(FileResponse(file, content_type=kind, filename=name))


def _plain(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
