"""The frames of one photo, as they are numbered on the page, with who is behind a leaf and why."""

from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import pgettext

from common.images import Box
from consent.queries.recognising import Reason
from posts.models import Photo, Region
from posts.queries.covered import covered_in
from posts.queries.masks import WHOLE, masks_for
from posts.queries.naming import reason_of

Place = tuple[float, float, float, float, str]


@dataclass(frozen=True)
class Frame:
    """A region as it is numbered on the page; `why` only when somebody is named there."""

    number: int
    region: Region
    is_covered: bool
    why: Reason | None = None

    @property
    def is_dismissed(self) -> bool:
        return self.region.state == Region.State.DISMISSED

    @property
    def is_open(self) -> bool:
        """Does this face still wait for somebody to decide?"""
        return self.region.state == Region.State.DETECTED

    @property
    def name(self) -> str:
        """Who is in it, in two or three words."""
        if self.region.child:
            return self.region.child.short_name
        if self.region.person:
            return self.region.person.get_short_name()
        if self.is_dismissed:
            return pgettext("photo", "no face")
        return pgettext("staff", "who is this?") if self.is_open else pgettext("photo", "unknown")

    @property
    def reason(self) -> str:
        """Why somebody with a name is behind a leaf, in words a teacher may read."""
        if not self.is_covered or self.why is None:
            return ""
        return reason_of(self.why, is_adult=self.region.person_id is not None)


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
        return [frame for frame in self.rows if frame.is_open]

    def after(self, region: Region) -> Region | None:
        """The next face nobody decided about, starting behind this one and going round."""
        number = next((frame.number for frame in self.rows if frame.region == region), 0)
        left = [frame for frame in self.undecided if frame.region != region]
        following = next((frame for frame in left if frame.number > number), left[0] if left else None)
        return following.region if following else None


def frames_of(photo: Photo, *, today: date) -> Frames:
    """The regions of a photo: those that were found from left to right, and those that were drawn in that order.

    Which are covered is asked of the mask itself, as if somebody had looked at the photo already.
    """
    prefetch_related_objects([photo], "post__group", "regions__child", "regions__person")
    regions = sorted(photo.regions.all(), key=_as_numbered)
    looked_at = copy(photo)
    looked_at.checked_at = photo.checked_at or timezone.now()
    covered = {_place(box) for box in masks_for([looked_at], today=today)[photo.pk].boxes}
    why = {row.who.pk: row.why for row in covered_in(photo.post, [photo], today=today)}
    return Frames([_frame(number, region, covered, why) for number, region in enumerate(regions, start=1)])


def _frame(number: int, region: Region, covered: set[Place], why: dict[UUID, Reason]) -> Frame:
    own: Place = (region.x, region.y, region.width, region.height, region.shape)
    is_covered = region.state != Region.State.DISMISSED and (own in covered or _place(WHOLE) in covered)
    named = region.child_id or region.person_id
    reason = why.get(named) if named else None
    return Frame(number, region, is_covered, reason)


def _place(box: Box) -> Place:
    return box.x, box.y, box.w, box.h, box.shape


def _as_numbered(region: Region) -> tuple[bool, datetime, float, UUID]:
    return (not region.is_found, region.drawn_at, region.x, region.pk)
