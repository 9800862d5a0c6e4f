"""What the writer of a post sees of its photos: how far each one is, who is behind a leaf and why."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import prefetch_related_objects

from consent.queries.recognising import Reason, reasons
from groups.models import Enrolment
from people.models import Child
from posts.models import Photo, Post, Region
from posts.queries.masks import Mask, audience_of, masks_for


@dataclass(frozen=True)
class Tile:
    """A photo in the composer. `number` counts from 1 in the order of the post."""

    photo: Photo
    number: int
    mask: Mask

    @property
    def is_waiting(self) -> bool:
        return self.photo.state == Photo.State.WAITING

    @property
    def is_failed(self) -> bool:
        return self.photo.state == Photo.State.FAILED

    @property
    def needs_check(self) -> bool:
        return self.photo.state == Photo.State.READY and self.photo.checked_at is None

    @property
    def is_done(self) -> bool:
        return self.photo.state == Photo.State.READY and self.photo.checked_at is not None


@dataclass(frozen=True)
class CoveredChild:
    """A child behind a leaf in this post; `why` is all a teacher gets to know."""

    child: Child
    why: Reason
    count: int


@dataclass(frozen=True)
class PhotoCheck:
    """All photos of a post with what is left to do."""

    tiles: list[Tile]
    covered: list[CoveredChild]

    @property
    def unchecked(self) -> list[Tile]:
        return [tile for tile in self.tiles if tile.needs_check]

    @property
    def done_count(self) -> int:
        return sum(tile.is_done for tile in self.tiles)

    @property
    def waiting_count(self) -> int:
        return sum(tile.is_waiting for tile in self.tiles)

    @property
    def failed_count(self) -> int:
        return sum(tile.is_failed for tile in self.tiles)

    def after(self, photo: Photo) -> Tile | None:
        """The next photo that nobody looked at, starting behind this one and going round."""
        number = next((tile.number for tile in self.tiles if tile.photo == photo), 0)
        left = [tile for tile in self.unchecked if tile.photo != photo]
        return next((tile for tile in left if tile.number > number), left[0] if left else None)

    def tile_of(self, photo: Photo) -> Tile:
        return next(tile for tile in self.tiles if tile.photo == photo)


@dataclass(frozen=True)
class Frame:
    """A region as it is numbered on the page."""

    number: int
    region: Region
    is_covered: bool

    @property
    def is_dismissed(self) -> bool:
        return self.region.state == Region.State.DISMISSED

    @property
    def is_unknown(self) -> bool:
        """Somebody looked and knows nobody here."""
        return self.region.state == Region.State.CONFIRMED and self.region.child_id is None

    @property
    def is_open(self) -> bool:
        """Does this frame still wait for a name?"""
        return self.region.child_id is None and not (self.is_dismissed or self.is_unknown)


@dataclass(frozen=True)
class Frames:
    """All frames of a photo: what was found, what was drawn, and what is left to decide."""

    rows: list[Frame]

    @property
    def standing(self) -> list[Frame]:
        """All that may hold somebody; a photo without them needs somebody to say that it is empty."""
        return [frame for frame in self.rows if not frame.is_dismissed]

    @property
    def found(self) -> list[Frame]:
        return [frame for frame in self.standing if frame.region.is_found]

    @property
    def undecided(self) -> list[Frame]:
        return [frame for frame in self.rows if frame.region.state == Region.State.DETECTED]

    def after(self, region: Region) -> Region | None:
        """The next face nobody decided about, starting behind this one and going round."""
        number = next((frame.number for frame in self.rows if frame.region == region), 0)
        left = [frame for frame in self.undecided if frame.region != region]
        following = next((frame for frame in left if frame.number > number), left[0] if left else None)
        return following.region if following else None


@dataclass(frozen=True)
class Pupil:
    """A child that may be named on a photo of this post; `is_recent` when it is on the photo before."""

    child: Child
    why: Reason
    is_recent: bool = False

    @property
    def is_covered(self) -> bool:
        return self.why != Reason.RECOGNISABLE


def photo_check(post: Post, *, today: date) -> PhotoCheck:
    """The photos of a post as its writer sees them. A fixed number of queries."""
    photos = list(post.photos.filter(hidden_at=None).prefetch_related("regions__child"))
    for photo in photos:
        photo.post = post
    masks = masks_for(photos, today=today)
    tiles = [Tile(photo, number, masks[photo.pk]) for number, photo in enumerate(photos, start=1)]
    return PhotoCheck(tiles, _covered_children(post, photos, today))


def frames_of(photo: Photo, *, today: date) -> Frames:
    """The regions of a photo: those that were found from left to right, and those that were drawn in that order."""
    prefetch_related_objects([photo], "post__group", "regions__child")
    regions = list(photo.regions.all())
    why = _reasons(photo.post, [region.child_id for region in regions if region.child_id], today)
    return Frames(
        [
            Frame(number, region, _is_covered(region, why))
            for number, region in enumerate(sorted(regions, key=_as_numbered), start=1)
        ]
    )


def _as_numbered(region: Region) -> tuple[bool, datetime, float, UUID]:
    return (not region.is_found, region.drawn_at, region.x, region.pk)


def _is_covered(region: Region, why: dict[UUID, Reason]) -> bool:
    if region.state == Region.State.DISMISSED:
        return False
    return region.child_id is None or why[region.child_id] != Reason.RECOGNISABLE


def pupils_of(photo: Photo, *, today: date) -> list[Pupil]:
    """The children with a place in the group of this photo, and whether they are shown there. Four queries."""
    places = Enrolment.objects.current().filter(group=photo.post.group_id).select_related("child")
    children = [place.child for place in places]
    why = _reasons(photo.post, [child.pk for child in children], today)
    recent = _named_before(photo)
    return [Pupil(child, why[child.pk], child.pk in recent) for child in children]


def _named_before(photo: Photo) -> set[UUID]:
    """Who has a name on the nearest earlier photo of the post that has any."""
    order = list(photo.post.photos.values_list("pk", flat=True))
    earlier = order[: order.index(photo.pk)]
    named: dict[UUID, set[UUID]] = {}
    rows = Region.objects.filter(photo__in=earlier, child__isnull=False).order_by()
    for photo_id, child_id in rows.values_list("photo_id", "child_id"):
        named.setdefault(photo_id, set()).add(child_id)
    return next((named[photo_id] for photo_id in reversed(earlier) if photo_id in named), set())


def is_drawn(photo: Photo, key: str) -> bool:
    """Are there files for this mask already?"""
    return photo.renditions.filter(mask_key=key).exists()


def _covered_children(post: Post, photos: list[Photo], today: date) -> list[CoveredChild]:
    named: dict[Child, int] = Counter(
        child
        for photo in photos
        for child in {region.child for region in photo.regions.all() if region.child}
    )
    why = _reasons(post, [child.pk for child in named], today)
    covered = [CoveredChild(child, why[child.pk], count) for child, count in named.items()]
    return sorted(
        (row for row in covered if row.why != Reason.RECOGNISABLE),
        key=lambda row: (-row.count, row.child.short_name),
    )


def _reasons(post: Post, children: list[UUID], today: date) -> dict[UUID, Reason]:
    return reasons(children, school=post.school_id, audience=audience_of(post.group), today=today)
