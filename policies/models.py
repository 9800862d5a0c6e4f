"""The rules of a school as versioned data, and the texts its people read."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import School


class Renewal(models.TextChoices):
    """What the school does with answers of an earlier school year (R021)."""

    NONE = "none", pgettext_lazy("staff", "Answers keep counting")
    REMINDER = "reminder", pgettext_lazy("staff", "Answers keep counting, parents are reminded every year")
    RECONFIRM = "reconfirm", pgettext_lazy("staff", "Parents answer every year, an old yes ends")


class HoursMode(models.TextChoices):
    """What the school does with what is written outside hours (R045)."""

    HOLD = "hold", pgettext_lazy("staff", "Messages and posts wait until the next window")
    OFF = "off", pgettext_lazy("staff", "Everything is delivered at once")


class Region(models.TextChoices):
    """The holiday regions of the government."""

    NOORD = "noord", _("North")
    MIDDEN = "midden", _("Middle")
    ZUID = "zuid", _("South")


class PolicyVersion(models.Model):
    """One version of a school's settings; the newest counts. Holds only what differs from the default."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="policy_versions")
    version = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["school", "version"], name="policy_version_once_per_school"),
        ]

    def __str__(self) -> str:
        return f"{self.school} v{self.version}"


class PolicyDocumentQuerySet(models.QuerySet["PolicyDocument"]):
    def published(self, now: datetime) -> "PolicyDocumentQuerySet":
        return self.filter(published_at__lte=now)


class PolicyDocument(models.Model):
    """House rules or privacy statement (R002, R030, R100): a text with version, place and date."""

    class Kind(models.TextChoices):
        HOUSE_RULES = "house-rules", _("house rules")
        PRIVACY = "privacy", _("privacy statement")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    version = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text"))
    place = models.CharField(_("place"), max_length=80, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(default=timezone.now)

    objects = PolicyDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "version"],
                name="document_version_once_per_school",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Acceptance(models.Model):
    """Somebody read and accepted one version of the house rules."""

    document = models.ForeignKey(PolicyDocument, on_delete=models.PROTECT, related_name="acceptances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acceptances")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "user"], name="accepted_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.document}"
