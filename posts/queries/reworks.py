"""Which photos a new no is about: counted from the rows themselves, whenever somebody asks."""

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from consent.models import Decision, Objection, Receipt
from consent.queries.recognising import key_of
from groups.models import Membership
from people.models import Child, User
from posts.models import Photo, PhotoObjection, PhotoQuerySet, Post, Region, Rework
from posts.queries.masks import audiences_of, shown_on


def receipts_to_look_at() -> QuerySet[Receipt]:
    """Statements of guardians with a no in them that nobody worked backwards yet, oldest first."""
    refused = Decision.objects.filter(receipt=OuterRef("pk"), answer=Decision.Answer.NO)
    unseen = Receipt.objects.filter(Exists(refused), authority__isnull=False, rework=None)
    return unseen.select_related("authority__child", "authority__guardian").order_by("made_at")


def objections_to_look_at() -> QuerySet[Objection]:
    unseen = Objection.objects.filter(taken_back_at=None, rework=None)
    return unseen.select_related("child", "made_by").order_by("made_at")


def photo_objections_to_look_at() -> QuerySet[PhotoObjection]:
    unseen = PhotoObjection.objects.open().filter(rework=None)
    return unseen.select_related("child", "made_by").order_by("made_at")


def newly_refused(receipt: Receipt) -> set[str]:
    """The audiences this statement says no to, where the same guardian did not say no just before."""
    asked = receipt.decisions.filter(answer=Decision.Answer.NO).select_related("purpose")
    return {key_of(decision.purpose) for decision in asked if _before(decision) != Decision.Answer.NO}


def _before(decision: Decision) -> str | None:
    earlier = Decision.objects.filter(authority=decision.authority_id, purpose=decision.purpose_id)
    return earlier.filter(pk__lt=decision.pk).order_by("-id").values_list("answer", flat=True).first()


def photos_of_child(child: Child) -> PhotoQuerySet:
    """The photos that readers see now and on which somebody named this child, newest post first."""
    named = Region.objects.standing().filter(photo=OuterRef("pk"), child=child)
    photos = Photo.objects.shown().filter(Exists(named), post__state=Post.State.PUBLISHED)
    return photos.select_related("post__group").order_by("-post__published_at", "-post_id", "position", "pk")


def covered_by(rework: Rework, *, today: date) -> list[Photo]:
    """The photos this no is about and on which others cannot recognise the child now; newest first (R021)."""
    photos = list(photos_of_child(rework.child).filter(_objected(rework)))
    if rework.receipt:
        refused = newly_refused(rework.receipt)
        photos = [photo for photo in photos if refused.intersection(audiences_of(photo.post))]
    shown = shown_on(photos, today=today)
    return [photo for photo in photos if rework.child_id not in shown[photo.pk]]


def _objected(rework: Rework) -> Q:
    if rework.photo_objection:
        return Q(pk=rework.photo_objection.photo_id)
    if rework.objection and rework.objection.kind == Objection.Kind.DAY:
        return Q(taken_at__date=rework.objection.day) | Q(uploaded_at__date=rework.objection.day)
    return Q()


def teachers_of(photos: list[Photo], *, today: date) -> QuerySet[User]:
    """Who teaches the groups these photos were posted in."""
    groups = {photo.post.group_id for photo in photos}
    seats = Membership.objects.active(today).filter(group__in=groups, role=Membership.Role.TEACHER)
    return User.objects.filter(pk__in=seats.values("user"))


def counts_of(photos: list[Photo]) -> dict[str, Any]:
    return {"photo_count": len(photos), "post_count": len({photo.post_id for photo in photos})}


def open_reworks(now: datetime) -> QuerySet[Rework]:
    return Rework.objects.filter(ready_at=None, seen_at__lte=now).order_by("seen_at")
