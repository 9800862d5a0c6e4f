"""Working backwards: what a new no means for photos that are there already (R021, R031, R120).

The promise: the no itself needs nothing of this, it works at the next request. Here the new versions are drawn
before somebody asks, the old files go, what is outside the portal is put on the list, and whoever chose hears once
what was done. Consent does not call: this looks at what was written there.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from itertools import chain

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, transaction
from django.db.models import Max
from django.utils import timezone

from common.background import after_commit, after_commit_once
from consent.actions.notices import tell
from consent.models import Objection, Receipt
from consent.permissions import decides_about
from posts.actions.outside import open_take_downs
from posts.actions.renditions import forget_renditions, render_photo
from posts.models import Photo, PhotoObjection, Rework, TakeDown
from posts.queries import reworks
from posts.queries.masks import masks_for

log = logging.getLogger(__name__)
# What goes wrong with one cause: rows that do not fit together, a letter that cannot be made.
FAILURES = (DatabaseError, ObjectDoesNotExist, LookupError, ValueError, OSError)
PART = 20
RING_AGAIN_AFTER = 60


def sweep_reworks(*, now: datetime) -> int:
    """Take up every no and every objection nobody looked at, and what was left lying; returns how many.

    One that fails is written in the log and tried again at the next sweep; the others go on.
    """
    causes: Iterable[Receipt | Objection | PhotoObjection] = chain(
        reworks.receipts_to_look_at(),
        reworks.objections_to_look_at(),
        reworks.photo_objections_to_look_at(),
    )
    for cause in causes:
        try:
            _open(cause, now)
        except FAILURES:
            log.exception("%s %s cannot be worked backwards", type(cause).__name__, cause.pk)
    waiting = list(reworks.open_reworks(now))
    for rework in waiting:
        after_commit_once(str(rework.pk), RING_AGAIN_AFTER, "posts.tasks.continue_rework", str(rework.pk))
    return len(waiting)


@transaction.atomic
def _open(cause: Receipt | Objection | PhotoObjection, now: datetime) -> Rework:
    """One row for each cause, however often and by however many it is found."""
    if isinstance(cause, Receipt):
        if cause.authority is None:
            raise ValueError("a statement about a child is of a guardian")
        by, child, key = cause.authority.guardian, cause.authority.child, "receipt"
    else:
        by, child = cause.made_by if decides_about(cause.made_by, cause.child) else None, cause.child
        key = "objection" if isinstance(cause, Objection) else "photo_objection"
    values = {"child": child, "chosen_by": by, "seen_at": now}
    rework, made = Rework.objects.get_or_create(**{key: cause}, defaults=values)
    if made:
        open_take_downs(now=now, child=child)
    return rework


def continue_rework(*, rework: Rework, now: datetime) -> Rework:
    """Draw the next part of the photos, newest first; after the last one, tell what was done."""
    if rework.ready_at is not None:
        return rework
    photos = reworks.covered_by(rework, today=timezone.localdate(now))
    start = rework.drawn_count
    for photo in photos[start : start + PART]:
        _draw(photo, now)
    if start + PART >= len(photos):
        return _finish(rework, now)
    moved = Rework.objects.filter(pk=rework.pk, drawn_count=start)
    if moved.update(drawn_count=start + PART):
        after_commit("posts.tasks.continue_rework", str(rework.pk))
    rework.refresh_from_db()
    return rework


def _draw(photo: Photo, now: datetime) -> None:
    """Nobody can draw a photo whose master is gone; what was drawn of it goes too."""
    try:
        render_photo(photo=photo, now=now)
    except FileNotFoundError:
        keep = masks_for([photo], today=timezone.localdate(now))[photo.pk].key
        forget_renditions(photo=photo, keep=keep)


@transaction.atomic
def _finish(rework: Rework, now: datetime) -> Rework:
    """Count once more and tell it; the row that is locked says whether that was done."""
    rework = Rework.objects.select_for_update().get(pk=rework.pk)
    if rework.ready_at is not None:
        return rework
    photos = reworks.covered_by(rework, today=timezone.localdate(now))
    left = TakeDown.objects.open().filter(child=rework.child)
    for name, value in reworks.counts_of(photos).items():
        setattr(rework, name, value)
    rework.take_down_count, rework.drawn_count, rework.ready_at = left.count(), len(photos), now
    rework.save()
    if rework.photo_count or rework.take_down_count:
        _tell(rework, photos, now)
    return rework


def _tell(rework: Rework, photos: list[Photo], now: datetime) -> None:
    """The guardian hears what was done; the teachers only that something is covered, not who or why."""
    place = rework.child.enrolments.select_related("group__school").order_by("-started_on").first()
    school = place.group.school if place else None
    due = TakeDown.objects.open().filter(child=rework.child).aggregate(last=Max("due_on"))["last"]
    context = {"rework": rework, "child": rework.child, "due_on": due, "now": now, "school": school}
    if rework.chosen_by is not None and decides_about(rework.chosen_by, rework.child):
        # An account that was closed or blocked since gets no mail about the child.
        tell("posts/rework", [rework.chosen_by], context | {"guardian": rework.chosen_by})
    teachers = reworks.teachers_of(photos, today=timezone.localdate(now))
    groups = sorted({photo.post.group.name for photo in photos})
    told = {"photo_count": rework.photo_count, "post_count": rework.post_count, "groups": groups}
    tell("posts/rework_teacher", teachers, told)
