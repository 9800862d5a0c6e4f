"""What is covered on which photo, now, for whom: the one place that decides it.

The promise: a region is shown only while it names somebody who may be recognised by the readers of this post, or
while somebody says that it is no face; the own child is open in the account of its own guardian. Found and not
decided, no name, no answer, one no, the child's own objection, or a photo nobody looked at yet: covered.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, prefetch_related_objects

from common.images import MASK_VERSION, MAX_BOXES, Box
from common.questions import built_once
from consent.models import Objection, Purpose
from consent.queries.recognising import Shown, key_of, key_of_event, shown_to
from groups.models import SchoolGroup
from people.models import ParentalAuthority, User
from policies.queries import SchoolPolicy
from posts.models import CHANNELS, Photo, PhotoObjection, Post, Region

WHOLE = Box(0, 0, 1, 1, "rectangle")
KEY_LENGTH = 24
# The key of what the person who names the children sees; no computed key has this length.
OPEN_KEY = "open"
# Enough to recognise a pupil; an uncovered photo of full size is never made.
OPEN_SIZES = (1000, 320)
Numbers = tuple[float, float, float, float, str]
CLASS_KINDS = (SchoolGroup.Kind.CLASS, SchoolGroup.Kind.CLUSTER)


@dataclass(frozen=True)
class Mask:
    """What is covered on one photo: `key` names its renditions, `covered` counts regions behind a leaf.

    `shared_key` names what everybody without an own child on the photo gets. `children` are the named children who
    are not behind a leaf and do not object.
    """

    key: str
    boxes: tuple[Box, ...]
    covered: int
    shared_key: str
    children: frozenset[UUID] = frozenset()


class Spot(NamedTuple):
    """A region as the mask sees it: who is there, where, and whether that child objects or is the viewer's own."""

    child_id: UUID | None
    person_id: UUID | None
    objects: bool
    is_own: bool
    place: Numbers


def audience_of(group: SchoolGroup) -> str:
    """Which purpose speaks for the readers of this group (R020): the own class, or the whole school."""
    return Purpose.Audience.GROUP if group.kind in CLASS_KINDS else Purpose.Audience.SCHOOL


def audiences_of(post: Post) -> tuple[str, ...]:
    """All purposes somebody must have said yes to, to be shown in this post: its readers, and its event (R138)."""
    event = (key_of_event(post.event_id),) if post.event_id else ()
    return audience_of(post.group), *event


def masks_for(
    photos: Iterable[Photo],
    *,
    today: date,
    viewer: User | None = None,
    own: Collection[UUID] | None = None,
    outside: str = "",
    policies: Mapping[int, SchoolPolicy] | None = None,
) -> dict[UUID, Mask]:
    """The mask of each photo, by photo id. The number of queries does not depend on the number of photos.

    For `viewer` the own children are open; without one it is what everybody sees. Who knows the ids of the children
    the viewer decides about gives them as `own`, and no query asks for them. `outside` asks the purpose of a
    channel outside the portal instead of the readers of the post. The regions are always read anew; the post with
    its group only when it is not loaded yet. R020, R022, R028, R031, R138, R153.
    """
    listed = list(photos)
    prefetch_related_objects(listed, "post__group")
    spots = _spots_of(listed, _children_of(viewer) if own is None else own)
    asked = {photo.pk: (outside,) if outside else audiences_of(photo.post) for photo in listed}
    shown = _shown(listed, spots, asked, today, policies or {})
    return {photo.pk: _mask(photo, spots[photo.pk], shown[photo.pk]) for photo in listed}


def shown_on(photos: Iterable[Photo], *, today: date, outside: str = "") -> dict[UUID, set[UUID]]:
    """The children everybody who gets this photo may recognise on it, by photo id; nobody before it is checked."""
    listed = list(photos)
    prefetch_related_objects(listed, "post__group")
    spots = _spots_of(listed)
    asked = {photo.pk: (outside,) if outside else audiences_of(photo.post) for photo in listed}
    shown = _shown(listed, spots, asked, today, {})
    return {photo.pk: _children_shown(photo, spots[photo.pk], shown[photo.pk]) for photo in listed}


