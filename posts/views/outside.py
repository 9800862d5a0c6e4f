"""Photos outside the portal: bringing them there, and the list of what has to come back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest
from consent.models import Purpose
from consent.queries.recognising import key_of
from groups.permissions import groups_where
from posts import actions
from posts.errors import Refused
from posts.forms_outside import DoneForm, OutsideForm
from posts.models import OutsideUse, Photo, TakeDown
from posts.permissions import may_use_outside
from posts.queries.masks import masks_for
from posts.queries.outside import channels_of
from posts.views.fetching import for_writers
from posts.views.photos import rendition
from posts.views.whereabouts import own_child

SHOWN_SIZES = (1000, 320)
FULL_SIZE = 2000


def photo_to_use(request: UserRequest, photo_id: UUID) -> Photo:
    photos = Photo.objects.visible_to(request.user, timezone.now()).select_related("post__group__school")
    photo = get_object_or_404(photos, pk=photo_id)
    if not may_use_outside(request.user, photo):
        raise PermissionDenied
    return photo


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def photo_outside(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """Choose a channel with `?purpose=`, see the photo as it may go there, and write down where it goes."""
    photo = photo_to_use(request, photo_id)
    today = timezone.localdate()
    channels = channels_of(photo.post.school_id, today=today)
    if request.method == "POST":
        chosen = _purpose(channels, request.POST.get("purpose", ""))
        form = OutsideForm(request.POST, channels=channels, chosen=chosen)
        if form.is_valid():
            try:
                use = actions.use_outside(
                    photo=photo, by=request.user, now=timezone.now(), **form.cleaned_data
                )
            except Refused as error:
                form.add_error(None, str(error))
            else:
                messages.success(
                    request, pgettext("staff", "It is written down. You can download the photo.")
                )
                return redirect(f"{reverse('posts:outside-list')}#use-{use.pk}")
        return _page(request, photo, channels, chosen, form, status=422)
    return _page(request, photo, channels, _purpose(channels, request.GET.get("purpose", "")), None)


def _purpose(channels: Any, asked: str) -> Purpose | None:
    return next((purpose for purpose in channels if str(purpose.pk) == asked), None)


def _page(
    request: UserRequest,
    photo: Photo,
    channels: Any,
    chosen: Purpose | None,
    form: OutsideForm | None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"photo": photo, "channels": channels, "chosen": chosen, "form": form}
    if chosen:
        today = timezone.localdate()
        context["mask"] = masks_for([photo], today=today, outside=key_of(chosen))[photo.pk]
        context["form"] = form or OutsideForm(
            channels=channels, chosen=chosen, initial={"purpose": chosen.pk, "placed_on": today}
        )
    return render(request, "posts/photo_outside.html", context, status=status)


@for_writers
@require_safe
def outside_file(request: UserRequest, photo_id: UUID, purpose_id: int, size: int) -> HttpResponseBase:
    """The photo as it may go to this channel, to look at; the one of full size goes with a use only."""
    photo = photo_to_use(request, photo_id)
    channels = channels_of(photo.post.school_id, today=timezone.localdate())
    purpose = get_object_or_404(channels, pk=purpose_id)
    if size not in SHOWN_SIZES:
        raise Http404
    return rendition(request, photo, _key(photo, purpose), size)


def _key(photo: Photo, purpose: Purpose) -> str:
    return masks_for([photo], today=timezone.localdate(), outside=key_of(purpose))[photo.pk].key


@for_writers
@require_safe
def outside_list(request: UserRequest) -> HttpResponse:
    """What is outside, and what has to come back, of the schools this account leads."""
    if not groups_where(request.user, "direct").exists():
        raise PermissionDenied
    return _list(request)


def _list(
    request: UserRequest, wrong: tuple[UUID, DoneForm] | None = None, status: int = 200
) -> HttpResponse:
    today = timezone.localdate()
    take_downs = TakeDown.objects.led_by(request.user).select_related(
        "child", "owner", "done_by", "outside_use__purpose", "outside_use__photo"
    )
    rows = [
        {
            "item": item,
            "is_overdue": item.is_overdue(today),
            "form": wrong[1]
            if wrong and wrong[0] == item.pk
            else DoneForm(today=today, initial={"done_on": today}, prefix=str(item.pk)),
        }
        for item in take_downs.open()
    ]
    uses = OutsideUse.objects.led_by(request.user).select_related("photo__post", "purpose", "placed_by")
    context = {
        "rows": rows,
        "done": take_downs.filter(done_at__isnull=False).order_by("-done_at")[:50],
        "uses": uses.prefetch_related("children")[:200],
        "form": wrong[1] if wrong else None,
    }
    return render(request, "posts/outside_list.html", context, status=status)


@for_writers
@require_safe
def outside_download(request: UserRequest, use_id: UUID) -> HttpResponseBase:
    """The file that was written down, as long as nobody chose otherwise since."""
    use = get_object_or_404(
        OutsideUse.objects.led_by(request.user).select_related("photo__post__group"), pk=use_id
    )
    photo = photo_to_use(request, use.photo_id)
    if _key(photo, use.purpose) != use.mask_key:
        messages.error(
            request,
            pgettext(
                "staff",
                "Choices have changed since. Write it down once more to get the photo as it may go now.",
            ),
        )
        return redirect("posts:outside-list")
    answer = rendition(request, photo, use.mask_key, FULL_SIZE, "jpeg")
    if answer["Content-Type"] != "image/jpeg":
        messages.info(request, pgettext("staff", "The photo is being drawn. Try again in a moment."))
        return redirect("posts:outside-list")
    answer["Content-Disposition"] = f'attachment; filename="kring-{use.placed_on:%Y-%m-%d}.jpg"'
    return answer


@for_writers
@require_POST
def take_down_done(request: UserRequest, take_down_id: UUID) -> HttpResponse:
    """Write that a child is gone from a place outside."""
    take_down = get_object_or_404(TakeDown.objects.led_by(request.user), pk=take_down_id)
    form = DoneForm(request.POST, today=timezone.localdate(), prefix=str(take_down.pk))
    if not form.is_valid():
        return _list(request, (take_down.pk, form), status=422)
    actions.finish_take_down(take_down=take_down, by=request.user, now=timezone.now(), **form.cleaned_data)
    messages.success(request, pgettext("staff", "It is written down as done."))
    return redirect("posts:outside-list")


@for_writers
@require_POST
def take_down_ask(request: UserRequest, use_id: UUID, child_id: UUID) -> HttpResponse:
    """A guardian asks the school to take a photo of the own child away."""
    child = own_child(request.user, child_id)
    use = get_object_or_404(OutsideUse.objects.filter(children=child), pk=use_id)
    actions.ask_take_down(use=use, child=child, by=request.user, now=timezone.now())
    messages.success(request, pgettext("parent", "Your question is at the school."))
    return redirect("posts:child-photos", child.pk)
