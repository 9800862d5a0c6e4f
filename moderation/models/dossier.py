"""What is kept about an incident: hard copies in a chain, what happened when, steps, measures, evidence."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Message
from groups.models import Restriction, School
from moderation.models.incidents import TARGETS, Incident, one_of
from people.models import Child, User
from posts.models import Comment, Photo, Post


class DossierDocument(models.Model):
    """A document of a dossier with its link in the school's append-only chain (R054, R057).

    `facts` is what it was made from; of a hard copy that is the frozen copy of the incident.
    """

    class Kind(models.TextChoices):
        HARD_COPY = "hard_copy", _("hard copy")
        SNAPSHOT = "snapshot", _("snapshot of a paused thread")
        EVIDENCE = "evidence", _("evidence from outside")
        LETTER = "letter", _("letter")
        CERTIFICATE = "certificate", _("certificate of destruction")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="documents_in_dossier")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.HARD_COPY)
    title = models.CharField(max_length=120, blank=True)
    sequence = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40, default="application/pdf")
    page_count = models.PositiveIntegerField(default=0)
    byte_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    frozen_sha256 = models.CharField(max_length=64)
    facts = models.JSONField(null=True, blank=True)
    is_plain = models.BooleanField(default=False)
    previous_link = models.CharField(max_length=64)
    link = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["school", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["school", "sequence"], name="chain_link_once_per_school"),
            models.UniqueConstraint(
                fields=["incident"], condition=Q(kind="hard_copy"), name="one_hard_copy_per_incident"
            ),
            models.CheckConstraint(
                condition=Q(byte_count__gt=0)
                & ~Q(sha256="")
                & ~Q(link=F("previous_link"))
                & (~Q(kind="hard_copy") | Q(page_count__gt=0)),
                name="hard_copy_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.number}-{self.sequence}"

    @property
    def lacking(self) -> int:
        """How many photos are not in it because their files could not be read."""
        return sum(1 for photo in (self.facts or {}).get("photos", []) if photo.get("unreadable"))

    @property
    def file_name(self) -> str:
        """What the file is called when it is downloaded; never a name somebody typed."""
        suffix = self.stored_as.rpartition(".")[2]
        if self.kind == self.Kind.HARD_COPY:
            return f"dossier-{self.incident.number}.{suffix}"
        return f"dossier-{self.incident.number}-{self.sequence}.{suffix}"


class ChainStamp(models.Model):
    """What an outside time stamp authority said about one link (RFC 3161): it existed then."""

    document = models.OneToOneField(DossierDocument, on_delete=models.PROTECT, related_name="stamp")
    stored_as = models.CharField(max_length=200)
    authority = models.URLField(max_length=200)
    stamped_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.document} {self.stamped_at:%Y-%m-%d}"


class HeadLetter(models.Model):
    """The last link of a school's chain, as the directors got it by mail in one week. Never changed, never deleted."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="head_letters")
    week = models.CharField(max_length=8)
    sequence = models.PositiveIntegerField()
    link = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "week"], name="one_head_letter_a_week")]

    def __str__(self) -> str:
        return f"{self.school} {self.week}"


class Removal(models.Model):
    """Content that is gone for good. Cannot exist without its hard copy."""

    document = models.OneToOneField(DossierDocument, on_delete=models.PROTECT, related_name="removal")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="removals")
    comment = models.OneToOneField(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="removal"
    )
    photo = models.OneToOneField(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="removal"
    )
    message = models.OneToOneField(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="removal"
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="removals"
    )
    # Only the comments below the post: the post itself stays. Of a conversation it is every message.
    is_thread = models.BooleanField(default=False)
    agreement = models.CharField(_("agreement that was not kept"), max_length=30)
    note = models.CharField(_("note for the dossier"), max_length=1_000, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=one_of(*TARGETS), name="removal_is_about_one_thing"),
            models.CheckConstraint(
                condition=Q(conversation__isnull=False, is_thread=True)
                | Q(conversation=None, is_thread=False)
                | Q(conversation=None, post__isnull=False),
                name="removed_thread_is_of_a_post_or_conversation",
            ),
            models.UniqueConstraint(
                fields=["post"], condition=Q(is_thread=False), name="post_is_removed_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.document)


class Entry(models.Model):
    """One line of what happened, in the order it happened. Never changed, never deleted."""

    class Kind(models.TextChoices):
        NOTE = "note", _("note")
        CALL = "call", _("phone call")
        TALK = "talk", _("talk")
        HANDLING = "handling", _("handling")
        CONSULT = "consult", _("consultation")
        MEASURE = "measure", _("measure")

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NOTE)
    text = models.TextField(_("what happened"), max_length=5_000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class Step(models.Model):
    """What has to be done next, by whom, before when (R056)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="steps")
    title = models.CharField(_("what has to be done"), max_length=200)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("before"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="done_step_names_who_did_it",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Measure(models.Model):
    """What the school decided about somebody (R193, R194). Those that bite in the portal are placed there too."""

    class Kind(models.TextChoices):
        TALK = "talk", _("talk about the agreements")
        WARNING = "warning", _("written warning")
        REPRIMAND = "reprimand", _("reprimand")
        COMMENTS_OFF = "comments_off", _("commenting is off")
        ACCOUNT_OFF = "account_off", _("the account stands still")
        SUSPENSION = "suspension", _("suspension")
        EXPULSION = "expulsion", _("removal from the school")
        DISMISSAL = "dismissal", _("dismissal")
        POLICE = "police", _("report to the police")

    FOR_STAFF = [Kind.TALK, Kind.WARNING, Kind.REPRIMAND, Kind.SUSPENSION, Kind.DISMISSAL, Kind.POLICE]
    FOR_FAMILIES = [
        Kind.TALK,
        Kind.WARNING,
        Kind.COMMENTS_OFF,
        Kind.ACCOUNT_OFF,
        Kind.SUSPENSION,
        Kind.EXPULSION,
        Kind.POLICE,
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    person = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="measures")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="measures")
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=1_000, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(default=timezone.now)
    # What holds the account in the portal as long as this measure does.
    restriction = models.ForeignKey(
        Restriction, on_delete=models.PROTECT, null=True, blank=True, related_name="measures"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(condition=one_of("person", "child"), name="measure_is_about_one_person"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="measure_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Inspection(models.Model):
    """Somebody opened the dossier. Never changed, never deleted (R150)."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="inspections")
    inspected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    inspected_at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["-inspected_at", "-id"]

    def __str__(self) -> str:
        return f"{self.inspected_by} {self.inspected_at:%Y-%m-%d %H:%M}"


class Complaint(models.Model):
    """The writer does not agree with what the school did, and what the school answered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="complaint")
    text = models.TextField(_("why you do not agree"), max_length=2_000)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=2_000, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="answer_names_who_gave_it",
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