def _children_shown(photo: Photo, spots: list[Spot], shown: Shown) -> set[UUID]:
    """A child with two frames of which one is covered counts as shown: somebody may know it by the other."""
    if photo.checked_at is None:
        return set()
    return {spot.child_id for spot in spots if spot.child_id and not _is_covered(spot, shown)}


def every_mask(photo: Photo, *, today: date) -> tuple[Mask, list[Mask]]:
    """What everybody sees of one photo, and the other masks that may be asked for.

    Those are of guardians whose own child is behind a leaf for the others, and of every channel outside the portal
    the school asks about now (R028). At most six queries.
    """
    prefetch_related_objects([photo], "post__group")
    spots = _spots_of([photo])
    readers, channels = audiences_of(photo.post), _channels_of(photo.post.school_id, today)
    asked = {photo.pk: (*readers, *channels)}
    found = _answers([photo], spots, asked, today, {})[photo.post.school_id]
    own, shown = spots[photo.pk], _by_all([found[key] for key in readers])
    outside = [_mask(photo, own, found[key]) for key in channels]
    return _mask(photo, own, shown), [*_family_masks(photo, own, shown), *outside]


def _channels_of(school_id: int, today: date) -> list[str]:
    asked = Purpose.objects.asked(today).about(Purpose.Subject.CHILD)
    return [key_of(purpose) for purpose in asked.filter(school=school_id, audience__in=CHANNELS)]


def _family_masks(photo: Photo, spots: list[Spot], shown: Shown) -> list[Mask]:
    hidden = {spot.child_id for spot in spots if spot.child_id and _is_covered(spot, shown)}
    if not hidden:
        return []
    families: dict[UUID | None, set[UUID]] = defaultdict(set)
    deciding = ParentalAuthority.objects.deciding().filter(child__in=hidden)
    for guardian_id, child_id in deciding.values_list("guardian_id", "child_id"):
        families[guardian_id].add(child_id)
    return [
        _mask(photo, [spot._replace(is_own=spot.child_id in family) for spot in spots], shown)
        for family in {frozenset(children) for children in families.values()}
    ]


def _spots_of(photos: list[Photo], own: Collection[UUID] = ()) -> dict[UUID, list[Spot]]:
    """Per photo who is where. Plain rows: a feed reads hundreds of them."""
    found: dict[UUID, list[Spot]] = {photo.pk: [] for photo in photos}
    for photo_id, state, child_id, person_id, on_photo, on_day, *place in _rows().filter(
        photo__in=list(found)
    ):
        if state not in Region.NAMED_STATES:
            child_id = person_id = None
        x, y, width, height, shape = place
        spot = Spot(child_id, person_id, on_photo or on_day, child_id in own, (x, y, width, height, shape))
        found[photo_id].append(spot)
    return found


@built_once
def _rows() -> Any:
    """The standing regions of all photos, never asked as such: building the question costs more than its answer."""
    return (
        Region.objects.standing()
        .order_by()
        .annotate(on_photo=_objects_to_photo(), on_day=_objects_to_day())
        .values_list(
            *("photo_id", "state", "child_id", "person_id", "on_photo", "on_day"),
            *("x", "y", "width", "height", "shape"),
        )
    )


def _objects_to_photo() -> Exists:
    own = {"photo": OuterRef("photo"), "child": OuterRef("child")}
    return Exists(PhotoObjection.objects.open().filter(**own))


def _objects_to_day() -> Exists:
    """A child that did not want to that day objects to what was taken or sent that day."""
    days = [OuterRef("photo__taken_at__date"), OuterRef("photo__uploaded_at__date")]
    return Exists(Objection.objects.on_days(days).filter(child=OuterRef("child")))


