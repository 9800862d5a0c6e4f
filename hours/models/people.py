"""The hours of people: when staff work, when they are away, and when anybody wants quiet."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import School
from groups.permissions import groups_with_any
from hours.models.calendar import WEEKDAYS
from people.models import User


class WorkingTime(models.Model):
    """A block of the week in which somebody works at a school (R045). Without any, the school's day counts."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="working_times")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="working_times")
    weekday = models.PositiveSmallIntegerField(_("day"), choices=WEEKDAYS)
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))

    class Meta:
        ordering = ["weekday", "starts"]
        constraints = [
            models.UniqueConstraint(fields=["user", "school", "weekday", "starts"], name="working_time_once"),
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="work_ends_after_start"),
            models.CheckConstraint(condition=Q(weekday__gte=1, weekday__lte=7), name="work_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.starts:%H:%M}–{self.ends:%H:%M}"


class StaffAbsenceQuerySet(models.QuerySet["StaffAbsence"]):
    def counting(self) -> "StaffAbsenceQuerySet":
        """Not taken back and not ended by hand."""
        return self.filter(ended_at=None)

    def from_day(self, day: date) -> "StaffAbsenceQuerySet":
        """Not over on this day."""
        return self.counting().filter(Q(last_on=None) | Q(last_on__gte=day))

    def on(self, day: date) -> "StaffAbsenceQuerySet":
        return self.from_day(day).filter(first_on__lte=day)

    def visible_to(self, user: User) -> "StaffAbsenceQuerySet":
        """The own ones, and all of a school for who leads it and its office."""
        kept = groups_with_any(user, "direct", "register").school_wide().values("school")
        return self.filter(Q(user=user) | Q(school__in=kept))


class StaffAbsence(models.Model):
    """Days on which a staff member is away, and who stands in. Never why: that is nobody's business here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="staff_absences")
    first_on = models.DateField(_("first day"))
    # Empty while nobody knows when the person is back.
    last_on = models.DateField(_("last day"), null=True, blank=True)
    stand_in = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = StaffAbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "entered_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("first_on")),
                name="staff_absence_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(stand_in=None) | ~Q(stand_in=F("user")), name="nobody_stands_in_for_oneself"
            ),
        ]
        indexes = [models.Index(fields=["school", "first_on"], name="absences_of_a_school")]

    def __str__(self) -> str:
        return f"{self.user}, {self.first_on}"


class QuietTime(models.Model):
    """When this person wants nothing to come in: every day between two times, which may pass midnight (R189)."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="quiet_time"
    )
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)
    weekend = models.BooleanField(_("the whole weekend"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts=None, ends=None)
                | (Q(starts__isnull=False, ends__isnull=False) & ~Q(starts=F("ends"))),
                name="quiet_begins_and_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.starts}–{self.ends}"
