"""Whose name may stand in a frame, and in which order a teacher wants to read the names."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import pgettext

from consent.queries.recognising import Reason, reasons
from groups.models import Enrolment, Membership
from people.models import Child, User
from posts.models import Photo, Post, Region
from posts.queries.masks import audiences_of

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
    why = why_shown(photo.post, [child.pk for child in children], today=today)
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


@dataclass(frozen=True)
class Adult:
    """Somebody grown up that may be named: of the school (`is_staff`), or a guardian of the group who helps."""

    person: User
    name: str
    why: Reason
    is_staff: bool


def adults_of(photo: Photo, *, today: date) -> list[Adult]:
    """Who works at the school of this photo, and the guardians of its group, by name (R113, R141)."""
    people: dict[User, bool] = {}
    for seat in adult_seats(photo, today=today).select_related("user"):
        people[seat.user] = people.get(seat.user, False) or seat.role not in Membership.FAMILY_ROLES
    why = why_shown(photo.post, people=[person.pk for person in people], today=today)
    adults = [Adult(person, person.get_short_name(), why[person.pk], here) for person, here in people.items()]
    return sorted(adults, key=lambda adult: adult.name.casefold())


def adult_seats(photo: Photo, *, today: date) -> QuerySet[Membership]:
    """The memberships by which adults may be named on this photo: staff of its school, families of its group."""
    staff = Q(group__school=photo.post.school_id) & ~Q(role__in=Membership.FAMILY_ROLES)
    helpers = Q(group=photo.post.group_id, role__in=Membership.FAMILY_ROLES)
    return Membership.objects.active(today).filter(staff | helpers)


def why_shown(
    post: Post, children: Iterable[UUID] = (), people: Iterable[UUID] = (), *, today: date
) -> dict[UUID, Reason]:
    """Why these children and adults are shown in this post or not; who is not, has the first reason."""
    ids, adults = list(children), list(people)
    found: dict[UUID, Reason] = {}
    if not ids and not adults:
        return found
    for audience in audiences_of(post):
        why = reasons(ids, school=post.school_id, audience=audience, today=today, people=adults)
        for pk, reason in why.items():
            if found.get(pk, Reason.RECOGNISABLE) == Reason.RECOGNISABLE:
                found[pk] = reason
    return found


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


def reason_of(why: Reason, *, is_adult: bool) -> str:
    """Why somebody is behind a leaf, in words a teacher may read; an adult has no parents who chose."""
    if is_adult and why == Reason.REFUSED:
        return pgettext("staff", "chose no")
    return str(why.label)
