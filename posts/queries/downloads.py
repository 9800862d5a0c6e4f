"""What a guardian may take home: photos of the own child, as that guardian may see them at this moment."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from people.models import Child, User
from posts.models import Photo, PhotoQuerySet, Rendition
from posts.queries.masks import masks_for
from posts.queries.whereabouts import photos_with

# Every phone opens a JPEG.
FORMAT, SIZE = "jpeg", 2000
PART_SIZE = 50


@dataclass(frozen=True)
class Take:
    """One photo to take home: its name in the file, the version this account may see, and where that lies.

    `stored_as` is empty while that version is not drawn.
    """

    photo: Photo
    name: str
    key: str
    stored_as: str


@dataclass(frozen=True)
class Part:
    """A stretch of what was chosen: part `number` of `total`."""

    takes: list[Take]
    number: int
    total: int
    photo_count: int

    @property
    def missing(self) -> list[Take]:
        return [take for take in self.takes if not take.stored_as]

    @property
    def ready(self) -> list[Take]:
        return [take for take in self.takes if take.stored_as]

    @property
    def keys(self) -> list[str]:
        return [take.key for take in self.takes]


@dataclass(frozen=True)
class Choice:
    """What can be taken home in one go or in parts: a month (any moment in it), or everything without one."""

    month: datetime | None
    count: int

    @property
    def parts(self) -> range:
        return range(1, _parts(self.count) + 1)


def choices_of(photos: PhotoQuerySet) -> list[Choice]:
    """The months in which these photos were posted, newest first, and everything when that is more than one."""
    months = photos.filter(checked_at__isnull=False).order_by()
    counted = months.annotate(month=TruncMonth("post__published_at")).values("month")
    rows = counted.annotate(count=Count("pk")).order_by("-month").values_list("month", "count")
    choices = [Choice(month, count) for month, count in rows]
    total = sum(choice.count for choice in choices)
    return [*choices, Choice(None, total)] if len(choices) > 1 else choices


def _parts(count: int) -> int:
    return max(1, -(-count // PART_SIZE))


def part_of(
    child: Child,
    user: User,
    *,
    now: datetime,
    number: int = 1,
    post: UUID | None = None,
    month: date | None = None,
) -> Part:
    """A part of the checked photos of this child: of one post, of one month, or all, oldest first.

    Raises LookupError for a part there is not.
    """
    photos = photos_with(child, user, now=now).filter(checked_at__isnull=False)
    if post is not None:
        photos = photos.filter(post=post)
    if month is not None:
        photos = photos.filter(post__published_at__year=month.year, post__published_at__month=month.month)
    ordered = photos.order_by("post__published_at", "post_id", "position", "uploaded_at", "pk")
    names = _names(ordered.values_list("pk", "post__published_at"))
    total = _parts(len(names))
    if not 1 <= number <= total or not names:
        raise LookupError(number)
    start = (number - 1) * PART_SIZE
    return Part(_takes(ordered[start : start + PART_SIZE], names, user, now), number, total, len(names))


def _names(rows: Iterable[tuple[UUID, datetime | None]]) -> dict[UUID, str]:
    """ "2026-10-06-foto-01.jpg": the day of the post and the place in that day; nobody's name is in it."""
    counts: Counter[date] = Counter()
    names = {}
    for photo_id, published_at in rows:
        day = timezone.localdate(published_at) if published_at else date.min
        counts[day] += 1
        names[photo_id] = f"{day:%Y-%m-%d}-foto-{counts[day]:02d}.jpg"
    return names


def _takes(photos: Iterable[Photo], names: dict[UUID, str], user: User, now: datetime) -> list[Take]:
    listed = list(photos)
    masks = masks_for(listed, today=timezone.localdate(now), viewer=user)
    drawn = Rendition.objects.filter(photo__in=listed, size=SIZE, image_format=FORMAT)
    files = {(row.photo_id, row.mask_key): row.stored_as for row in drawn}
    return [
        Take(photo, names[photo.pk], masks[photo.pk].key, files.get((photo.pk, masks[photo.pk].key), ""))
        for photo in listed
    ]
