"""Photos that leave the portal, and taking them back.

The promise: only a director brings a photo outside, only as everybody there may see it, and written down (R028,
R197). Who may be recognised there no longer is on the list of the school, with an owner and a day, until somebody
writes that it is done (R198).
"""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import pgettext

from consent.actions.notices import tell
from consent.models import Purpose
from consent.permissions import decides_about
from consent.queries.recognising import key_of
from groups.permissions import may
from people.models import Child, User
from posts.errors import NotYours, Refused
from posts.models import OutsideUse, Photo, TakeDown
from posts.permissions import may_use_outside
from posts.queries import outside
from posts.queries.masks import masks_for, shown_on

DAYS = timedelta(days=14)


@transaction.atomic
def use_outside(
    *, photo: Photo, purpose: Purpose, where: str, placed_on: date, by: User, now: datetime
) -> OutsideUse:
    """Write down that this photo goes outside, where, and who can be recognised in it as it is now.

    Raises PermissionDenied for who does not lead the school, and Refused for a photo nobody checked.
    """
    photo = Photo.objects.select_for_update(of=("self",)).select_related("post__group").get(pk=photo.pk)
    if not may_use_outside(by, photo):
        raise PermissionDenied
    today = timezone.localdate(now)
    if not outside.channels_of(photo.post.school_id, today=today).filter(pk=purpose.pk).exists():
        raise NotYours(purpose.pk)
    if photo.checked_at is None:
        raise Refused(pgettext("staff", "Nobody checked yet who is on this photo."))
    key = key_of(purpose)
    use = OutsideUse.objects.create(
        photo=photo,
        purpose=purpose,
        where=where,
        placed_on=placed_on,
        placed_by=by,
        mask_key=masks_for([photo], today=today, outside=key)[photo.pk].key,
        made_at=now,
    )
    shown = shown_on([photo], today=today, outside=key)[photo.pk]
    use.children.set(Child.objects.filter(pk__in=shown))
    return use


@transaction.atomic
def open_take_downs(*, now: datetime, child: Child | None = None) -> list[TakeDown]:
    """Put on the list who may no longer be recognised outside, whatever the cause; each place and child once."""
    today = timezone.localdate(now)
    opened: dict[User, list[TakeDown]] = defaultdict(list)
    for use, subject, reason in outside.to_take_down(today=today, child=child):
        take_down, made = TakeDown.objects.get_or_create(
            outside_use=use,
            child=subject,
            defaults={
                "reason": reason,
                "owner": _owner(use, today),
                "due_on": today + DAYS,
                "opened_at": now,
            },
        )
        if made:
            opened[take_down.owner].append(take_down)
    for owner, listed in opened.items():
        tell("posts/take_down", [owner], _letter(listed))
    return [take_down for listed in opened.values() for take_down in listed]


@transaction.atomic
def ask_take_down(*, use: OutsideUse, child: Child, by: User, now: datetime) -> TakeDown:
    """A guardian asks the school in writing to take a photo of the own child away (R198).

    Raises PermissionDenied for who does not decide about the child, and NotYours when the child is not in it. What
    is on the list already stays as it is; nobody is written to twice.
    """
    use = OutsideUse.objects.select_for_update().get(pk=use.pk)
    if not decides_about(by, child):
        raise PermissionDenied
    if not use.children.filter(pk=child.pk).exists():
        raise NotYours(child.pk)
    today = timezone.localdate(now)
    take_down, made = TakeDown.objects.get_or_create(
        outside_use=use,
        child=child,
        defaults={
            "reason": TakeDown.Reason.REQUEST,
            "owner": _owner(use, today),
            "asked_by": by,
            "due_on": today + DAYS,
            "opened_at": now,
        },
    )
    if made:
        directors = outside.directors_of(use.photo.post.school_id, today=today)
        tell("posts/take_down_asked", directors, _letter([take_down]))
    return take_down


@transaction.atomic
def finish_take_down(*, take_down: TakeDown, done_on: date, note: str, by: User, now: datetime) -> TakeDown:
    """Write that it is gone, and since which day; what is written stays. Raises PermissionDenied."""
    take_down = TakeDown.objects.select_for_update().get(pk=take_down.pk)
    if not may(by, "direct", take_down.outside_use.photo.post.group):
        raise PermissionDenied
    if take_down.done_at is None:
        take_down.done_on, take_down.note = done_on, note
        take_down.done_at, take_down.done_by = now, by
        take_down.save(update_fields=["done_on", "note", "done_at", "done_by"])
    return take_down


def _owner(use: OutsideUse, today: date) -> User:
    """Who brought the photo outside, while that is a director still; else who leads the school now."""
    directors = list(outside.directors_of(use.photo.post.school_id, today=today))
    return use.placed_by if use.placed_by in directors or not directors else directors[0]


def _letter(take_downs: list[TakeDown]) -> dict[str, object]:
    return {"take_downs": take_downs, "due_on": take_downs[0].due_on}
