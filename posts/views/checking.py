"""The photo as a whole: looked at, empty, searched again, and the last change taken back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from common.http import UserRequest
from posts import actions
from posts.errors import Refused
from posts.forms_tagging import CheckForm
from posts.models import Photo
from posts.queries.checking import photo_check as check_of
from posts.views.fetching import for_writers, photo_to_tag
from posts.views.tagging_page import Shown, answer, show
from posts.views.undoing import forget, last_step, region_of


@for_writers
@require_POST
def photo_check(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """Keep the description, and declare that the photo was looked at or that nobody is on it, or take that back."""
    photo = photo_to_tag(request, photo_id)
    then = request.POST.get("then")
    form = CheckForm(request.POST, instance=photo)
    if form.is_valid():
        actions.describe_photo(photo=photo, alt_text=form.cleaned_data["alt_text"], by=request.user)
    if form.errors or (then == "check" and not form.require_frames()):
        return show(request, photo, None, Shown(check_form=form, status=422))
    if then == "uncheck":
        actions.unmark_checked(photo=photo, by=request.user)
    if then == "next":
        return _to_next(request, photo)
    if then not in ("check", "nobody"):
        return redirect("posts:photo-regions", photo.pk)
    declare = actions.declare_empty if then == "nobody" else actions.mark_checked
    try:
        declare(photo=photo, by=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("posts:photo-regions", photo.pk)
    return _to_next(request, photo)


@for_writers
@require_POST
def photo_undo(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """Take back what this person did last to a frame of this photo; again for the one before that."""
    photo = photo_to_tag(request, photo_id)
    step = last_step(request, photo)
    if step is None:
        return answer(request, photo, None)
    forget(request, step)
    change = {"region_id": region_of(step), "before": step["before"], "after": step["after"]}
    try:
        region = actions.undo_change(photo=photo, **change, by=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return answer(request, photo, None, Shown(said=str(error)))
    said = pgettext("photo", "The last change was taken back.")
    return answer(request, photo, region, Shown(said=said, aim="undo-button"))


@for_writers
@require_POST
def photo_search(request: UserRequest, photo_id: UUID) -> HttpResponse:
    """Ask for another look where searching for faces failed or never was; the page waits for the answer."""
    photo = photo_to_tag(request, photo_id)
    try:
        actions.search_faces(photo=photo, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("posts:photo-regions", photo.pk)
    return redirect(reverse("posts:photo-regions", args=[photo.pk]) + "?search=on")


def _to_next(request: UserRequest, photo: Photo) -> HttpResponse:
    check = check_of(photo.post, today=timezone.localdate())
    if following := check.after(photo):
        return redirect(reverse("posts:photo-regions", args=[following.photo.pk]) + "?go=on")
    messages.success(request, pgettext("staff", "All photos are checked."))
    own = photo.post.author_id == request.user.pk
    return redirect("posts:post-edit" if own else "posts:post-detail", photo.post_id)
