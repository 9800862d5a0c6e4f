"""A conversation and who is in it. Being in it is not enough: the right behind it is asked every time."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.questions import built_once
from groups.models import Enrolment, Membership, School, SchoolGroup
from people.models import Child, ParentalAuthority, User


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def visible_to(self, user: User, now: datetime) -> "ConversationQuerySet":
        """The conversations this account is in, and still belongs in today (R018)."""
        mine = Participant.objects.entitled(timezone.localdate(now)).filter(user=user)
        return self.filter(pk__in=mine.values("conversation"), hidden_at=None)


class Conversation(models.Model):
    """One subject: about one child with its guardians, among staff, or among parents of a group.

    Its id is chosen when the form is shown, so that starting twice gives one conversation.
    """

    class Kind(models.TextChoices):
        CHILD = "child", _("about a child")
        TEAM = "team", _("among staff")
        PARENTS = "parents", _("among parents")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="conversations")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    child = models.ForeignKey(
        Child, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    group = models.ForeignKey(
        SchoolGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="conversations"
    )
    subject = models.CharField(_("subject"), max_length=120)
    # Begun while the guardians of the child were spoken to apart: no other guardian ever comes into it.
    is_apart = models.BooleanField(default=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    # Until then nobody but who handles it writes here (R124, R128).
    paused_until = models.DateTimeField(null=True, blank=True)
    paused_text = models.CharField(max_length=300, blank=True)
    # It is being looked at as a whole: nobody but who handles that reads it.
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="child", child__isnull=False, group=None)
                | Q(kind="team", child=None, group=None)
                | Q(kind="parents", child=None, group__isnull=False),
                name="conversation_is_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(subject=""), name="conversation_has_a_subject"),
        ]
        indexes = [models.Index(fields=["started_by", "-started_at"], name="started_by_somebody")]

    def __str__(self) -> str:
        return self.subject

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and self.paused_until > now


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def open(self) -> "ParticipantQuerySet":
        return self.filter(left_at=None)

    def entitled(self, today: date) -> "ParticipantQuerySet":
        """Who is in a conversation and whose reason to be there still holds today: nothing has to run for a no."""
        return self.open().filter(_reasons_that_hold(today))


@built_once
def _reasons_that_hold(today: date) -> Q:
    """Why each participant belongs in the conversation around it; asked at every page, so built once a day."""
    seats = Membership.objects.active(today).filter(user=OuterRef("user"))
    at_school = seats.filter(group__school=OuterRef("conversation__school"))
    works = Exists(at_school.exclude(role__in=Membership.FAMILY_ROLES))
    decides = ParentalAuthority.objects.deciding().filter(
        guardian=OuterRef("user"), child=OuterRef("conversation__child")
    )
    has_seat = at_school.filter(role=Membership.Role.PARENT, child=OuterRef("conversation__child"))
    in_group = seats.filter(
        group=OuterRef("conversation__group"),
        role__in=[*Membership.FAMILY_ROLES, Membership.Role.TEACHER],
    )
    places = Enrolment.objects.current().filter(child=OuterRef(OuterRef("conversation__child")))
    teaches = at_school.filter(role=Membership.Role.TEACHER, group__in=places.values("group"))
    # Whoever is family of the child hears nothing at work of what another guardian says apart (C24).
    family = ParentalAuthority.objects.filter(
        guardian=OuterRef("user"), child=OuterRef("conversation__child")
    )
    free = Q(conversation__is_apart=False) | ~Exists(family)
    why = Participant.Why
    return (
        Q(Exists(decides), Exists(has_seat), why=why.GUARDIAN)
        | Q(free, Exists(teaches), why=why.TEACHES)
        | Q(free, works, why__in=[why.INVITED, why.COLLEAGUE])
        | Q(Exists(in_group), why=why.PARENT)
    )


class Participant(models.Model):
    """An account in a conversation, from a moment on. Kept when it leaves: the lines of who read along stay."""

    class Why(models.TextChoices):
        GUARDIAN = "guardian", _("parent or guardian")
        TEACHES = "teaches", _("teaches the child")
        INVITED = "invited", _("was invited")
        COLLEAGUE = "colleague", _("colleague")
        PARENT = "parent", _("parent of the group")

    STAFF_REASONS = [Why.TEACHES, Why.INVITED, Why.COLLEAGUE]

    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="participants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, choices=Why.choices)
    joined_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_at = models.DateTimeField(null=True, blank=True)
    # Up to which number of the messages this person has seen; it only moves forward.
    seen_until = models.PositiveIntegerField(default=0)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["joined_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "user"], condition=Q(left_at=None), name="in_a_conversation_once"
            ),
        ]
        indexes = [models.Index(fields=["user", "left_at"], name="conversations_of_somebody")]

    def __str__(self) -> str:
        return f"{self.user}, {self.conversation_id}"

    @property
    def is_staff(self) -> bool:
        return self.why in self.STAFF_REASONS
