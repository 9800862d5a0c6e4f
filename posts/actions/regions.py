"""Frames on a photo: where somebody can be recognised, and who that is.

The promise: a frame never shrinks by rounding, and it only names a child with a place in the group, an adult of
the school or a guardian of the group.
"""

import math
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.background import after_commit
from common.images import Box
from groups.models import Enrolment
from people.models import Child, User
from posts.actions.photos import lock_to_tag
from posts.errors import AskAgain, NotYours, Refused
from posts.models import Photo, Region
from posts.queries.naming import adult_seats

MAX_REGIONS = 100
# Fractions are kept in steps a float holds exactly, so that the database never sees 1.0000000000000002.
STEPS = 2**14


@transaction.atomic
def draw_region(
    *, photo: Photo, box: Box, child: Child | None, by: User, now: datetime, person: User | None = None
) -> Region:
    """Put a frame on a photo; without a name it stays behind a leaf. The same frame twice is one frame.

    `box` is in fractions of the upright photo. Raises PermissionDenied and Refused.
    """
    photo = lock_to_tag(photo, by)
    place = placed(box)
    if same := photo.regions.standing().filter(child=child, person=person, **place).first():
        return same
    if photo.regions.filter(state=Region.State.MANUAL).count() >= MAX_REGIONS:
        raise Refused(
            _("There are %(limit)s frames on this photo. That is the most there can be.")
            % {"limit": MAX_REGIONS}
        )
    check_name(photo, child, person, now)
    region = Region.objects.create(
        photo=photo, child=child, person=person, drawn_by=by, drawn_at=now, **place
    )
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return region


@transaction.atomic
def change_region(
    *,
    region: Region,
    box: Box,
    child: Child | None,
    by: User,
    now: datetime,
    person: User | None = None,
    unknown: bool = False,
) -> Region:
    """Move, resize or name a frame; it counts at once, for everybody. Raises PermissionDenied and Refused.

    `unknown` decides that a found face is nobody who is known here: it stays behind a leaf.
    """
    photo, region = _locked(region, by)
    if (child and child.pk != region.child_id) or (person and person.pk != region.person_id):
        check_name(photo, child, person, now)
    if region.state == Region.State.MANUAL:
        # The moment stays: frames are numbered by it.
        region.drawn_by = by
    elif child or person or unknown:
        _decide(region, Region.State.CONFIRMED, by, now)
    elif region.child_id or region.person_id:
        # The name is taken back: the face is there still, and waits for another decision.
        region.state, region.decided_by, region.decided_at = Region.State.DETECTED, None, None
    region.child, region.person = child, person
    for name, value in placed(box).items():
        setattr(region, name, value)
    region.save()
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return region


@transaction.atomic
def delete_region(*, region: Region, by: User) -> None:
    """Take a drawn frame away: on a checked photo, what was under it can be seen.

    Raises PermissionDenied, and Refused for a frame that was found: of those somebody says that it is no face.
    """
    photo, region = _locked(region, by)
    if region.is_found:
        raise Refused(_("This frame was not drawn by hand. Say that it is no face."))
    region.delete()
    after_commit("posts.tasks.render_photo", str(photo.pk))


@transaction.atomic
def dismiss_region(*, region: Region, by: User, now: datetime, sure: bool = False) -> Region:
    """Say that a found frame holds no face: it is covered no longer, and is not found again.

    The one click that can show a face, so where the detector is rather sure it asks a second time: without
    `sure` it raises AskAgain. Also raises PermissionDenied.
    """
    photo, region = _locked(region, by)
    if not region.is_found:
        raise NotYours(region.pk)
    if region.is_likely and not sure:
        raise AskAgain(_("This looks very much like a face. Is it really no face?"))
    _decide(region, Region.State.DISMISSED, by, now)
    region.child = region.person = None
    region.save()
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return region


def _decide(region: Region, state: Region.State, by: User, now: datetime) -> None:
    region.state, region.decided_by, region.decided_at = state, by, now


def _locked(region: Region, by: User) -> tuple[Photo, Region]:
    photo = lock_to_tag(region.photo, by)
    current = photo.regions.filter(pk=region.pk).first()
    if current is None:
        raise NotYours(region.pk)
    return photo, current


def check_name(photo: Photo, child: Child | None, person: User | None, now: datetime) -> None:
    """Raise Refused for a child without a place in the group of this photo, a stranger, and two names at once."""
    if child and person:
        raise Refused(_("Choose a child or an adult, not both."))
    placed = Enrolment.objects.current().filter(group=photo.post.group_id, child=child)
    if child and not placed.exists():
        raise Refused(_("This child is not in the group."))
    if person and not adult_seats(photo, today=timezone.localdate(now)).filter(user=person).exists():
        raise Refused(_("This adult does not belong to the school or the group."))


def placed(box: Box) -> dict[str, float | str]:
    """The fields of a region for this box: never smaller than the box, never past the edge of the photo."""
    left, top = _down(max(0.0, box.x)), _down(max(0.0, box.y))
    right, bottom = _up(min(1.0, box.x + box.w)), _up(min(1.0, box.y + box.h))
    return {"x": left, "y": top, "width": right - left, "height": bottom - top, "shape": box.shape}


def _down(fraction: float) -> float:
    return math.floor(fraction * STEPS) / STEPS


def _up(fraction: float) -> float:
    return math.ceil(fraction * STEPS) / STEPS
