"""Photos outside the portal: what is where, and which children have to come out of it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from consent.models import Objection, Purpose
from consent.queries.recognising import Reason, key_of, reasons_by_audience
from groups.models import Membership, School
from people.models import Child, User
from posts.models import CHANNELS, OutsideUse, PhotoObjection, TakeDown

REASONS = {
    Reason.OBJECTS: TakeDown.Reason.OBJECTION,
    Reason.NOT_TODAY: TakeDown.Reason.OBJECTION,
    Reason.NOT_HERE: TakeDown.Reason.LEFT,
    Reason.EXPIRED: TakeDown.Reason.EXPIRED,
}


class Overdue(NamedTuple):
    """A child that is recognisable somewhere it may no longer be."""

    use: OutsideUse
    child: Child
    reason: TakeDown.Reason


def channels_of(school: School | int, *, today: date) -> QuerySet[Purpose]:
    """The purposes of this school for which a photo may leave the portal."""
    asked = Purpose.objects.asked(today).about(Purpose.Subject.CHILD)
    return asked.filter(school=school, audience__in=CHANNELS)


def to_take_down(*, today: date, child: Child | None = None) -> list[Overdue]:
    """Every child, or this one, in every use outside where it may be recognised no longer and nobody noted it.

    Why does not matter: a no, an old answer, an objection, leaving. The number of queries depends on the number
    of schools only.
    """
    uses = OutsideUse.objects.select_related("photo__post", "purpose")
    if child is not None:
        uses = uses.filter(children=child)
    listed = list(uses.prefetch_related("children", Prefetch("take_downs", to_attr="noted")))
    by_school: dict[int, list[OutsideUse]] = defaultdict(list)
    for use in listed:
        by_school[use.photo.post.school_id].append(use)
    found = []
    for school_id, there in by_school.items():
        found += _in_school(school_id, there, today)
    return [overdue for overdue in found if child is None or overdue.child.pk == child.pk]


def _in_school(school_id: int, uses: list[OutsideUse], today: date) -> list[Overdue]:
    children = {child.pk for use in uses for child in use.children.all()}
    keys = {key_of(use.purpose) for use in uses}
    why = reasons_by_audience(children, school=school_id, audiences=keys, today=today)
    objected = _objected(uses, children)
    found = []
    for use in uses:
        noted = {take_down.child_id for take_down in use.noted}  # type: ignore[attr-defined]
        for child in use.children.all():
            said = why[key_of(use.purpose), child.pk]
            if (use.photo_id, child.pk) in objected:
                said = Reason.OBJECTS
            if said != Reason.RECOGNISABLE and child.pk not in noted:
                found.append(Overdue(use, child, REASONS.get(said, TakeDown.Reason.WITHDRAWN)))
    return found


def _objected(uses: Iterable[OutsideUse], children: set[UUID]) -> set[tuple[UUID, UUID]]:
    """Photo and child, where the child does not want this one photo or that day."""
    photos = {use.photo_id: use.photo for use in uses}
    own = PhotoObjection.objects.open().filter(photo__in=list(photos), child__in=children)
    found = set(own.values_list("photo_id", "child_id"))
    days = Objection.objects.filter(kind=Objection.Kind.DAY, taken_back_at=None, child__in=children)
    for child_id, day in days.values_list("child_id", "day"):
        found |= {(photo.pk, child_id) for photo in photos.values() if day in photo.days}
    return found


def uses_of_child(child: Child) -> list[OutsideUse]:
    """Where this child can be recognised outside the portal, with `noted`: what is on the list about it."""
    noted = Prefetch("take_downs", queryset=TakeDown.objects.filter(child=child), to_attr="noted")
    uses = OutsideUse.objects.filter(children=child).select_related("purpose", "photo__post")
    return list(uses.prefetch_related(noted))


def directors_of(school: School | int, *, today: date) -> QuerySet[User]:
    """Who leads this school, longest first."""
    seats = Membership.objects.active(today).filter(
        group__school=school, group__kind="school", role=Membership.Role.DIRECTOR
    )
    return User.objects.filter(memberships__in=seats).order_by("memberships__created_at", "pk")
