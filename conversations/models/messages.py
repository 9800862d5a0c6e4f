"""What is said, from when each reader may see it, and what somebody is still typing."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models.conversations import Conversation
from hours.models import HoursException
from people.models import User

LONGEST_TEXT = 5_000


class MessageQuerySet(models.QuerySet["Message"]):
    def shown(self) -> "MessageQuerySet":
        """Whose place is seen: not what is being looked at by who handles reports."""
        return self.exclude(state=Message.State.HIDDEN)

    def arrived(self, user: User, now: datetime) -> "MessageQuerySet":
        """What is there for this account by now; whether it is still in the conversation must be asked as well."""
        return self.filter(arrivals__user=user, arrivals__due_at__lte=now)

    def visible_to(self, user: User, now: datetime) -> "MessageQuerySet":
        """What this account may read now: its conversation, its moment, and nothing that is out of sight."""
        readable = Conversation.objects.visible_to(user, now)
        return self.shown().arrived(user, now).filter(conversation__in=readable)


class Message(models.Model):
    """One message. Its id is chosen when the form is shown, so that a retry gives one message.

    Every reader has an arrival with a moment: whoever joins later has none, and never reads what was said before.
    """

    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        TAKEN_BACK = "taken_back", _("taken back by the sender")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed by the school")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="messages")
    number = models.PositiveIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="messages")
    author_is_staff = models.BooleanField()
    text = models.TextField(_("message"), max_length=LONGEST_TEXT, blank=True)
    has_files = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VISIBLE)
    replies_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    # "Read" exists only where the sender asked for it, and never says when (C31).
    asks_confirmation = models.BooleanField(default=False)
    exception = models.ForeignKey(
        HoursException, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    sent_at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    # When the school last hid it, showed it again or removed it: open pages ask what changed since they were drawn.
    turned_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="number_once_per_conversation"),
            models.CheckConstraint(
                condition=Q(state="removed", text="")
                | (~Q(state="removed") & (~Q(text="") | Q(has_files=True))),
                name="message_says_something_until_removed",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_back") | Q(taken_back_at__isnull=False),
                name="message_taken_back_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:40]


class MessageVersion(models.Model):
    """What a message said before an edit. Append-only; goes only with the message, after its hard copy."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["message", "number"], name="version_once_per_message")]

    def __str__(self) -> str:
        return f"{self.message_id} v{self.number}"


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def held(self, now: datetime) -> "ArrivalQuerySet":
        """Still waiting for the hours of their reader."""
        return self.filter(due_at__gt=now)


class Arrival(models.Model):
    """From when one person may read one message (R045, R117, R189). The moment alone decides: nothing has to run."""

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="arrivals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    is_confirmed = models.BooleanField(default=False)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="arrives_once")]
        indexes = [models.Index(fields=["user", "due_at"], name="arrivals_of_somebody")]

    def __str__(self) -> str:
        return f"{self.message_id} @ {self.user_id}"


class Draft(models.Model):
    """What one person was typing in one conversation; nobody else ever reads it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    text = models.TextField(max_length=LONGEST_TEXT)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "user"], name="one_draft_a_person")]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.conversation_id}"
