"""What the writer of a post sees of its photos: how far each one is, who is behind a leaf and why."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils.translation import pgettext

from consent.queries.recognising import Reason, reasons
from policies.queries import policy_for
from posts.models import Photo, Post, Region
from posts.queries.covered import Covered, covered_in
from posts.queries.masks import Mask, audience_of, masks_for


@dataclass(frozen=True)
class Tile:
    """A photo in the composer. `number` counts from 1 in the order of the post."""

    photo: Photo
    number: int
    mask: Mask
    waiting_before: int = 0

    @property
    def ask_after(self) -> int:
        """Seconds until the page asks again: a photo with others before it is not ready any sooner by asking."""
        return 2 + self.waiting_before // 2

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

    @property
    def face_count(self) -> int:
        """Frames that may hold somebody, found or drawn."""
        return sum(region.state != Region.State.DISMISSED for region in self.photo.regions.all())

    @property
    def open_count(self) -> int:
        """Found faces that nobody decided about."""
        return sum(region.state == Region.State.DETECTED for region in self.photo.regions.all())

    @property
    def may_be_empty(self) -> bool:
        """May somebody say in one go that nobody can be recognised here? Never with a frame on it."""
        return self.needs_check and not self.face_count


@dataclass(frozen=True)
class PhotoCheck:
    """All photos of a post with what is left to do."""

    tiles: list[Tile]
    covered: list[Covered]

    @property
    def unchecked(self) -> list[Tile]:
        return [tile for tile in self.tiles if tile.needs_check]

    @property
    def done_count(self) -> int:
        return sum(tile.is_done for tile in self.tiles)

    @property
    def to_do_count(self) -> int:
        """All photos that somebody looks at sooner or later; those that did not work are not among them."""
        return len(self.tiles) - self.failed_count

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
    def name(self) -> str:
        """Who is in it, in two or three words."""
        if self.region.child:
            return self.region.child.short_name
        if self.is_dismissed:
            return pgettext("photo", "no face")
        return pgettext("photo", "unknown") if self.is_unknown else pgettext("staff", "who is this?")

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


def photo_check(post: Post, *, today: date) -> PhotoCheck:
    """The photos of a post as its writer sees them. A fixed number of queries."""
    photos = list(post.photos.filter(hidden_at=None).prefetch_related("regions__child", "regions__person"))
    for photo in photos:
        photo.post = post
    masks = masks_for(photos, today=today)
    waiting = accumulate((photo.state == Photo.State.WAITING for photo in photos), initial=0)
    tiles = [
        Tile(photo, number, masks[photo.pk], before)
        for number, (photo, before) in enumerate(zip(photos, waiting, strict=False), start=1)
    ]
    return PhotoCheck(tiles, covered_in(post, photos, today=today))


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


def has_frames(photo: Photo) -> bool:
    """Is there any frame that may hold somebody? Asked anew."""
    return Region.objects.standing().filter(photo=photo.pk).exists()


def may_be_searched(photo: Photo) -> bool:
    """Did nobody search for faces here, or in vain, while the school wants it?"""
    is_open = photo.state == Photo.State.READY and photo.faces_status != Photo.Faces.FOUND
    return is_open and policy_for(photo.post.school_id).find_faces


def is_drawn(photo: Photo, key: str) -> bool:
    """Are there files for this mask already?"""
    return photo.renditions.filter(mask_key=key).exists()


def _reasons(post: Post, children: list[UUID], today: date) -> dict[UUID, Reason]:
    return reasons(children, school=post.school_id, audience=audience_of(post.group), today=today)