def _children_of(viewer: User | None) -> Collection[UUID]:
    if viewer is None:
        return ()
    deciding = ParentalAuthority.objects.deciding().filter(guardian=viewer)
    return set(deciding.values_list("child_id", flat=True))


def _shown(
    photos: list[Photo],
    spots: Mapping[UUID, list[Spot]],
    asked: Mapping[UUID, tuple[str, ...]],
    today: date,
    policies: Mapping[int, SchoolPolicy],
) -> dict[UUID, Shown]:
    """Per photo who may be recognised on it."""
    found = _answers(photos, spots, asked, today, policies)
    return {
        photo.pk: _by_all([found[photo.post.school_id][key] for key in asked[photo.pk]]) for photo in photos
    }


def _answers(
    photos: list[Photo],
    spots: Mapping[UUID, list[Spot]],
    asked: Mapping[UUID, tuple[str, ...]],
    today: date,
    policies: Mapping[int, SchoolPolicy],
) -> dict[int, dict[str, Shown]]:
    """Per school and audience who may be recognised; the database is asked once for each school."""
    children: dict[int, set[UUID]] = defaultdict(set)
    people: dict[int, set[UUID]] = defaultdict(set)
    audiences: dict[int, set[str]] = defaultdict(set)
    for photo in photos:
        school = photo.post.school_id
        children[school] |= {spot.child_id for spot in spots[photo.pk] if spot.child_id}
        people[school] |= {spot.person_id for spot in spots[photo.pk] if spot.person_id}
        audiences[school].update(asked[photo.pk])
    return {
        school: shown_to(
            audiences[school],
            children=children[school],
            people=people[school],
            school=school,
            today=today,
            policy=policies.get(school),
        )
        for school in audiences
    }


def _by_all(answers: Collection[Shown]) -> Shown:
    """Who is shown by every one of these purposes."""
    return Shown(
        set.intersection(*(answer.children for answer in answers)),
        set.intersection(*(answer.people for answer in answers)),
    )


def _is_covered(spot: Spot, shown: Shown) -> bool:
    if spot.child_id is not None:
        return spot.objects or spot.child_id not in shown.children
    return spot.person_id is None or spot.person_id not in shown.people


def _mask(photo: Photo, spots: list[Spot], shown: Shown) -> Mask:
    covered = [spot for spot in spots if _is_covered(spot, shown)]
    shared = _boxes(photo, covered)
    left = [spot for spot in covered if not spot.is_own]
    boxes = shared if len(left) == len(covered) else _boxes(photo, left)
    key = _key(photo.pk, boxes)
    shared_key = key if boxes == shared else _key(photo.pk, shared)
    return Mask(key, boxes, len(left), shared_key, _children_open(spots, left, boxes))


def _children_open(spots: list[Spot], left: list[Spot], boxes: tuple[Box, ...]) -> frozenset[UUID]:
    if WHOLE in boxes:
        return frozenset()
    hidden = {spot.child_id for spot in spots if spot.objects} | {spot.child_id for spot in left}
    return frozenset(spot.child_id for spot in spots if spot.child_id is not None) - hidden


def _boxes(photo: Photo, covered: list[Spot]) -> tuple[Box, ...]:
    if photo.checked_at is None or len(covered) > MAX_BOXES:
        return (WHOLE,)
    return tuple(_box(place) for place in sorted(spot.place for spot in covered))


def _box(place: Numbers) -> Box:
    x, y, width, height, shape = place
    return Box(x, y, width, height, "ellipse" if shape == Region.Shape.ELLIPSE else "rectangle")


def _key(photo_id: UUID, boxes: tuple[Box, ...]) -> str:
    facts = json.dumps([str(photo_id), MASK_VERSION, [_numbers(box) for box in boxes]])
    return hashlib.sha256(facts.encode()).hexdigest()[:KEY_LENGTH]


def _numbers(box: Box) -> Numbers:
    return box.x, box.y, box.w, box.h, box.shape
