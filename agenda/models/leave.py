"""Leave: what a parent asks of the director, and the one answer to it."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from groups.models import School
from groups.permissions import groups_where
from people.models import Child, User

WORDS = 1000


class LeaveRequestQuerySet(models.QuerySet["LeaveRequest"]):
    def waiting(self) -> "LeaveRequestQuerySet":
        return self.filter(withdrawn_at=None, decision=None)

    def granted_on(self, day: date) -> "LeaveRequestQuerySet":
        """What the director granted for this day, wholly or partly."""
        return self.filter(decision__first_on__lte=day, decision__last_on__gte=day)

    def asked_by(self, user: User) -> "LeaveRequestQuerySet":
        """What this account asked, as long as it decides about every child it was asked for."""
        theirs = Child.objects.in_authority_of(user).values("pk")
        others = LeaveRequest.children.through.objects.filter(leaverequest=OuterRef("pk"))
        return self.filter(~Exists(others.exclude(child__in=theirs)), requested_by=user)

    def led_by(self, user: User) -> "LeaveRequestQuerySet":
        """What is asked of the schools this account leads."""
        return self.filter(school__in=groups_where(user, "direct").school_wide().values("school"))

    def visible_to(self, user: User) -> "LeaveRequestQuerySet":
        """Who asked, and who leads the school. Nobody else reads why a family asks for leave."""
        asked = LeaveRequest.objects.asked_by(user).values("pk")
        led = LeaveRequest.objects.led_by(user).values("pk")
        return self.filter(Q(pk__in=asked) | Q(pk__in=led))

    def newest_first(self) -> "LeaveRequestQuerySet":
        return self.order_by("-requested_at", "pk")


class LeaveRequest(models.Model):
    """Days a family asks off, for one child or more of one school. Its id is chosen when the form is shown."""

    class Ground(models.TextChoices):
        RELIGION = "religion", pgettext_lazy("leave", "a religious duty or feast")
        CIRCUMSTANCES = "circumstances", pgettext_lazy("leave", "a wedding, funeral or other important event")
        PROFESSION = "profession", pgettext_lazy("leave", "holiday, because of the work of a parent")
        OTHER = "other", pgettext_lazy("leave", "another reason")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="leave_requests")
    children = models.ManyToManyField(Child, related_name="leave_requests")
    ground = models.CharField(max_length=15, choices=Ground.choices)
    first_on = models.DateField()
    last_on = models.DateField()
    text = models.CharField(max_length=WORDS, blank=True)
    document_as = models.CharField(max_length=200, blank=True)
    document_type = models.CharField(max_length=40, blank=True)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    blanked_at = models.DateTimeField(null=True, blank=True)

    objects = LeaveRequestQuerySet.as_manager()

    class Meta:
        ordering = ["requested_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="leave_ends_after_start"),
            models.CheckConstraint(
                condition=Q(blanked_at=None) | Q(text="", document_as=""), name="blanked_leave_has_no_words"
            ),
        ]
        indexes = [models.Index(fields=["school", "-requested_at"], name="leave_of_a_school")]

    def __str__(self) -> str:
        return f"{self.get_ground_display()}: {self.first_on}"


class LeaveDecision(models.Model):
    """The answer of the director to one request: there is one, and it stays as it was given."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", pgettext_lazy("leave", "granted")
        PARTLY = "partly", pgettext_lazy("leave", "partly granted")
        REFUSED = "refused", pgettext_lazy("leave", "refused")
        NOT_OURS = "not_ours", pgettext_lazy("leave", "for the attendance officer")

    request = models.OneToOneField(LeaveRequest, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    # School days of the request, as the calendar of the school was when it was decided.
    school_days = models.PositiveIntegerField()
    text = models.CharField(max_length=WORDS)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome__in=["granted", "partly"],
                    first_on__isnull=False,
                    last_on__isnull=False,
                    last_on__gte=F("first_on"),
                )
                | Q(outcome__in=["refused", "not_ours"], first_on=None, last_on=None),
                name="granted_leave_has_its_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id}: {self.get_outcome_display()}"

    @property
    def is_granted(self) -> bool:
        return self.first_on is not None


class LeaveLetter(models.Model):
    """The letter of a decision, once it is printed."""

    decision = models.OneToOneField(LeaveDecision, on_delete=models.PROTECT, related_name="letter")
    stored_as = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.stored_as
