"""The calendar of a school: the days without school and the hours in which there are lessons."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from groups.models import School

# Monday is 1 and Sunday is 7, as ISO 8601 counts. At the head of a row they begin with a capital; in a date,
# where Django says them, they do not: hence the context.
WEEKDAYS = [
    (1, pgettext_lazy("weekday", "Monday")),
    (2, pgettext_lazy("weekday", "Tuesday")),
    (3, pgettext_lazy("weekday", "Wednesday")),
    (4, pgettext_lazy("weekday", "Thursday")),
    (5, pgettext_lazy("weekday", "Friday")),
    (6, pgettext_lazy("weekday", "Saturday")),
    (7, pgettext_lazy("weekday", "Sunday")),
]


class FreePeriodQuerySet(models.QuerySet["FreePeriod"]):
    def from_day(self, day: date) -> "FreePeriodQuerySet":
        """Not over on this day."""
        return self.filter(last_on__gte=day)


class FreePeriod(models.Model):
    """Days without lessons: from the list of the government, or entered by hand."""

    class Kind(models.TextChoices):
        HOLIDAY = "holiday", _("holiday")
        STUDY_DAY = "study_day", _("study day")
        FREE_DAY = "free_day", _("day off")

    class Source(models.TextChoices):
        MANUAL = "manual", _("entered by hand")
        IMPORT = "import", _("list of the government")

    # On a study day the children are free and the parents are not.
    FREE_FOR_PARENTS = [Kind.HOLIDAY, Kind.FREE_DAY]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="free_periods")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.MANUAL)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_at = models.DateTimeField(default=timezone.now)

    objects = FreePeriodQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name", "first_on"], name="free_period_once"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on")), name="free_period_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LessonTime(models.Model):
    """A part of a weekday in which there are lessons; the telephones of staff are silent then (R117)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="lesson_times")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAYS)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["school", "weekday", "starts"], name="lesson_time_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="lesson_ends_after_start"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="lesson_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"
