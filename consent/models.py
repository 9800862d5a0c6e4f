"""Who may be shown recognisably, where: purposes of a school, and what people decided about them."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import School, SchoolGroup
from people.models import Child, ParentalAuthority, User


class PurposeQuerySet(models.QuerySet["Purpose"]):
    def asked(self, today: date) -> "PurposeQuerySet":
        """What the school asks now; an event that is over and a purpose that was dropped are not."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), retired_at=None)

    def about(self, subject: "Purpose.Subject") -> "PurposeQuerySet":
        return self.filter(subject=subject)


class Purpose(models.Model):
    """One thing people say yes or no to (R020, R022). The wording is the school's own and has versions."""

    class Audience(models.TextChoices):
        GROUP = "group", _("posts in the child's own group")
        SCHOOL = "school", _("posts for the whole school")
        NAME = "name", _("first name with a photo")
        VIDEO = "video", _("video")
        SOUND = "sound", _("sound")
        PRINT = "print", _("newsletter and print")
        WEBSITE = "website", _("website of the school")
        SOCIAL = "social", _("social media of the school")
        EVENT = "event", _("one event")

    class Subject(models.TextChoices):
        CHILD = "child", _("a child")
        ADULT = "adult", _("an adult of the school")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="purposes")
    subject = models.CharField(max_length=5, choices=Subject.choices, default=Subject.CHILD)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    title = models.CharField(_("title"), max_length=120)
    sentence = models.CharField(_("who can see it"), max_length=300)
    consequence = models.CharField(_("what you should know before you choose"), max_length=300, blank=True)
    yes_means = models.CharField(_("what yes means"), max_length=120)
    no_means = models.CharField(_("what no means"), max_length=120)
    version = models.PositiveIntegerField(default=1)
    # A yes to an older wording counts no longer; the school decides that with a new version.
    counts_from = models.PositiveIntegerField(default=1)
    position = models.PositiveSmallIntegerField(default=0)
    # Only of one event: the group that is asked (nobody: the whole school), and the last day it counts.
    group = models.ForeignKey(
        SchoolGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="purposes"
    )
    ends_on = models.DateField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "subject", "audience"],
                condition=~Q(audience="event"),
                name="one_purpose_per_school_and_audience",
            ),
            models.CheckConstraint(
                condition=Q(audience="event", ends_on__isnull=False)
                | (~Q(audience="event") & Q(group=None, ends_on=None)),
                name="only_an_event_ends_or_is_for_one_group",
            ),
            models.CheckConstraint(
                condition=Q(counts_from__gte=1, counts_from__lte=models.F("version")),
                name="answers_count_from_a_version_there_is",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def wording(self) -> str:
        """The text somebody reads before choosing; kept with every decision as evidence (R153)."""
        return " ".join(part for part in (f"{self.title}.", self.sentence, self.consequence) if part)


class Wording(models.Model):
    """What a purpose said in one version. Append-only: it proves what people said yes to (R153)."""

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings")
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    sentence = models.CharField(max_length=300)
    consequence = models.CharField(max_length=300, blank=True)
    yes_means = models.CharField(max_length=120)
    no_means = models.CharField(max_length=120)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["purpose", "version"], name="wording_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class PaperForm(models.Model):
    """A form a guardian signed on paper, entered by the office with its date and scan (R021)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(ParentalAuthority, on_delete=models.PROTECT, related_name="paper_forms")
    signed_on = models.DateField(_("date on the form"))
    stored_as = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-entered_at"]

    def __str__(self) -> str:
        return f"{self.authority} {self.signed_on}"


ONE_OF_BOTH = Q(authority__isnull=False, person=None) | Q(authority=None, person__isnull=False)


class Receipt(models.Model):
    """The statement somebody gets of what was chosen in one go: words, answers, who and when (R021, R153).

    `statement` is what the PDF says, `seal` proves that this server wrote it. The file is made by a task.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="receipts")
    authority = models.ForeignKey(
        ParentalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="consent_receipts"
    )
    paper = models.ForeignKey(
        PaperForm, on_delete=models.PROTECT, null=True, blank=True, related_name="receipts"
    )
    statement = models.JSONField()
    seal = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    stored_as = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.CheckConstraint(condition=ONE_OF_BOTH, name="receipt_is_of_one_person")]

    def __str__(self) -> str:
        return f"{self.authority or self.person} {self.made_at:%Y-%m-%d}"


