"""What a school arranged otherwise: guardians who are spoken to apart, parents who may write to parents."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from groups.models import School, SchoolGroup
from people.models import Child


class SeparateGuardians(models.Model):
    """The guardians of this child each have their own conversations with this school (C24). No row: they share."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="separate_guardians")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="separate_guardians")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "child"], name="separate_once_per_child")]

    def __str__(self) -> str:
        return f"{self.child}, {self.school}"


class ClassParentQuerySet(models.QuerySet["ClassParent"]):
    def current(self, today: date) -> "ClassParentQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), taken_at=None)


class ClassParent(models.Model):
    """A parent who may start conversations with the other parents of one group: the teacher's exception."""

    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="class_parents")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)

    objects = ClassParentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "user"], condition=Q(taken_at=None), name="class_parent_once_per_group"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="class_parent_is_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.group}"
