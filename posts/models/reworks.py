"""What a new no did to photos that were there already."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from consent.models import Objection, Receipt
from people.models import Child
from posts.models.photos import PhotoObjection

ONE_CAUSE = (
    Q(receipt__isnull=False, objection=None, photo_objection=None)
    | Q(receipt=None, objection__isnull=False, photo_objection=None)
    | Q(receipt=None, objection=None, photo_objection__isnull=False)
)


class Rework(models.Model):
    """One new no, or one objection, worked backwards: which photos it covers, and when they were drawn (R021).

    Covering needs no row: that works at the next request. The row says what was counted, and that it was told once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="reworks")
    receipt = models.OneToOneField(
        Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="rework"
    )
    objection = models.OneToOneField(
        Objection, on_delete=models.PROTECT, null=True, blank=True, related_name="rework"
    )
    photo_objection = models.OneToOneField(
        PhotoObjection, on_delete=models.CASCADE, null=True, blank=True, related_name="rework"
    )
    # Who gets the mail: the guardian who chose. Nobody for what a teacher wrote down.
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    photo_count = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    take_down_count = models.PositiveIntegerField(default=0)
    # How many of the photos, newest first, are drawn anew: the work goes in parts.
    drawn_count = models.PositiveIntegerField(default=0)
    seen_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-seen_at", "-id"]
        constraints = [models.CheckConstraint(condition=ONE_CAUSE, name="rework_has_one_cause")]

    def __str__(self) -> str:
        return f"{self.child}: {self.photo_count}"
