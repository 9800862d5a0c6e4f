"""Finding faces on a photo: boxes for a person to decide about.

The promise: looking again adds what is new and never touches what a person decided; not having looked leaves
the photo usable and covered.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.background import after_commit
from common.faces import DETECTOR, Face, FacesUnavailable, find_faces
from common.images import Box
from common.storage import read_private
from people.models import User
from policies.queries import policy_for
from posts.actions.photos import lock_to_tag
from posts.actions.regions import placed
from posts.errors import Refused
from posts.models import Photo, Region
from posts.queries.checking import may_be_searched

log = logging.getLogger(__name__)

SAME_FACE = 0.5


def look_for_faces(*, photo: Photo, master: bytes) -> tuple[Photo.Faces, list[Face]]:
    """The faces on a sealed master and how the search went: found, failed, or off when the school wants that."""
    if not policy_for(photo.post.school_id).find_faces:
        return Photo.Faces.OFF, []
    try:
        return Photo.Faces.FOUND, find_faces(master)
    except FacesUnavailable as error:
        log.error("Nobody looked for faces on photo %s: %s", photo.pk, error)
        return Photo.Faces.FAILED, []


def record_faces(*, photo: Photo, faces: Iterable[Face], now: datetime) -> int:
    """Put a frame round every face that has none yet; returns how many. In the transaction of the caller."""
    known = [Box(row.x, row.y, row.width, row.height) for row in photo.regions.all()]
    new = [face for face in faces if all(_overlap(face.box, box) <= SAME_FACE for box in known)]
    Region.objects.bulk_create(
        Region(
            photo=photo,
            state=Region.State.DETECTED,
            score=face.score,
            detector=DETECTOR,
            drawn_at=now,
            **placed(face.box),
        )
        for face in new
    )
    return len(new)


@transaction.atomic
def search_faces(*, photo: Photo, by: User) -> Photo:
    """Ask for another look at a photo where the search failed or never was. Raises PermissionDenied and Refused."""
    photo = lock_to_tag(photo, by)
    if not may_be_searched(photo):
        raise Refused(_("There was a search for faces on this photo already."))
    photo.faces_status = None
    photo.save(update_fields=["faces_status"])
    after_commit("posts.tasks.search_faces", str(photo.pk))
    return photo


def find_faces_again(*, photo: Photo, now: datetime) -> int:
    """Look once more and frame what has no frame yet; returns how many. Decisions stay as they are.

    Safe to run twice: a photo that was searched meanwhile is left alone.
    """
    if not may_be_searched(photo):
        return 0
    status, faces = look_for_faces(photo=photo, master=read_private(photo.master_name))
    with transaction.atomic():
        current = Photo.objects.select_for_update(of=("self",)).filter(pk=photo.pk).first()
        if current is None or not may_be_searched(current):
            return 0
        current.faces_status = status
        current.save(update_fields=["faces_status"])
        count = record_faces(photo=current, faces=faces, now=now)
        after_commit("posts.tasks.render_photo", str(photo.pk))
    return count


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    high = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    shared = max(0.0, wide) * max(0.0, high)
    return shared / (one.w * one.h + other.w * other.h - shared)
