"""Photos of a post: the sealed master, what children say about it, and the files people may see."""

import uuid
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.models import Child, User
from posts.models.posts import Post


class PhotoQuerySet(models.QuerySet["Photo"]):
    def shown(self) -> "PhotoQuerySet":
        """Prepared and not taken out of sight; whose post it is in must still be asked."""
        return self.filter(state=Photo.State.READY, hidden_at=None)

    def visible_to(self, user: User, now: datetime) -> "PhotoQuerySet":
        """Photos of posts this account may read, and of its own drafts. A hidden photo is nobody's."""
        readable = Q(post__in=Post.objects.visible_to(user, now).filter(state=Post.State.PUBLISHED))
        own_draft = Q(post__in=Post.objects.drafts_of(user))
        return self.filter(readable | own_draft, hidden_at=None)


class Photo(models.Model):
    """A sealed master. It is never served: people see renditions, made for what they may see."""

    class State(models.TextChoices):
        WAITING = "waiting", _("being prepared")
        READY = "ready", _("ready")
        FAILED = "failed", _("could not be prepared")
        REMOVED = "removed", _("removed by the school")

    class Hint(models.TextChoices):
        DARK = "dark", _("dark")
        BLURRED = "blurred", _("blurred")

    class Faces(models.TextChoices):
        FOUND = "found", _("searched for faces")
        FAILED = "failed", _("searching for faces failed")
        OFF = "off", _("not searched for faces")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="photos")
    position = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    source_name = models.CharField(max_length=200, blank=True)
    master_name = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    # None until the task has looked. A default would rebuild this guarded table on SQLite (decision 0004).
    faces_status = models.CharField(max_length=10, choices=Faces.choices, null=True, blank=True)
    hint = models.CharField(max_length=10, choices=Hint.choices, null=True, blank=True)
    # From this moment the master is what everybody could see then: the leaves in it can never be lifted again.
    reduced_at = models.DateTimeField(null=True, blank=True)
    alt_text = models.CharField(_("what can be seen"), max_length=250, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["position", "uploaded_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["post", "sha256"], name="same_photo_once_per_post"),
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(width__gt=0, height__gt=0) & ~Q(master_name="")),
                name="ready_photo_has_a_master",
            ),
            models.CheckConstraint(
                condition=~Q(state="removed") | Q(source_name="", master_name="", alt_text=""),
                name="removed_photo_has_nothing_left",
            ),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="check_names_who_looked",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def days(self) -> set[date]:
        """The days on which a child may have said not to want to be on photos: when it was taken and when sent."""
        return {timezone.localdate(moment) for moment in (self.taken_at, self.uploaded_at) if moment}


class PhotoObjectionQuerySet(models.QuerySet["PhotoObjection"]):
    def open(self) -> "PhotoObjectionQuerySet":
        return self.filter(taken_back_at=None)


class PhotoObjection(models.Model):
    """A child does not want to be recognisable on this one photo. Outranks every yes (R031)."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="objections")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="photo_objections")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = PhotoObjectionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "child"],
                condition=Q(taken_back_at=None),
                name="one_objection_per_photo_and_child",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at=None, taken_back_by=None)
                | Q(taken_back_at__isnull=False, taken_back_by__isnull=False),
                name="photo_objection_is_taken_back_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} @ {self.photo_id}"


class Rendition(models.Model):
    """A file people may see: one photo, one set of covered regions (`mask_key`), one size, one format."""

    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")
    mask_key = models.CharField(max_length=32)
    size = models.PositiveSmallIntegerField()
    image_format = models.CharField(max_length=4, choices=[("webp", "WebP"), ("jpeg", "JPEG")])
    stored_as = models.CharField(max_length=200)
    byte_count = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "mask_key", "size", "image_format"],
                name="rendition_once_per_mask_and_size",
            ),
        ]

    def __str__(self) -> str:
        return self.stored_as
