"""What was sent outside hours on purpose: kept, so that it can be counted (R045)."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import School


class HoursException(models.Model):
    """Somebody let one post or message pass the hours. Append-only: the database refuses to change it."""

    class Reason(models.TextChoices):
        SAFETY = "safety", pgettext_lazy("staff", "the safety of a child")
        ACCIDENT = "accident", pgettext_lazy("staff", "illness or an accident")
        CHANGE = "change", pgettext_lazy("staff", "something changes before the next working day")
        ASKED = "asked", pgettext_lazy("staff", "the parent asked for an answer now")
        EMERGENCY = "emergency", pgettext_lazy("staff", "an emergency of the whole school")

    class About(models.TextChoices):
        POST = "post", _("post")
        MESSAGE = "message", _("message")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="hours_exceptions")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    about = models.CharField(max_length=10, choices=About.choices)
    # The post or message; it belongs to a floor above this one.
    subject = models.UUIDField()
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(fields=["about", "subject"], name="one_exception_per_subject"),
        ]
        indexes = [models.Index(fields=["school", "made_at"], name="exceptions_of_a_school")]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.made_at:%Y-%m-%d}"
