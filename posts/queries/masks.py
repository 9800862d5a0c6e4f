"""What is covered on which photo, now: the one place that decides it.

The promise: a region is shown only while it names a child whose guardians all say yes for the readers of this
post, or while somebody says that it is no face. Found and not decided, no name, no answer, one no, or a photo
nobody looked at yet: covered.
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
Numbers = tuple[float, float, float, float, str]
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

    The regions are always read anew; the post with its group only when it is not loaded yet. R020, R022, R153.
    """
    listed = list(photos)
    prefetch_related_objects(listed, "post__group")
    regions = _regions_of(listed)
    shown = _shown_children(listed, regions, today)
    return {
        photo.pk: _mask(photo, regions[photo.pk], shown[photo.post.school_id][audience_of(photo.post.group)])
        for photo in listed
    }


def _regions_of(photos: list[Photo]) -> dict[UUID, list[tuple[UUID | None, Numbers]]]:
    """Per photo the child of each region and where it is. Plain rows: a feed reads hundreds of them."""
    found: dict[UUID, list[tuple[UUID | None, Numbers]]] = {photo.pk: [] for photo in photos}
    rows = Region.objects.standing().filter(photo__in=list(found)).order_by()
    columns = rows.values_list("photo_id", "state", "child_id", "x", "y", "width", "height", "shape")
    for photo_id, state, child_id, x, y, width, height, shape in columns:
        named = child_id if state in Region.NAMED_STATES else None
        found[photo_id].append((named, (x, y, width, height, shape)))
    return found


def _shown_children(
    photos: list[Photo], regions: dict[UUID, list[tuple[UUID | None, Numbers]]], today: date
) -> dict[int, dict[str, set[UUID]]]:
    """Per school and audience who may be recognised; one query for each school."""
    named: dict[int, set[UUID]] = defaultdict(set)
    audiences: dict[int, set[str]] = defaultdict(set)
    for photo in photos:
        school = photo.post.school_id
        named[school] |= {child_id for child_id, _place in regions[photo.pk] if child_id}
        audiences[school].add(audience_of(photo.post.group))
    return {
        school: recognisable_per_audience(children, school=school, audiences=audiences[school], today=today)
        for school, children in named.items()
    }


def _mask(photo: Photo, regions: list[tuple[UUID | None, Numbers]], shown: set[UUID]) -> Mask:
    covered = sorted(place for child_id, place in regions if child_id is None or child_id not in shown)
    boxes = tuple(_box(place) for place in covered)
    if photo.checked_at is None or len(boxes) > MAX_BOXES:
        boxes = (WHOLE,)
    return Mask(_key(photo.pk, boxes), boxes, len(covered))


def _box(place: Numbers) -> Box:
    x, y, width, height, shape = place
    return Box(x, y, width, height, "ellipse" if shape == Region.Shape.ELLIPSE else "rectangle")


def _key(photo_id: UUID, boxes: tuple[Box, ...]) -> str:
    facts = json.dumps([str(photo_id), MASK_VERSION, [_numbers(box) for box in boxes]])
    return hashlib.sha256(facts.encode()).hexdigest()[:KEY_LENGTH]


def _numbers(box: Box) -> Numbers:
    return box.x, box.y, box.w, box.h, box.shape
