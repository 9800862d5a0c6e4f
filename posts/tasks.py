"""Doors for background work on photos: an id comes in, gone means done, twice does no harm."""

from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import IntegrityError
from django.utils import timezone

from common.background import ring
from common.images import DEFAULT_FORMAT, ImageFormat
from posts import actions
from posts.models import Photo, Rework


@shared_task
def prepare_photo(photo_id: str) -> None:
    """Seal an upload and draw its renditions. One that takes minutes is not a photo of a phone."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    try:
        actions.prepare_photo(photo=photo, now=timezone.now())
    except SoftTimeLimitExceeded:
        actions.fail_photo(photo=photo)


@shared_task
def render_photo(photo_id: str, image_format: ImageFormat = DEFAULT_FORMAT, key: str = "") -> None:
    """Draw what people may see of a photo now; with the `key` of a guardian, what that guardian may see."""
    photo = Photo.objects.filter(pk=photo_id).first()
    if photo is None:
        return
    try:
        actions.render_photo(photo=photo, now=timezone.now(), image_format=image_format, key=key)
    except (IntegrityError, FileNotFoundError):
        # Taken away while it was being drawn: nothing to draw. Anything else is a fault.
        if Photo.objects.filter(pk=photo_id).exists():
            raise


@shared_task
def search_faces(photo_id: str) -> None:
    """Look again for faces on a photo where that did not work, or was off."""
    photo = Photo.objects.select_related("post").filter(pk=photo_id, hidden_at=None).first()
    if photo is None:
        return
    try:
        actions.find_faces_again(photo=photo, now=timezone.now())
    except FileNotFoundError:
        # Taken away meanwhile: nothing to look at. Anything else is a fault.
        if Photo.objects.filter(pk=photo_id).exists():
            raise


@shared_task
def retire_masters(after: str = "") -> None:
    """Replace masters past the term of their school, a batch at a time."""
    last = actions.retire_masters(now=timezone.now(), after=UUID(after) if after else None)
    if last is not None:
        ring(retire_masters, str(last))


@shared_task
def place_due_posts() -> None:
    """Place the posts that waited for the hours of their school."""
    actions.place_due_posts(now=timezone.now())


@shared_task
def sweep_renditions() -> None:
    """Ask again for photos and renditions that were missed."""
    actions.sweep_renditions(now=timezone.now())


@shared_task
def sweep_files() -> None:
    """Remove files that no row points at."""
    actions.sweep_files(now=timezone.now())


@shared_task
def sweep_reworks() -> None:
    """Look for a new no or objection that nobody worked backwards yet."""
    actions.sweep_reworks(now=timezone.now())


@shared_task
def continue_rework(rework_id: str) -> None:
    """Draw the next photos a new no is about."""
    rework = Rework.objects.filter(pk=rework_id).first()
    if rework is not None:
        actions.continue_rework(rework=rework, now=timezone.now())


@shared_task
def open_take_downs() -> None:
    """Put on the list who may no longer be recognised outside the portal."""
    actions.open_take_downs(now=timezone.now())


@shared_task
def sweep_stale() -> None:
    """Remove drawn files that nobody may see any more."""
    actions.sweep_stale(now=timezone.now())
