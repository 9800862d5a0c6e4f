"""The photos of one post as an album: all of them, or those with one's own child in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from people.models import Child, User
from posts.models import Photo, Post, Region
from posts.queries.cards import ChildMark, PhotoTile, Place
from posts.queries.parts import tiles_with_names


@dataclass
class PhotoView:
    """One photo of an album and its neighbours; None at the ends."""

    photo: PhotoTile
    previous: PhotoTile | None
    next: PhotoTile | None


@dataclass
class Album:
    """`total` photos in the post; `photos` are those of `child` when one was asked for.

    `removed` by the school are how many, `own_removed` which: for who placed them alone.
    """

    post: Post
    place: Place
    photos: list[PhotoTile]
    total: int
    children: list[tuple[ChildMark, int]] = field(default_factory=list)
    child: ChildMark | None = None
    removed: int = 0
    own_removed: tuple[UUID, ...] = ()

    @property
    def is_covered(self) -> bool:
        return any(photo.is_covered for photo in self.photos)

    @property
    def query(self) -> str:
        """What the links inside the album carry along."""
        return f"?child={self.child.id}" if self.child else ""

    def around(self, photo_id: UUID) -> PhotoView:
        """Raises Photo.DoesNotExist for a photo that is not in this album."""
        for index, photo in enumerate(self.photos):
            if photo.id == photo_id:
                following = self.photos[index + 1] if index + 1 < len(self.photos) else None
                return PhotoView(photo, self.photos[index - 1] if index else None, following)
        raise Photo.DoesNotExist


def album(user: User, post_id: UUID, *, now: datetime, child: UUID | None = None) -> Album:
    """The album of a post this account may read.

    Who is on a photo is the teacher's to know. A guardian with authority may look for the own child and learns
    nothing about any other. Raises Post.DoesNotExist, and Child.DoesNotExist for a child that is not the reader's
    own or is on no photo.
    """
    post = (
        Post.objects.visible_to(user, now)
        .filter(state=Post.State.PUBLISHED)
        .select_related("group__school", "author")
        .get(pk=post_id)
    )
    numbered = Window(RowNumber(), order_by=[F("position"), F("uploaded_at"), F("id")])
    photos = list(post.photos.shown().annotate(place=numbered).order_by("place"))
    tiles = tiles_with_names(photos, post, today=timezone.localdate(now), viewer=user)
    children = _own_children(user, photos)
    chosen = next((mark for mark, _count in children if mark.id == child), None)
    if child is not None:
        if chosen is None:
            raise Child.DoesNotExist
        named = set(Region.objects.filter(photo__in=photos, child=child).values_list("photo_id", flat=True))
        tiles = [tile for tile in tiles if tile.id in named]
    gone = () if chosen else removed_photos(post.pk)
    own = gone if post.author_id == user.pk else ()
    return Album(post, Place.of(post.group), tiles, len(photos), children, chosen, len(gone), own)


def removed_photos(post_id: UUID) -> tuple[UUID, ...]:
    """The photos of a post that the school took away for good, in their order."""
    gone = Photo.objects.filter(post=post_id, state=Photo.State.REMOVED)
    return tuple(gone.values_list("pk", flat=True))


def _own_children(user: User, photos: Sequence[Photo]) -> list[tuple[ChildMark, int]]:
    named = Child.objects.in_authority_of(user).filter(regions__photo__in=[photo.pk for photo in photos])
    counted = named.annotate(photo_count=Count("regions__photo", distinct=True))
    return [(ChildMark.of(child), child.photo_count) for child in counted]