class Decision(models.Model):
    """An answer to one purpose at one moment: of a guardian about a child, or of an adult about oneself (R141).

    Never changed, never deleted (R153).
    """

    class Answer(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")

    class Via(models.TextChoices):
        PORTAL = "portal", _("in the portal")
        PAPER = "paper", _("on paper")

    authority = models.ForeignKey(
        ParentalAuthority, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="picture_decisions"
    )
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="decisions")
    answer = models.CharField(max_length=3, choices=Answer.choices)
    wording = models.TextField()
    version = models.PositiveIntegerField(default=1)
    via = models.CharField(max_length=10, choices=Via.choices, default=Via.PORTAL)
    receipt = models.ForeignKey(
        Receipt, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-decided_at", "-id"]
        indexes = [
            models.Index(fields=["authority", "purpose", "-id"]),
            models.Index(fields=["person", "purpose", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=["yes", "no"]), name="decision_is_yes_or_no"),
            models.CheckConstraint(condition=ONE_OF_BOTH, name="decision_is_of_one_person"),
        ]

    def __str__(self) -> str:
        return f"{self.authority or self.person} {self.purpose}: {self.answer}"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def standing(self) -> "ObjectionQuerySet":
        return self.filter(taken_back_at=None, kind=Objection.Kind.ALWAYS)

    def with_speaker(self) -> "ObjectionQuerySet":
        """Each with `by_guardian`: was it somebody who decides about the child that wrote it down?"""
        deciding = ParentalAuthority.objects.deciding()
        spoke = deciding.filter(guardian=OuterRef("made_by"), child=OuterRef("child"))
        return self.annotate(by_guardian=Exists(spoke))

    def on_days(self, days: Iterable[date | models.F]) -> "ObjectionQuerySet":
        """What a child did not want on one of these days, and still does not."""
        return self.filter(taken_back_at=None, kind=Objection.Kind.DAY, day__in=list(days))


class Objection(models.Model):
    """A child does not want to be recognisable: always, or on the photos of one day. Outranks every yes (R031)."""

    class Kind(models.TextChoices):
        ALWAYS = "always", _("does not want to be recognisable")
        DAY = "day", _("does not want to be recognisable on this day")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    day = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="always", day=None) | Q(kind="day", day__isnull=False),
                name="objection_of_a_day_names_it",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="objection_is_taken_back_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["child"],
                condition=Q(kind="always", taken_back_at=None),
                name="one_standing_objection_per_child",
            ),
            models.UniqueConstraint(
                fields=["child", "day"],
                condition=Q(kind="day", taken_back_at=None),
                name="one_objection_per_child_and_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child}: {self.day or self.get_kind_display()}"


class ConsentRoundQuerySet(models.QuerySet["ConsentRound"]):
    def running(self) -> "ConsentRoundQuerySet":
        return self.filter(closed_at=None)

    def asking(self) -> "ConsentRoundQuerySet":
        """The yearly question itself, not a reminder of what counts and not one event."""
        return self.filter(kind=ConsentRound.Kind.ASK)


class ConsentRound(models.Model):
    """Guardians of a school are written to about pictures, from opening to closing (R021, R092, R138)."""

    class Kind(models.TextChoices):
        ASK = "ask", _("the yearly question")
        TELL = "tell", _("the yearly reminder of what counts")
        EVENT = "event", _("the question of one event")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="consent_rounds")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.ASK)
    purpose = models.ForeignKey(
        Purpose, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    opened_at = models.DateTimeField(default=timezone.now)
    # Nobody opens the yearly reminder: the clock does.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closes_on = models.DateField(_("last day"))
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind"],
                condition=Q(closed_at=None, purpose=None),
                name="one_open_round_per_school_and_kind",
            ),
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(closed_at=None), name="one_open_round_per_event"
            ),
            models.CheckConstraint(
                condition=Q(kind="event", purpose__isnull=False) | (~Q(kind="event") & Q(purpose=None)),
                name="round_of_an_event_names_it",
            ),
            models.CheckConstraint(
                condition=Q(kind="tell", opened_by=None) | (~Q(kind="tell") & Q(opened_by__isnull=False)),
                name="question_is_opened_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.opened_at:%Y-%m-%d}"


class RoundReminder(models.Model):
    """A day on which guardians with open questions get a mail; the first is the day of opening."""

    round = models.ForeignKey(ConsentRound, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        constraints = [models.UniqueConstraint(fields=["round", "due_on"], name="one_reminder_per_day")]

    def __str__(self) -> str:
        return f"{self.round} {self.due_on}"


class RoundMail(models.Model):
    """Somebody got the mail of this reminder, or has no address that works; it is never sent twice."""

    reminder = models.ForeignKey(RoundReminder, on_delete=models.CASCADE, related_name="mails")
    guardian = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_refused = models.BooleanField(default=False)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reminder", "guardian"], name="one_mail_per_guardian_and_reminder"
            )
        ]

    def __str__(self) -> str:
        return f"{self.guardian} {self.reminder}"
