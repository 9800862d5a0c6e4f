"""A child that is not at school: who said so, for which days, and how that changed."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from groups.models import Enrolment, Membership, School, SchoolGroup, SchoolGroupQuerySet
from groups.permissions import groups_where
from hours.models import StaffAbsence
from people.models import Child, User

WORDS = 200


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def standing(self) -> "AbsenceQuerySet":
        return self.filter(withdrawn_at=None)

    def on(self, day: date) -> "AbsenceQuerySet":
        """What counts on this day; without a last day it goes on."""
        return self.standing().filter(Q(last_on=None) | Q(last_on__gte=day), first_on__lte=day)

    def between(self, first: date, last: date | None) -> "AbsenceQuerySet":
        """What shares at least one day with this period; without a last day it never ends."""
        found = self.standing().filter(Q(last_on=None) | Q(last_on__gte=first))
        return found if last is None else found.filter(first_on__lte=last)

    def whole_days(self) -> "AbsenceQuerySet":
        return self.filter(from_time=None, until_time=None)

    def visible_to(self, user: User) -> "AbsenceQuerySet":
        """What this account may know: guardians with authority, the office, and who teaches the child.

        A teacher reads what is of the time the child is in the group, at that school; nobody else reads anything:
        these are data about health.
        """
        own = Q(child__in=Child.objects.in_authority_of(user).values("pk"))
        kept = Q(school__in=groups_where(user, "register").school_wide().values("school"))
        return self.filter(own | kept | Exists(_places_taught(user)))

    def newest_first(self) -> "AbsenceQuerySet":
        return self.order_by("-first_on", "-reported_at", "pk")


def groups_taught(user: User) -> SchoolGroupQuerySet:
    """The groups this account teaches today: its own, and those of a colleague who is away that it stands in for."""
    own = groups_where(user, "manage").exclude(kind=SchoolGroup.Kind.SCHOOL)
    today = timezone.localdate()
    away = StaffAbsence.objects.on(today).filter(stand_in=user, school=OuterRef("group__school"))
    works_here = Membership.objects.active(today).filter(user=user, group__school=OuterRef("group__school"))
    seats = Membership.objects.active(today).filter(
        Exists(away.filter(user=OuterRef("user"))),
        Exists(works_here.exclude(role__in=Membership.FAMILY_ROLES)),
        role=Membership.Role.TEACHER,
    )
    return SchoolGroup.objects.filter(Q(pk__in=own.values("pk")) | Q(pk__in=seats.values("group")))


def _places_taught(user: User) -> models.QuerySet[Enrolment]:
    """The place of the child in a group this account teaches, when it began before the absence was over."""
    over_on = Coalesce(OuterRef("last_on"), Value(date.max), output_field=models.DateField())
    return Enrolment.objects.current().filter(
        group__in=groups_taught(user),
        group__school=OuterRef("school"),
        child=OuterRef("child"),
        started_on__lte=over_on,
    )


class Kind(models.TextChoices):
    """Why a child is not there, in as few words as the school needs: these are data about health."""

    ILL = "ill", pgettext_lazy("absence", "ill")
    DOCTOR = "doctor", pgettext_lazy("absence", "doctor or dentist")
    LATE = "late", pgettext_lazy("absence", "comes later")
    OTHER = "other", pgettext_lazy("absence", "something else")


class Absence(models.Model):
    """A child that is not at school, as it stands now. Its id is chosen when the form is shown."""

    Kind = Kind

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="absences")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    first_on = models.DateField()
    # None while nobody knows when the child is better.
    last_on = models.DateField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    text = models.CharField(max_length=WORDS, blank=True)
    reported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # The office wrote down what a parent said by telephone.
    for_parent = models.BooleanField(default=False)
    reported_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    blanked_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["first_on", "reported_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_on=None) | Q(last_on__gte=F("first_on")), name="absence_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(from_time=None, until_time=None)
                | Q(last_on__isnull=False, last_on=F("first_on")),
                name="part_of_a_day_is_one_day",
            ),
            models.CheckConstraint(
                condition=Q(from_time=None) | Q(until_time=None) | Q(until_time__gt=F("from_time")),
                name="part_of_a_day_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["ill", "doctor", "late", "other"], blanked_at=None)
                | Q(kind="", text="", blanked_at__isnull=False),
                name="absence_has_a_kind_until_it_is_blanked",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "first_on", "last_on"], name="absent_on_a_day"),
            models.Index(fields=["child", "first_on"], name="absences_of_a_child"),
        ]

    def __str__(self) -> str:
        return f"{self.child}: {self.first_on}"

    @property
    def is_whole_day(self) -> bool:
        return self.from_time is None and self.until_time is None


class AbsenceVersion(models.Model):
    """How a report stood after each change: added, never changed, until its words are blanked for good.

    Without `made_by` nobody did it: the school year ended.
    """

    absence = models.ForeignKey(Absence, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    first_on = models.DateField()
    last_on = models.DateField(null=True, blank=True)
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    text = models.CharField(max_length=WORDS, blank=True)
    is_withdrawn = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["absence", "version"], name="absence_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.absence_id} v{self.version}"
