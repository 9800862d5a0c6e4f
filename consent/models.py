"""Who may be shown recognisably, where: purposes of a school and the append-only decisions of guardians."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import School
from people.models import ParentalAuthority


class Purpose(models.Model):
    """One thing a guardian says yes or no to (R020, R022). The wording is the school's own."""

    class Audience(models.TextChoices):
        GROUP = "group", _("posts in the child's own group")
        SCHOOL = "school", _("posts for the whole school")
        PRINT = "print", _("newsletter and print")
        WEBSITE = "website", _("website of the school")
        NAME = "name", _("first name with a photo")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="purposes")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    title = models.CharField(_("title"), max_length=120)
    sentence = models.CharField(_("who can see it"), max_length=300)
    yes_means = models.CharField(_("what yes means"), max_length=120)
    no_means = models.CharField(_("what no means"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "audience"],
                name="one_purpose_per_school_and_audience",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wording(self) -> str:
        """The text a guardian reads before choosing; kept with every decision as evidence (R153)."""
        return f"{self.title}. {self.sentence}"


class Decision(models.Model):
    """A guardian's answer to one purpose for one child at one moment. Never changed, never deleted (R153)."""

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    class Via(models.TextChoices):
        PORTAL = "portal", _("in the portal")
        PAPER = "paper", _("on paper")

    authority = models.ForeignKey(ParentalAuthority, on_delete=models.PROTECT, related_name="decisions")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="decisions")
    answer = models.CharField(max_length=3, choices=Answer.choices)
    wording = models.TextField()
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.PORTAL)
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-id"]
        indexes = [models.Index(fields=["authority", "purpose", "-id"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(answer__in=["yes", "no"]),
                name="decision_is_yes_or_no",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} {self.purpose}: {self.answer}"
