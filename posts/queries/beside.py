"""First names beside a photo: of whom everybody sees there, and whose guardians said yes to exactly that (R020).

Asked again at every request, so a yes that is taken back takes the name away with it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from consent.models import Purpose
from consent.queries.recognising import recognisable
from people.models import Child
from posts.models import Photo, Post
from posts.queries.masks import CLASS_KINDS, Mask


def names_beside(
    post: Post, photos: Iterable[Photo], masks: Mapping[UUID, Mask], *, today: date
) -> dict[UUID, tuple[str, ...]]:
    """The first names that may stand beside each photo of one post, by photo id; never a surname.

    Only in a class, only of children not behind a leaf in this mask. What a reduced master has under a leaf nobody
    knows any more, so no names there. Three queries for any number of photos.
    """
    if post.group.kind not in CLASS_KINDS:
        return {}
    shown = {photo.pk: masks[photo.pk].children for photo in photos if photo.reduced_at is None}
    everybody = frozenset().union(*shown.values())
    allowed = recognisable(everybody, school=post.school_id, audience=Purpose.Audience.NAME, today=today)
    rows = Child.objects.filter(pk__in=allowed).exclude(first_name="").order_by("first_name", "pk")
    names = dict(rows.values_list("pk", "first_name"))
    return {pk: tuple(name for child, name in names.items() if child in there) for pk, there in shown.items()}
