"""What is covered on which photo, now: the one place that decides it.

The promise: a region is shown only while it names a child whose guardians all say yes for the readers of this
post. No name, no answer, one no, or a photo nobody looked at yet: covered.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import prefetch_related_objects

from common.images import MASK_VERSION, MAX_BOXES, Box
from consent.models import Purpose
from consent.queries import recognisable_per_audience
from groups.models import SchoolGroup
from posts.models import Photo, Region

WHOLE = Box(0, 0, 1, 1, "rectangle")
KEY_LENGTH = 24
# The key of what the person who names the children sees; no computed key has this length.
OPEN_KEY = "open"
AUDIENCES = (Purpose.Audience.GROUP, Purpose.Audience.SCHOOL)
CLASS_KINDS = (SchoolGroup.Kind.CLASS, SchoolGroup.Kind.CLUSTER)


@dataclass(frozen=True)
class Mask:
    """What is covered on one photo: `key` names its renditions, `covered` counts regions behind a leaf."""

    key: str
    boxes: tuple[Box, ...]
    covered: int


def audience_of(group: SchoolGroup) -> str:
    """Which purpose speaks for the readers of this group (R020): the own class, or the whole school."""
    return Purpose.Audience.GROUP if group.kind in CLASS_KINDS else Purpose.Audience.SCHOOL


def masks_for(photos: Iterable[Photo], *, today: date) -> dict[UUID, Mask]:
    """The mask of each photo, by photo id. The number of queries does not depend on the number of photos.

    What is not loaded yet is fetched: the post with its group, the regions. R020, R022, R153.
    """
    listed = list(photos)
    prefetch_related_objects(listed, "post__group", "regions")
    shown = _shown_children(listed, today)
    return {
        photo.pk: _mask(photo, shown[photo.post.school_id][audience_of(photo.post.group)]) for photo in listed
    }


def covered_regions(photo: Photo, shown: set[UUID]) -> list[Region]:
    """The regions of this photo that go behind a leaf when only the children in `shown` may be recognised."""
    return [
        region for region in photo.regions.all() if region.child_id is None or region.child_id not in shown
    ]


def _shown_children(photos: list[Photo], today: date) -> dict[int, dict[str, set[UUID]]]:
    """Per school and audience who may be recognised; one query for each school."""
    named: dict[int, set[UUID]] = defaultdict(set)
    for photo in photos:
        named[photo.post.school_id] |= {region.child_id for region in photo.regions.all() if region.child_id}
    return {
        school: recognisable_per_audience(children, school=school, audiences=AUDIENCES, today=today)
        for school, children in named.items()
    }


def _mask(photo: Photo, shown: set[UUID]) -> Mask:
    regions = covered_regions(photo, shown)
    boxes = tuple(sorted((box_of(region) for region in regions), key=_numbers))
    if photo.checked_at is None or len(boxes) > MAX_BOXES:
        boxes = (WHOLE,)
    return Mask(_key(photo.pk, boxes), boxes, len(regions))


def box_of(region: Region) -> Box:
    is_face = region.shape == Region.Shape.ELLIPSE
    return Box(region.x, region.y, region.width, region.height, "ellipse" if is_face else "rectangle")


def _key(photo_id: UUID, boxes: tuple[Box, ...]) -> str:
    facts = json.dumps([str(photo_id), MASK_VERSION, [_numbers(box) for box in boxes]])
    return hashlib.sha256(facts.encode()).hexdigest()[:KEY_LENGTH]


def _numbers(box: Box) -> tuple[float, float, float, float, str]:
    return box.x, box.y, box.w, box.h, box.shape
