"""The ledger: one row for each person, thing and way. What has to be sent is here and nowhere else."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from conversations.models import Message
from delivery.models.preferences import Channel
from groups.models import School, SchoolGroup
from posts.models import Post


class Watermark(models.Model):
    """Up to which moment everything of one source in one school is in the ledger."""

    source = models.CharField(max_length=20)
    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "school"], name="one_watermark_a_source")]

    def __str__(self) -> str:
        return f"{self.source}, {self.school_id}: {self.until:%Y-%m-%d %H:%M}"


class Notice(models.Model):
    """Something staff should know that is no post and no message; its key says it once."""

    class Kind(models.TextChoices):
        REPORT = "report", _("report")
        MISSING_POST = "missing_post", _("no post this week")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=100, unique=True)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # The page that shows it, within the portal.
    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return self.key


class State(models.TextChoices):
    """How far one row is. Sent: a mail server or push service took it. Delivered: it said that it arrived."""

    QUEUED = "queued", _("waiting")
    SENT = "sent", _("sent")
    DELIVERED = "delivered", _("delivered")
    BOUNCED = "bounced", _("came back")
    FAILED = "failed", _("failed")
    SKIPPED = "skipped", _("not sent")


class Why(models.TextChoices):
    """Why something was not sent, or came back."""

    WEB_ONLY = "web_only", _("reads it on the web only")
    NO_WAY = "no_way", _("no device and no address that works")
    NOT_VISIBLE = "not_visible", _("not there for this person any more")
    SEEN = "seen", _("was read already")
    STOPPED = "stopped", _("no longer wanted")
    ACCOUNT = "account", _("the account stands still")
    DONE = "done", _("no longer needed")
    ADDRESS = "address", _("the address does not work")
    FULL = "full", _("the mailbox is full")
    SERVER = "server", _("the mail server did not take it")
    BROKEN = "broken", _("the mail could not be made")


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def queued(self) -> "DeliveryQuerySet":
        return self.filter(state=State.QUEUED)

    def due(self, channel: Channel, now: datetime) -> "DeliveryQuerySet":
        """What may leave now and nobody is busy with."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return self.queued().filter(free, channel=channel, due_at__lte=now, digest=None)


class Delivery(models.Model):
    """One thing on its way to one person. Never twice the same way: the database refuses the second row."""

    State = State
    Why = Why
    ARRIVED = [State.SENT, State.DELIVERED]

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="deliveries")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    notice = models.ForeignKey(
        Notice, on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    channel = models.CharField(max_length=6, choices=Channel.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    due_at = models.DateTimeField()
    # The address a mail went to: what comes back is about that one.
    address = models.CharField(max_length=254, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Who is busy with it and how long that counts; a worker that fell over lets go by itself.
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        "Digest", on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries"
    )
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, message=None, notice=None)
                | Q(post=None, message__isnull=False, notice=None)
                | Q(post=None, message=None, notice__isnull=False),
                name="delivery_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=["post", "user", "channel"],
                condition=Q(post__isnull=False),
                name="post_goes_one_way_once",
            ),
            models.UniqueConstraint(
                fields=["message", "user", "channel"],
                condition=Q(message__isnull=False),
                name="message_goes_one_way_once",
            ),
            models.UniqueConstraint(
                fields=["notice", "user", "channel"],
                condition=Q(notice__isnull=False),
                name="notice_goes_one_way_once",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="sent_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["skipped", "failed", "bounced"]) | ~Q(why=""),
                name="not_arrived_has_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"], condition=Q(state="queued"), name="deliveries_to_send"
            ),
            models.Index(fields=["user", "created_at"], name="deliveries_of_somebody"),
            models.Index(fields=["school", "created_at"], name="deliveries_of_a_school"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} to {self.user_id}: {self.state}"


class DigestQuerySet(models.QuerySet["Digest"]):
    def due(self, now: datetime) -> "DigestQuerySet":
        """What may leave now and nobody is busy with."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=now)
        return self.filter(free, state=State.QUEUED, due_at__lte=now)


class Digest(models.Model):
    """One overview for one person over all its schools: one mail with many ledger rows."""

    State = State
    Why = Why

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests")
    cadence = models.CharField(
        max_length=6, choices=[(way.value, way.label) for way in (Channel.DAILY, Channel.WEEKLY)]
    )
    # The moment it was meant for, the same for everybody of a school.
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.QUEUED)
    why = models.CharField(max_length=12, choices=Why.choices, blank=True)
    address = models.CharField(max_length=254, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "cadence", "due_at"], name="one_overview_a_moment"),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered"]) | Q(sent_at__isnull=False),
                name="overview_sent_has_a_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="queued"), name="overviews_to_send"),
        ]

    def __str__(self) -> str:
        return f"{self.cadence} to {self.user_id}: {self.state}"
