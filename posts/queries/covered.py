"""Who is behind a leaf in a post and why, for its writer: the same people the masks cover, never which guardian."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consent.models import Objection
from consent.queries.recognising import Reason
from people.models import Child, User
from posts.models import Photo, PhotoObjection, Post, Region
from posts.queries.naming import reason_of, why_shown

Somebody = Child | User


@dataclass(frozen=True)
class Covered:
    """A child or an adult behind a leaf on `count` photos of this post; `why` is all the writer gets to know."""

    who: Somebody
    why: Reason
    count: int

    @property
    def child(self) -> Child | None:
        return self.who if isinstance(self.who, Child) else None

    @property
    def name(self) -> str:
        return self.who.short_name if isinstance(self.who, Child) else self.who.get_short_name()

    @property
    def reason(self) -> str:
        return reason_of(self.why, is_adult=self.child is None)


def covered_in(post: Post, photos: Iterable[Photo], *, today: date) -> list[Covered]:
    """The named people behind a leaf, most photos first. Regions are loaded; a fixed number of queries."""
    listed = list(photos)
    named = {photo.pk: _named_on(photo) for photo in listed}
    everybody = set().union(*named.values())
    children = [who.pk for who in everybody if isinstance(who, Child)]
    people = [who.pk for who in everybody if isinstance(who, User)]
    why = why_shown(post, children, people, today=today)
    objects = _objections(listed) if everybody else {}
    counted = Counter(
        (who, reason)
        for photo in listed
        for who in named[photo.pk]
        if (reason := objects.get((photo.pk, who.pk), why[who.pk])) != Reason.RECOGNISABLE
    )
    rows = [Covered(who, reason, count) for (who, reason), count in counted.items()]
    return sorted(rows, key=lambda row: (-row.count, row.name, row.why))


def _named_on(photo: Photo) -> set[Somebody]:
    decided = [region for region in photo.regions.all() if region.state in Region.NAMED_STATES]
    return {who for region in decided if (who := region.child or region.person)}


def _objections(photos: list[Photo]) -> dict[tuple[UUID, UUID], Reason]:
    """What children said about single photos, and about the days on which photos were taken or sent."""
    days = {photo.pk: photo.days for photo in photos}
    found: dict[tuple[UUID, UUID], Reason] = {}
    for child_id, day in Objection.objects.on_days(set().union(*days.values())).values_list("child", "day"):
        found |= {(pk, child_id): Reason.NOT_TODAY for pk, own in days.items() if day in own}
    rows = PhotoObjection.objects.open().filter(photo__in=photos)
    return found | dict.fromkeys(rows.values_list("photo", "child"), Reason.OBJECTS)
