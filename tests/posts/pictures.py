"""Pictures and posts for the tests of the writing side: drawn, small, and through the real actions."""

import io
from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from groups.models import SchoolGroup
from people.models import Child, User
from posts import actions
from posts.models import Photo, Post
from posts.queries.masks import Mask, masks_for
from tests import make

TODAY = make.NOW.date()
RED = (200, 30, 30)


def jpeg(colour: tuple[int, int, int] = RED, size: tuple[int, int] = (640, 480)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def upload(name: str = "IMG_1.jpg", **kwargs: Any) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, jpeg(**kwargs), content_type="image/jpeg")


def make_draft(group: SchoolGroup, author: User, **fields: Any) -> Post:
    return make.make_post(group, author, state=Post.State.DRAFT, **fields)


def make_ready_photo(post: Post, *, checked: bool = True, **kwargs: Any) -> Photo:
    """A photo with a sealed master and its first renditions, as the task leaves it."""
    photo = actions.add_photo(post=post, file=upload(**kwargs), by=post.author, now=make.NOW)
    actions.prepare_photo(photo=photo, now=make.NOW)
    photo.refresh_from_db()
    if checked:
        actions.mark_checked(photo=photo, by=post.author, now=make.NOW)
    return render(photo)


def render(photo: Photo) -> Photo:
    fresh = Photo.objects.get(pk=photo.pk)
    return actions.render_photo(photo=fresh, now=make.NOW)


def mask_of(photo: Photo, today: date = TODAY) -> Mask:
    return masks_for([Photo.objects.get(pk=photo.pk)], today=today)[photo.pk]


def say_yes(child: Child, *guardians: User, audience: str = "group") -> None:
    for guardian in guardians:
        make.decide(child, guardian, "yes", audience)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")
