"""Taking back the last change to a frame.

The promise: only what is still as that change left it goes back, and it counts at once, like any other change.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from common.background import after_commit
from people.models import Child, User
from posts.actions.photos import lock_to_tag
from posts.actions.regions import check_name
from posts.errors import Refused
from posts.models import Photo, Region

PLACE = ("x", "y", "width", "height", "shape")
Snapshot = dict[str, Any]


def snapshot(region: Region | None) -> Snapshot | None:
    """A frame in plain values that a session can keep: place, state and name; None for no frame."""
    if region is None:
        return None
    place = {name: getattr(region, name) for name in PLACE}
    names = {"child": region.child_id, "person": region.person_id}
    return (
        place
        | {key: str(pk) if pk else None for key, pk in names.items()}
        | {"state": str(region.state), "drawn_at": region.drawn_at.isoformat()}
    )


@transaction.atomic
def undo_change(
    *,
    photo: Photo,
    region_id: UUID,
    before: Snapshot | None,
    after: Snapshot | None,
    by: User,
    now: datetime,
) -> Region | None:
    """Put one frame back from `after` to `before`; None is no frame. Returns the frame, if there is one again.

    Raises PermissionDenied, and Refused when somebody changed it meanwhile or who was named left the group.
    """
    photo = lock_to_tag(photo, by)
    region = photo.regions.filter(pk=region_id).first()
    if not is_untouched(region, after):
        raise Refused(_("This frame was changed again meanwhile. Look at it once more."))
    restored = None
    if before is not None:
        restored = region or Region(pk=region_id, photo=photo)
        _put_back(photo, restored, before, by, now)
    elif region is not None:
        region.delete()
    after_commit("posts.tasks.render_photo", str(photo.pk))
    return restored


def is_untouched(region: Region | None, after: Snapshot | None) -> bool:
    return snapshot(region) == after


def _put_back(photo: Photo, region: Region, before: Snapshot, by: User, now: datetime) -> None:
    child = Child.objects.filter(pk=before["child"]).first() if before["child"] else None
    person = User.objects.filter(pk=before["person"]).first() if before["person"] else None
    if (child and child.pk != region.child_id) or (person and person.pk != region.person_id):
        check_name(photo, child, person, now)
    for name in PLACE:
        setattr(region, name, before[name])
    region.child, region.person, region.state = child, person, before["state"]
    if region.state == Region.State.MANUAL:
        region.drawn_by, region.drawn_at = by, datetime.fromisoformat(before["drawn_at"])
    is_decided = region.state in (Region.State.CONFIRMED, Region.State.DISMISSED)
    region.decided_by, region.decided_at = (by, now) if is_decided else (None, None)
    region.save()
