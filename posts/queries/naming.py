"""Whose name may stand in a frame, and in which order a teacher wants to read the names."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consent.queries.recognising import Reason, reasons
from groups.models import Enrolment
from people.models import Child
from posts.models import Photo, Region
from posts.queries.masks import audience_of

FIRST_CHOICES = 8


@dataclass(frozen=True)
class Pupil:
    """A child that may be named on a photo of this post.

    `name` is short while no other child here is called so. `is_recent` when it is on the photo before, `uses`
    the photos of the post it is on, `is_here` when it has a frame on this one.
    """

    child: Child
    why: Reason
    name: str
    is_recent: bool = False
    uses: int = 0
    is_here: bool = False

    @property
    def is_covered(self) -> bool:
        return self.why != Reason.RECOGNISABLE


def pupils_of(photo: Photo, *, today: date) -> list[Pupil]:
    """The children with a place in the group of this photo, and whether they are shown there. Four queries."""
    places = Enrolment.objects.current().filter(group=photo.post.group_id).select_related("child")
    children = [place.child for place in places]
    why = reasons(
        [child.pk for child in children],
        school=photo.post.school_id,
        audience=audience_of(photo.post.group),
        today=today,
    )
    named = _named_in(photo)
    before, here = _named_before(photo, named), named.get(photo.pk, set())
    uses = Counter(child_id for ids in named.values() for child_id in ids)
    called = Counter(child.short_name for child in children)
    return [
        Pupil(
            child,
            why[child.pk],
            child.short_name if called[child.short_name] == 1 else child.full_name,
            is_recent=child.pk in before,
            uses=uses[child.pk],
            is_here=child.pk in here,
        )
        for child in children
    ]


def first_choices(pupils: list[Pupil]) -> list[Pupil]:
    """The few names to offer as one tap: from the photo before, then by how often they are in this post."""
    used = [pupil for pupil in pupils if pupil.uses and not pupil.is_here]
    return sorted(used, key=lambda pupil: (not pupil.is_recent, -pupil.uses))[:FIRST_CHOICES]


def _named_in(photo: Photo) -> dict[UUID, set[UUID]]:
    """Per photo of the post the children that have a frame there."""
    named: dict[UUID, set[UUID]] = {}
    rows = Region.objects.filter(photo__post=photo.post_id, photo__hidden_at=None, child__isnull=False)
    for photo_id, child_id in rows.order_by().values_list("photo_id", "child_id"):
        named.setdefault(photo_id, set()).add(child_id)
    return named


def _named_before(photo: Photo, named: dict[UUID, set[UUID]]) -> set[UUID]:
    """Who has a name on the nearest earlier photo of the post that has any."""
    order = list(photo.post.photos.values_list("pk", flat=True))
    earlier = reversed(order[: order.index(photo.pk)])
    return next((named[photo_id] for photo_id in earlier if photo_id in named), set())
