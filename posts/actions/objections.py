"""A child that does not want to be recognisable on one photo.

The promise: it works at the next request and outranks every yes (R031). What a guardian entered is taken back by
that guardian, what the school entered for a child by the school; so nobody overrules somebody else's no.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.background import after_commit
from people.models import Child, User
from posts import permissions
from posts.errors import NotYours
from posts.models import Photo, PhotoObjection, Region


@transaction.atomic
def object_to_photo(*, photo: Photo, child: Child, by: User, now: datetime) -> PhotoObjection:
    """The child is behind a leaf on this photo from now on; asking twice is one objection.

    Raises PermissionDenied for who neither decides about the child nor names the children on the photo, and
    NotYours when the child is not on it.
    """
    Photo.objects.select_for_update().get(pk=photo.pk)
    if not permissions.may_object(by, photo, child):
        raise PermissionDenied
    if not Region.objects.standing().filter(photo=photo, child=child).exists():
        raise NotYours(child.pk)
    objection, _made = PhotoObjection.objects.open().get_or_create(
        photo=photo, child=child, defaults={"made_by": by, "made_at": now}
    )
    after_commit("posts.tasks.sweep_reworks")
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return objection


@transaction.atomic
def take_back_objection(*, photo: Photo, child: Child, by: User, now: datetime) -> None:
    """What was chosen for the audience counts again. Without an objection nothing happens.

    Raises PermissionDenied for an objection of somebody else.
    """
    Photo.objects.select_for_update().get(pk=photo.pk)
    for objection in PhotoObjection.objects.open().filter(photo=photo, child=child):
        if not permissions.may_take_back(by, objection):
            raise PermissionDenied
        objection.taken_back_by, objection.taken_back_at = by, now
        objection.save(update_fields=["taken_back_by", "taken_back_at"])
        after_commit("posts.tasks.render_photo", str(photo.pk))
