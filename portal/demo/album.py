"""The pictures of the demo school: drawn and sealed before the database is touched, then written as rows."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from common.images import Box
from common.storage import write_private
from people.models import User
from portal.demo.diary import Entry, Shot
from portal.demo.drawing import Order, Sheet, draw_sheets
from portal.demo.ids import chance, demo_id
from portal.demo.school import Demo
from posts import actions
from posts.models import Photo, Post, Region

UNNAMED = 0.07
UNCHECKED = 0.06
# What the cast sees right after signing in; the sweep draws the rest within minutes.
FIRST_PAGES = ("5B", "6A", "school")
NEWEST = 15


@dataclass(frozen=True)
class Drawn:
    """A sealed master on disk, and what is known of it."""

    master_name: str
    sheet: Sheet


def draw_pictures(shots: list[Shot]) -> dict[UUID, Drawn]:
    """Draw every shot. Drawing again gives the same files in the same place."""
    orders = [Order(shot.scene, tuple(str(pupil.id) for pupil in shot.pupils), shot.seed) for shot in shots]
    return {shot.id: _keep(shot, sheet) for shot, sheet in zip(shots, draw_sheets(orders), strict=True)}


def _keep(shot: Shot, sheet: Sheet) -> Drawn:
    name = write_private(f"masters/{shot.id.hex[:2]}/{shot.id.hex}.jpg", sheet.content)
    return Drawn(name, replace(sheet, content=b""))


def hang_pictures(post: Post, entry: Entry, drawn: dict[UUID, Drawn], *, checked: bool | None = None) -> None:
    """Write the photos of a post with a frame on every face; most frames have a name, most photos a check.

    Rows, not actions: nobody's rights follow from a photo, and an upload that is sealed needs no second look.
    """
    shots = [shot for shot in entry.shots if shot.id in drawn]
    photos = [
        _photo(post, place, shot, drawn[shot.id], post.author, entry.at, _is_checked(shot, checked))
        for place, shot in enumerate(shots)
    ]
    Photo.objects.bulk_create(photos)
    Region.objects.bulk_create(
        region
        for photo, shot in zip(photos, shots, strict=True)
        for region in _regions(photo, shot, drawn[shot.id].sheet.faces)
    )


def _is_checked(shot: Shot, checked: bool | None) -> bool:
    return chance("check", shot.id).random() > UNCHECKED if checked is None else checked


def _photo(
    post: Post, place: int, shot: Shot, drawn: Drawn, by: User, at: datetime, is_checked: bool
) -> Photo:
    return Photo(
        id=shot.id,
        post=post,
        position=place,
        state=Photo.State.READY,
        master_name=drawn.master_name,
        sha256=drawn.sheet.sha256,
        width=drawn.sheet.width,
        height=drawn.sheet.height,
        alt_text=drawn.sheet.alt,
        uploaded_by=by,
        uploaded_at=at - timedelta(minutes=9),
        checked_by=by if is_checked else None,
        checked_at=at - timedelta(minutes=2) if is_checked else None,
    )


def _regions(photo: Photo, shot: Shot, faces: tuple[Box, ...]) -> list[Region]:
    return [
        Region(
            id=demo_id("region", shot.id, number),
            photo=photo,
            x=face.x,
            y=face.y,
            width=face.w,
            height=face.h,
            drawn_by=photo.uploaded_by,
            drawn_at=photo.uploaded_at,
            child_id=None if chance("unnamed", shot.id, number).random() < UNNAMED else pupil.id,
        )
        for number, (pupil, face) in enumerate(zip(shot.pupils, faces, strict=True))
    ]


def render_first_pages(demo: Demo) -> int:
    """Draw what people may see of the newest photos, so that the first page is complete; returns how many."""
    published = Photo.objects.filter(post__school=demo.school, post__state=Post.State.PUBLISHED)
    newest = published.order_by("-post__published_at", "position")
    groups = [demo.groups[name] for name in FIRST_PAGES]
    chosen = [*newest[:NEWEST], *newest.filter(post__group__in=groups)[:NEWEST]]
    photos = {photo.pk: photo for photo in chosen}
    for photo in photos.values():
        actions.render_photo(photo=photo, now=demo.now)
    return len(photos)
