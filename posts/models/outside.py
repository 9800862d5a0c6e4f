"""Photos that left the portal: where they went, and what has to come back."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Purpose
from groups.models import SchoolGroup
from groups.permissions import groups_where
from people.models import Child, User
from posts.models.photos import Photo

CHANNELS = [
    Purpose.Audience.PRINT,
    Purpose.Audience.WEBSITE,
    Purpose.Audience.SOCIAL,
    Purpose.Audience.EVENT,
]


class OutsideUseQuerySet(models.QuerySet["OutsideUse"]):
    def led_by(self, user: User) -> "OutsideUseQuerySet":
        """Of the schools this account leads (R197)."""
        led = groups_where(user, "direct").filter(kind=SchoolGroup.Kind.SCHOOL)
        return self.filter(photo__post__school__in=led.values("school"))


class OutsideUse(models.Model):
    """A photo the school used outside the portal, as everybody there may see it (R028, R197)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, related_name="outside_uses")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="outside_uses")
    where = models.CharField(_("where exactly"), max_length=300)
    placed_on = models.DateField(_("placed on"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mask_key = models.CharField(max_length=32)
    # Those who could be recognised in it when it was handed out.
    children = models.ManyToManyField(Child, related_name="outside_uses", blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OutsideUseQuerySet.as_manager()

    class Meta:
        ordering = ["-placed_on", "-made_at"]

    def __str__(self) -> str:
        return f"{self.where} ({self.placed_on})"


class TakeDownQuerySet(models.QuerySet["TakeDown"]):
    def open(self) -> "TakeDownQuerySet":
        return self.filter(done_at=None)

    def led_by(self, user: User) -> "TakeDownQuerySet":
        return self.filter(outside_use__in=OutsideUse.objects.led_by(user))


class TakeDown(models.Model):
    """A child has to go from something outside the portal: by whom, before which day, and when it was done (R198)."""

    class Reason(models.TextChoices):
        WITHDRAWN = "withdrawn", _("there is no yes any more")
        EXPIRED = "expired", _("the choice is too old")
        LEFT = "left", _("the child left the school")
        OBJECTION = "objection", _("the child does not want it")
        REQUEST = "request", _("a parent asks for it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    outside_use = models.ForeignKey(OutsideUse, on_delete=models.PROTECT, related_name="take_downs")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="take_downs")
    reason = models.CharField(max_length=10, choices=Reason.choices)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="take_downs")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = TakeDownQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "opened_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["outside_use", "child"], name="take_down_once_per_use_and_child"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None, done_on=None)
                | Q(done_at__isnull=False, done_by__isnull=False, done_on__isnull=False),
                name="take_down_is_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} @ {self.outside_use}"

    def is_overdue(self, today: date) -> bool:
        return self.done_at is None and self.due_on < today
