"""Who is recognisable where on a photo. Below posts and photos: whether somebody may read a post asks who is on it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Child


class RegionQuerySet(models.QuerySet["Region"]):
    def standing(self) -> "RegionQuerySet":
        """All but what somebody said is no face."""
        return self.exclude(state=Region.State.DISMISSED)


class Region(models.Model):
    """A recognisable part of a photo. Covered unless who is named may be shown there; fractions, upright.

    The detector finds regions, a person decides about them: a name, nobody known here, or no face at all.
    """

    class Shape(models.TextChoices):
        ELLIPSE = "ellipse", _("face")
        RECTANGLE = "rectangle", _("something else, for example a name card")

    class State(models.TextChoices):
        DETECTED = "detected", _("found, nobody decided yet")
        CONFIRMED = "confirmed", _("found and confirmed")
        DISMISSED = "dismissed", _("found, but no face")
        MANUAL = "manual", _("drawn by hand")

    NAMED_STATES = [State.CONFIRMED, State.MANUAL]
    # From this score on, "no face" is asked twice.
    LIKELY = 0.6

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey("posts.Photo", on_delete=models.CASCADE, related_name="regions")
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    shape = models.CharField(max_length=10, choices=Shape.choices, default=Shape.ELLIPSE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MANUAL)
    score = models.FloatField(null=True, blank=True)
    detector = models.CharField(max_length=60, blank=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="regions")
    # An adult of the school or a guardian who helps (R113, R141).
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="regions"
    )
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["drawn_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    x__gte=0,
                    y__gte=0,
                    width__gt=0,
                    height__gt=0,
                    x__lte=1 - F("width"),
                    y__lte=1 - F("height"),
                ),
                name="region_lies_inside_the_photo",
            ),
            models.CheckConstraint(
                condition=Q(child=None, person=None) | Q(state__in=["confirmed", "manual"]),
                name="only_a_person_names_a_region",
            ),
            models.CheckConstraint(
                condition=Q(child=None) | Q(person=None), name="region_names_a_child_or_an_adult"
            ),
            models.CheckConstraint(
                condition=Q(state="manual", score=None, detector="", drawn_by__isnull=False)
                | (~Q(state="manual") & ~Q(detector="") & Q(score__isnull=False, drawn_by=None)),
                name="region_is_drawn_or_found",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["detected", "manual"], decided_by=None, decided_at=None)
                | Q(
                    state__in=["confirmed", "dismissed"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="decision_names_who_took_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child or self.person or '?'} @ {self.photo_id}"

    @property
    def is_found(self) -> bool:
        return self.state != self.State.MANUAL

    @property
    def is_likely(self) -> bool:
        return self.score is not None and self.score >= self.LIKELY
