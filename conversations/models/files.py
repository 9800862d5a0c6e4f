"""Photos and documents that go with a message, and the faces that stay behind a leaf on them."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.images import Box
from conversations.models.conversations import Conversation
from conversations.models.messages import Message
from people.models import User


class MessageFileQuerySet(models.QuerySet["MessageFile"]):
    def waiting_with(self, user: User, conversation: Conversation) -> "MessageFileQuerySet":
        """What somebody put beside a message that is not sent yet; nobody else ever sees it."""
        return self.filter(conversation=conversation, uploaded_by=user, message=None)

    def visible_to(self, user: User, now: datetime) -> "MessageFileQuerySet":
        """Files of messages this account may read, and its own that wait in a conversation it is in."""
        readable = Message.objects.visible_to(user, now).filter(state=Message.State.VISIBLE)
        own = Q(message=None, uploaded_by=user, conversation__in=Conversation.objects.visible_to(user, now))
        return self.filter(Q(message__in=readable) | own)


class MessageFile(models.Model):
    """One file in a conversation. A photo is sealed and never served: readers get the picture drawn from it."""

    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        DOCUMENT = "document", _("document")

    class State(models.TextChoices):
        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be prepared")
        REMOVED = "removed", _("removed by the school")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="files")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="files"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    source_name = models.CharField(max_length=200, blank=True)
    # The sealed master of a photo, or the document itself.
    stored_as = models.CharField(max_length=200, blank=True)
    # What readers get of a photo, and of which covers it was drawn; the same without covers, for the sender alone.
    drawn_as = models.CharField(max_length=200, blank=True)
    drawn_key = models.CharField(max_length=32, blank=True)
    open_as = models.CharField(max_length=200, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # The sender looked at what others will see. Until then a photo goes nowhere.
    checked_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)

    objects = MessageFileQuerySet.as_manager()

    class Meta:
        ordering = ["uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "uploaded_by", "sha256"],
                condition=Q(message=None),
                name="same_file_waits_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="removed")
                | Q(name="", source_name="", stored_as="", drawn_as="", drawn_key="", open_as=""),
                name="removed_file_has_nothing_left",
            ),
            models.CheckConstraint(
                condition=Q(message=None)
                | Q(state="removed")
                | Q(kind="document")
                | (Q(checked_at__isnull=False) & ~Q(drawn_as="")),
                name="sent_photo_was_looked_at",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.pk)

    @property
    def is_photo(self) -> bool:
        return self.kind == self.Kind.PHOTO


class MessageFrame(models.Model):
    """A face or another place on a photo. Covered, unless it is the child the conversation is about."""

    class State(models.TextChoices):
        COVERED = "covered", _("behind a leaf")
        CHILD = "child", _("the child of this conversation")
        NOTHING = "nothing", _("not a face")

    file = models.ForeignKey(MessageFile, on_delete=models.CASCADE, related_name="frames")
    state = models.CharField(max_length=10, choices=State.choices, default=State.COVERED)
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    is_round = models.BooleanField(default=True)
    # How sure the detector was (0..1); None for what the sender covered.
    score = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["y", "x", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["file"], condition=Q(state="child"), name="the_child_is_on_a_photo_once"
            ),
            models.CheckConstraint(
                condition=Q(x__gte=0, y__gte=0, width__gt=0, height__gt=0, x__lte=1, y__lte=1),
                name="message_frame_lies_in_the_photo",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.x:.2f},{self.y:.2f}"

    @property
    def box(self) -> Box:
        return Box(self.x, self.y, self.width, self.height, "ellipse" if self.is_round else "rectangle")
