"""Frames on a photo: where somebody can be recognised, and who that is.

The promise: a frame never shrinks by rounding, and it only names a child that has a place in the group.
"""

import math
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.background import after_commit
from common.images import Box
from groups.models import Enrolment
from people.models import Child, User
from posts.actions.photos import lock_to_tag
from posts.errors import NotYours, Refused
from posts.models import Photo, Region

MAX_REGIONS = 100
# Fractions are kept in steps a float holds exactly, so that the database never sees 1.0000000000000002.
STEPS = 2**14


@transaction.atomic
def draw_region(*, photo: Photo, box: Box, child: Child | None, by: User, now: datetime) -> Region:
    """Put a frame on a photo; without a child it stays behind a leaf. The same frame twice is one frame.

    `box` is in fractions of the upright photo. Raises PermissionDenied and Refused.
    """
    photo = lock_to_tag(photo, by)
    place = _place(box)
    if same := photo.regions.filter(child=child, **place).first():
        return same
    if photo.regions.count() >= MAX_REGIONS:
        raise Refused(
            _("There are %(limit)s frames on this photo. That is the most there can be.")
            % {"limit": MAX_REGIONS}
        )
    _check_child(photo, child)
    region = Region.objects.create(photo=photo, child=child, drawn_by=by, drawn_at=now, **place)
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return region


@transaction.atomic
def change_region(*, region: Region, box: Box, child: Child | None, by: User, now: datetime) -> Region:
    """Move, resize or name a frame; it counts at once, for everybody. Raises PermissionDenied and Refused."""
    photo, region = _locked(region, by)
    if child is not None and child.pk != region.child_id:
        _check_child(photo, child)
    region.child, region.drawn_by, region.drawn_at = child, by, now
    for name, value in _place(box).items():
        setattr(region, name, value)
    region.save()
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return region


@transaction.atomic
def delete_region(*, region: Region, by: User) -> None:
    """Take a frame away: on a checked photo, what was under it can be seen. Raises PermissionDenied."""
    photo, region = _locked(region, by)
    region.delete()
    after_commit("posts.tasks.render_photo", str(photo.pk))


def _locked(region: Region, by: User) -> tuple[Photo, Region]:
    photo = lock_to_tag(region.photo, by)
    current = photo.regions.filter(pk=region.pk).first()
    if current is None:
        raise NotYours(region.pk)
    return photo, current


def _check_child(photo: Photo, child: Child | None) -> None:
    placed = Enrolment.objects.current().filter(group=photo.post.group_id, child=child)
    if child is not None and not placed.exists():
        raise Refused(_("This child is not in the group."))


def _place(box: Box) -> dict[str, float | str]:
    left, top = _down(max(0.0, box.x)), _down(max(0.0, box.y))
    right, bottom = _up(min(1.0, box.x + box.w)), _up(min(1.0, box.y + box.h))
    return {"x": left, "y": top, "width": right - left, "height": bottom - top, "shape": box.shape}


def _down(fraction: float) -> float:
    return math.floor(fraction * STEPS) / STEPS


def _up(fraction: float) -> float:
    return math.ceil(fraction * STEPS) / STEPS
