"""What the writer of a post sees of its photos: how far each one is, who is behind a leaf and why."""

from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from policies.queries import policy_for
from posts.models import Photo, Post, Region
from posts.queries.covered import Covered, covered_in
from posts.queries.masks import Mask, masks_for


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
