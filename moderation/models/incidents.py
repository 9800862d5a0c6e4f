"""Reports and the incidents they open, about content in the portal or about something that happened outside it."""

import uuid
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Message, Participant
from groups.models import School, SchoolGroup
from groups.permissions import groups_where, schools_advised_by
from people.models import Child, User
from posts.models import Comment, Photo, Post

if TYPE_CHECKING:
    from moderation.models.dossier import DossierDocument

TARGETS = ("post", "comment", "photo", "message", "conversation")
# How a failure begins that names photos; a handler may go on without them.
UNREADABLE = "FilesUnreadable: "
NO_TARGET = Q(**dict.fromkeys(TARGETS))


def one_of(*targets: str) -> Q:
    """The condition that exactly one of these relations is set."""
    chosen = [
        Q(**{f"{name}__isnull": False}, **{other: None for other in targets if other != name})
        for name in targets
    ]
    return reduce(or_, chosen)


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User) -> "IncidentQuerySet":
        """What this account handles: the own groups for a teacher, the school for the director; never about oneself.

        Of a conversation between few that is the teacher who is in it, and only for one message: the whole is the
        director's alone. A dossier about staff is the director's as well (R190). What a guardian says apart is never
        handled by the family of that child (C24).
        """
        own_groups = Q(group__in=groups_where(user, "moderate"), message=None, conversation=None)
        teaching = Participant.objects.entitled(timezone.localdate()).filter(
            user=user, why=Participant.Why.TEACHES
        )
        own_talks = Q(message__conversation__in=teaching.values("conversation"))
        open_to_all = (own_groups | own_talks) & ~Q(file=Incident.File.STAFF)
        handled = self.filter(open_to_all | Q(group__in=groups_where(user, "direct")))
        return handled.exclude(about=user)._without_family(user)

    def open_to(self, user: User) -> "IncidentQuerySet":
        """The dossiers this account may look into: what it handles, and pupil dossiers for the internal counsellor.

        Never who it is about, nor the parent of the child it is about (R190, R191).
        """
        advised = Q(file=Incident.File.PUPIL, school__in=schools_advised_by(user))
        handled = Q(pk__in=Incident.objects.visible_to(user).values("pk"))
        own_children = Child.objects.filter(authorities__guardian=user).values("pk")
        found = self.filter(handled | advised).exclude(about=user)._without_family(user)
        return found.exclude(child__isnull=False, child__in=own_children)

    def _without_family(self, user: User) -> "IncidentQuerySet":
        apart = Conversation.objects.filter(is_apart=True, child__authorities__guardian=user).values("pk")
        return self.exclude(Q(message__conversation__in=apart) | Q(conversation__in=apart))

    def in_dossier(self) -> "IncidentQuerySet":
        """What is kept as a dossier: a kind was chosen, a hard copy asked for, or it happened outside."""
        return self.exclude(file=None, state__in=[Incident.State.OPEN, Incident.State.DISMISSED])

    def unfinished(self) -> "IncidentQuerySet":
        return self.exclude(state__in=Incident.FINISHED)


