"""Reports, incidents, the hard copies in the dossier and the removals that need one (R054)."""

import uuid
from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import School, SchoolGroup
from groups.permissions import groups_where
from people.models import User
from posts.models import Comment, Photo, Post

ONE_TARGET = Q(post__isnull=False, comment=None) | Q(post=None, comment__isnull=False)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User) -> "IncidentQuerySet":
        """What this account handles: the own groups for a teacher, the school for the director; never about oneself."""
        return self.filter(group__in=groups_where(user, "moderate")).exclude(about=user)

    def unfinished(self) -> "IncidentQuerySet":
        return self.exclude(state__in=[Incident.State.REMOVED, Incident.State.DISMISSED])


class Incident(models.Model):
    """One post or comment that was reported or taken down, from the first report to the end."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ARCHIVING = "archiving", _("hard copy is being made")
        ARCHIVE_FAILED = "archive_failed", _("archiving failed")
        ARCHIVED = "archived", _("hard copy is in the dossier")
        REMOVED = "removed", _("removed")
        DISMISSED = "dismissed", _("nothing wrong with it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="incidents")
    number = models.CharField(max_length=12)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="incidents_about"
    )
    state = models.CharField(max_length=15, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    frozen_copy = models.JSONField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    closing_note = models.CharField(max_length=1_000, blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["opened_at", "id"]
        constraints = [
            models.CheckConstraint(condition=ONE_TARGET, name="incident_is_about_one_thing"),
            models.UniqueConstraint(fields=["school", "number"], name="incident_number_once_per_school"),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(post__isnull=False) & ~Q(state="dismissed"),
                name="one_incident_per_post",
            ),
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(comment__isnull=False) & ~Q(state="dismissed"),
                name="one_incident_per_comment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["archiving", "archive_failed", "archived"])
                | Q(frozen_copy__isnull=False),
                name="archiving_starts_from_a_frozen_copy",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def target(self) -> Post | Comment:
        return cast("Post | Comment", self.post or self.comment)

    def is_taken_back(self) -> bool:
        """Did whoever wrote it take it back?"""
        return self.reports.filter(reason=Report.Reason.WITHDRAWN).exists()


class Report(models.Model):
    """Somebody says something is wrong. Who it was is for the director's eyes only."""

    class Reason(models.TextChoices):
        RECOGNISABLE = "recognisable", _("A child is recognisable and that is not wanted")
        HURTFUL = "hurtful", _("This is hurtful, threatening or discriminating")
        ABOUT_SOMEBODY = "about_somebody", _("This is about a child or parent and does not belong here")
        NOT_ALLOWED = "not_allowed", _("Advertising, politics or something else that is not allowed")
        WITHDRAWN = "withdrawn", _("Taken back by the writer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="reports")
    photo = models.ForeignKey(Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    reason = models.CharField(max_length=15, choices=Reason.choices)
    note = models.TextField(_("note"), max_length=1_000, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports"
    )
    reported_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["reported_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "reported_by"], condition=Q(photo=None), name="one_report_per_person"
            ),
            models.UniqueConstraint(
                fields=["incident", "reported_by", "photo"],
                condition=Q(photo__isnull=False),
                name="one_report_per_person_and_photo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident}: {self.get_reason_display()}"


class DossierDocument(models.Model):
    """A hard copy: the PDF, what it was made from, and its link in the school's append-only chain (R054, R057)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="documents_in_dossier")
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="document")
    sequence = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=200)
    page_count = models.PositiveIntegerField()
    byte_count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    frozen_sha256 = models.CharField(max_length=64)
    previous_link = models.CharField(max_length=64)
    link = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["school", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["school", "sequence"], name="chain_link_once_per_school"),
            models.CheckConstraint(
                condition=Q(page_count__gt=0, byte_count__gt=0) & ~Q(sha256="") & ~Q(link=F("previous_link")),
                name="hard_copy_is_not_empty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident.number}.pdf"


class Removal(models.Model):
    """Content that is gone for good. Cannot exist without its hard copy."""

    document = models.OneToOneField(DossierDocument, on_delete=models.PROTECT, related_name="removal")
    post = models.OneToOneField(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="removal")
    comment = models.OneToOneField(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="removal"
    )
    agreement = models.CharField(_("agreement that was not kept"), max_length=30)
    note = models.CharField(_("note for the dossier"), max_length=1_000, blank=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=ONE_TARGET, name="removal_is_about_one_thing")]

    def __str__(self) -> str:
        return str(self.document)
