"""Finding faces on a photo: boxes for a person to decide about.

The promise: looking again adds what is new and never touches what a person decided; not having looked leaves
the photo usable and covered.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from common.faces import DETECTOR, Face, FacesUnavailable, find_faces
from common.images import Box
from policies.queries import policy_for
from posts.actions.regions import placed
from posts.models import Photo, Region

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


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union."""
    wide = min(one.x + one.w, other.x + other.w) - max(one.x, other.x)
    high = min(one.y + one.h, other.y + other.h) - max(one.y, other.y)
    shared = max(0.0, wide) * max(0.0, high)
    return shared / (one.w * one.h + other.w * other.h - shared)