class Incident(models.Model):
    """Something that was reported, taken down or happened outside the portal, from the beginning to the end.

    It is about one post, the thread below it, one comment, one photo, one message or a whole conversation; or about
    none of these (R147).
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ARCHIVING = "archiving", _("hard copy is being made")
        ARCHIVE_FAILED = "archive_failed", _("archiving failed")
        ARCHIVED = "archived", _("hard copy is in the dossier")
        REMOVED = "removed", _("removed")
        DISMISSED = "dismissed", _("nothing wrong with it")
        CLOSED = "closed", _("handled")

    FINISHED = [State.REMOVED, State.DISMISSED, State.CLOSED]

    class File(models.TextChoices):
        """Whose dossier it belongs in; each kind has its own access rule and retention (R190, R191)."""

        PUPIL = "pupil", _("pupil dossier")
        STAFF = "staff", _("staff dossier")
        PARENT = "parent", _("incident with a parent")

    class Category(models.TextChoices):
        """The words of the school's own agreements (R123, R147, R158)."""

        ABUSE = "abuse", _("swearing or insulting")
        DISCRIMINATION = "discrimination", _("discrimination")
        THREAT = "threat", _("threat")
        BULLYING = "bullying", _("bullying")
        STALKING = "stalking", _("stalking")
        BLACKENING = "blackening", _("blackening somebody's name")
        SEXUAL = "sexual", _("sexual")
        RADICALISATION = "radicalisation", _("radicalisation")
        HACKING = "hacking", _("hacking of an account")
        SPREADING = "spreading", _("spread outside the portal")
        PRIVACY = "privacy", _("private information or a recognisable child")
        OTHER = "other", _("something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="incidents")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="incidents")
    number = models.CharField(max_length=12)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents")
    comment = models.ForeignKey(
        Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    photo = models.ForeignKey(
        Photo, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    conversation = models.ForeignKey(
        Conversation, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    # With a post: only the comments below it, the post itself stays. A conversation is always a thread.
    is_thread = models.BooleanField(default=False)
    # Who wrote or did it; None when that is nobody with an account.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents_about",
    )
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="incidents"
    )
    title = models.CharField(_("what happened, in one line"), max_length=120, blank=True)
    text = models.TextField(_("what happened"), max_length=10_000, blank=True)
    happened_on = models.DateField(_("date"), null=True, blank=True)
    file = models.CharField(_("dossier"), max_length=10, choices=File.choices, null=True, blank=True)
    category = models.CharField(max_length=15, choices=Category.choices, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Possibly a criminal offence (R195): nothing is destroyed while this stands.
    held_at = models.DateTimeField(null=True, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    keep_until = models.DateField(null=True, blank=True)
    # When the director heard that it may be destroyed.
    due_told_at = models.DateTimeField(null=True, blank=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=15, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    hidden_at = models.DateTimeField(null=True, blank=True)
    frozen_copy = models.JSONField(null=True, blank=True)
    failure = models.CharField(max_length=300, blank=True)
    # The photos (1 is the first) without which a handler had the hard copy made: their files cannot be read.
    gap_accepted = models.CharField(max_length=300, null=True, blank=True)
    # The brake was pulled and the snapshot is not in the chain yet; who makes it takes this moment as a token.
    brake_asked_at = models.DateTimeField(null=True, blank=True)
    brake_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
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
            models.CheckConstraint(
                condition=one_of(*TARGETS) | (NO_TARGET & ~Q(title="")), name="incident_is_about_one_thing"
            ),
            models.CheckConstraint(
                condition=Q(conversation__isnull=False, is_thread=True)
                | Q(conversation=None, is_thread=False)
                | Q(conversation=None, post__isnull=False),
                name="thread_is_of_a_post_or_conversation",
            ),
            models.CheckConstraint(
                condition=Q(held_at=None, held_by=None) | Q(held_at__isnull=False, held_by__isnull=False),
                name="legal_hold_names_who_set_it",
            ),
            models.CheckConstraint(
                condition=Q(destroyed_at=None) | Q(held_at=None), name="nothing_on_hold_is_destroyed"
            ),
            models.UniqueConstraint(fields=["school", "number"], name="incident_number_once_per_school"),
            models.UniqueConstraint(
                fields=["post", "is_thread"],
                condition=Q(post__isnull=False) & ~Q(state__in=["dismissed", "closed"]),
                name="one_incident_per_post",
            ),
            models.UniqueConstraint(
                fields=["comment"],
                condition=Q(comment__isnull=False) & ~Q(state__in=["dismissed", "closed"]),
                name="one_incident_per_comment",
            ),
            models.UniqueConstraint(
                fields=["photo"],
                condition=Q(photo__isnull=False) & ~Q(state__in=["dismissed", "closed"]),
                name="one_incident_per_photo",
            ),
            models.UniqueConstraint(
                fields=["message"],
                condition=Q(message__isnull=False) & ~Q(state__in=["dismissed", "closed"]),
                name="one_incident_per_message",
            ),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(conversation__isnull=False) & ~Q(state__in=["dismissed", "closed"]),
                name="one_incident_per_conversation",
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
    def target(self) -> Post | Comment | Photo | Message | Conversation | None:
        """The content it is about; None for what happened outside the portal."""
        return self.post or self.comment or self.photo or self.message or self.conversation

    @property
    def talk(self) -> Conversation | None:
        """The conversation it is about or a message of which it is about; None for everything else."""
        return self.message.conversation if self.message else self.conversation

    @property
    def hard_copy(self) -> "DossierDocument | None":
        """The document without which nothing is removed."""
        return next((d for d in self.documents.all() if d.kind == d.Kind.HARD_COPY), None)

    @property
    def unreadable_photos(self) -> str:
        """The photos that stopped the last hard copy, as "2, 5"; empty when it failed on something else."""
        return self.failure.removeprefix(UNREADABLE) if self.failure.startswith(UNREADABLE) else ""

    def is_taken_back(self) -> bool:
        """Did whoever wrote it take it back?"""
        return self.reports.filter(reason=Report.Reason.WITHDRAWN).exists()


class Report(models.Model):
    """Somebody says something is wrong. Who it was is for the director's eyes only."""

    class Reason(models.TextChoices):
        HURTFUL = "hurtful", _("It hurts somebody")
        DISCRIMINATING = "discriminating", _("It discriminates")
        THREATENING = "threatening", _("It is a threat")
        SEXUAL = "sexual", _("It is sexual")
        RECOGNISABLE = "recognisable", _("A child is recognisable and that is not wanted")
        ABOUT_SOMEBODY = "about_somebody", _("It is private or about a child or parent")
        ADVERTISING = "advertising", _("It is advertising")
        POLITICAL = "political", _("It is political or religious")
        OTHER = "other", _("Something else")
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
