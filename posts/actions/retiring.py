"""Masters after the school's term: what everybody may see takes their place, for good.

The promise: leaves drawn at that moment stay for ever, and no file without them is left. At every moment either
the old master or the new one is named by the row and lies on the disk; what nobody names, the sweep removes.
"""

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from common.images import SealedPhoto, reduce_master
from common.storage import delete_after_commit, delete_private, new_name, read_private, write_private
from posts.models import Photo
from posts.queries.masks import masks_for
from posts.queries.retiring import photos_past_term, with_replaceable_master

log = logging.getLogger(__name__)

BATCH = 100


def retire_masters(*, now: datetime, after: UUID | None = None) -> UUID | None:
    """Replace the masters of up to 100 photos past their term, in the order of their ids.

    Returns the id to go on after, None when there are no more. Safe to run twice and to be killed at any moment.
    """
    due = photos_past_term(now=now).select_related("post__group").order_by("pk")
    batch = list(due.filter(pk__gt=after)[:BATCH] if after else due[:BATCH])
    for photo in batch:
        retire_master(photo=photo, now=now)
    return batch[-1].pk if len(batch) == BATCH else None


def retire_master(*, photo: Photo, now: datetime) -> bool:
    """Put the picture as everybody may see it now in the place of the master; True when that happened.

    A yes of later cannot bring a face back; a no of later still covers one.
    """
    mask = masks_for([photo], today=timezone.localdate(now))[photo.pk]
    try:
        reduced = reduce_master(read_private(photo.master_name), mask.boxes)
    except (FileNotFoundError, ValueError) as error:
        log.error("The master of photo %s cannot be replaced: %s", photo.pk, error)
        return False
    name = write_private(new_name("masters", "jpg"), reduced.content)
    # No clean-up when this raises: nobody knows yet whether it was committed. The sweep does.
    replaced = _replace(photo, key=mask.key, name=name, reduced=reduced, now=now)
    if not replaced:
        delete_private(name)
    return replaced


@transaction.atomic
def _replace(photo: Photo, *, key: str, name: str, reduced: SealedPhoto, now: datetime) -> bool:
    """False when the photo, or what is covered on it, changed since it was drawn: another night then."""
    same = with_replaceable_master().filter(pk=photo.pk, master_name=photo.master_name)
    locked = same.select_for_update(of=("self",)).first()
    if locked is None or masks_for([locked], today=timezone.localdate(now))[photo.pk].key != key:
        return False
    others = locked.renditions.exclude(mask_key=key)
    delete_after_commit([locked.master_name, *others.values_list("stored_as", flat=True)])
    others.delete()
    locked.master_name, locked.reduced_at = name, now
    locked.width, locked.height = reduced.width, reduced.height
    locked.save(update_fields=["master_name", "reduced_at", "width", "height"])
    return True
