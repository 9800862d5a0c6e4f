"""What is posted in a group: posts with their versions, photos with their regions, comments, reactions."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.questions import built_once
from consent.models import Purpose
from groups.models import Membership, School, SchoolGroup
from groups.permissions import WIDE_READERS, groups_where
from people.models import Child, User


class PostQuerySet(models.QuerySet["Post"]):
    def shown(self, now: datetime) -> "PostQuerySet":
        """Published, or removed with a tombstone; never a draft or something hidden."""
        return self.filter(state__in=Post.SHOWN_STATES, published_at__lte=now)

    def meant_for(self, user: User, today: date) -> "PostQuerySet":
        """Without posts for the parents of other children: those on whose photos no own child is named."""
        seats = Membership.objects.active(today).filter(user=user)
        named = _named_in_post().filter(child__in=seats.filter(child__isnull=False).values("child"))
        wide = Q(group__kind=SchoolGroup.Kind.SCHOOL, role__in=WIDE_READERS)
        here = Q(group=OuterRef("group")) | wide
        staff = seats.filter(here, group__school=OuterRef("school")).exclude(role__in=Membership.FAMILY_ROLES)
        return self.filter(Q(readers=None) | Q(author=user) | Exists(named) | Exists(staff))

    def meant_for_known(
        self, user: User, *, staffed: Collection[int], children: Collection[UUID]
    ) -> "PostQuerySet":
        """The same as `meant_for`, for who is known: the groups this account works in, the children it is there for."""
        meant = Q(readers=None) | Q(author=user) | Q(group__in=staffed)
        if not children:
            return self.filter(meant)
        return self.filter(meant | Q(Exists(_named_in_post().filter(child__in=children))))

    def within(self, groups: Iterable[SchoolGroup], now: datetime) -> "PostQuerySet":
        """What is shown in groups that `groups_where` has already given; who it is meant for must still be asked."""
        known = list(groups)
        return self.shown(now).filter(
            school__in={group.school_id for group in known},
            group__in=[group.pk for group in known],
        )

    def visible_to(self, user: User, now: datetime) -> "PostQuerySet":
        """What this account may read now. The school condition lets the database use the feed's index."""
        groups = groups_where(user, "view")
        shown = self.shown(now).filter(school__in=groups.values("school"), group__in=groups)
        return shown.meant_for(user, timezone.localdate(now))

    def drafts_of(self, user: User) -> "PostQuerySet":
        return self.filter(author=user, state=Post.State.DRAFT, group__in=groups_where(user, "post"))

    def paused(self, now: datetime) -> "PostQuerySet":
        return self.filter(paused_until__gt=now, state=Post.State.PUBLISHED)

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-id")


@built_once
def _named_in_post() -> models.QuerySet["Region"]:
    """The frames on the photos of the post around it; whose they are must still be said."""
    return Region.objects.filter(photo__post=OuterRef("pk"), photo__hidden_at=None)


class Post(models.Model):
    """A message to a group. Its id is chosen when the form is shown, so that publishing twice gives one post."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed by the school")

    SHOWN_STATES = [State.PUBLISHED, State.REMOVED]

    class Readers(models.TextChoices):
        PICTURED = "pictured", _("only the parents of the children on the photos")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", editable=False)
    group = models.ForeignKey(SchoolGroup, on_delete=models.PROTECT, related_name="posts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="posts")
    author_role = models.CharField(max_length=20, choices=Membership.Role.choices)
    title = models.CharField(_("title"), max_length=120, blank=True)
    text = models.TextField(_("message"), max_length=10_000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    # None is everybody in the group. A default would rebuild this guarded table on SQLite (decision 0004).
    readers = models.CharField(
        _("who reads it"), max_length=10, choices=Readers.choices, null=True, blank=True
    )
    # The purpose of one event: who is shown must have said yes to that as well (R138).
    event = models.ForeignKey(Purpose, on_delete=models.PROTECT, null=True, blank=True, related_name="posts")
    comments_open = models.BooleanField(_("parents may comment"), default=True)
    # Until then only who handles the group writes here (R124, R128); no defaults, as above.
    paused_until = models.DateTimeField(null=True, blank=True)
    paused_text = models.CharField(max_length=300, null=True, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Visible comments: what is hidden or removed is not counted.
    comment_count = models.PositiveIntegerField(default=0)
    # The conversation below it is being looked at: only who handles that sees the comments, nobody adds one.
    thread_hidden_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ["-published_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="published_post_has_a_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(state="removed", title="", text="")
                | (~Q(state="removed") & ~Q(title="")),
                name="post_has_a_title_until_removed",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-published_at", "-id"], name="feed_of_a_school"),
            models.Index(fields=["group", "-published_at", "-id"], name="feed_of_a_group"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_state_display())

    def is_paused(self, now: datetime) -> bool:
        return self.paused_until is not None and self.paused_until > now


class PostVersion(models.Model):
    """What a post said before an edit (R119). Append-only; goes only with the post, after its hard copy."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="version_once_per_post")]

    def __str__(self) -> str:
        return f"{self.post} v{self.number}"


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


class RegionQuerySet(models.QuerySet["Region"]):
    def standing(self) -> "RegionQuerySet":
        """All but what somebody said is no face."""
        return self.exclude(state=Region.State.DISMISSED)


class Region(models.Model):
    """A recognisable part of a photo. Covered unless who is named may be shown there; fractions, upright.

    The detector finds regions, a person decides about them: a name, nobody known here, or no face at all.
    """

    class Shape(models.TextChoices):
        ELLIPSE = "ellipse", _("face")
        RECTANGLE = "rectangle", _("something else, for example a name card")

    class State(models.TextChoices):
        DETECTED = "detected", _("found, nobody decided yet")
        CONFIRMED = "confirmed", _("found and confirmed")
        DISMISSED = "dismissed", _("found, but no face")
        MANUAL = "manual", _("drawn by hand")

    NAMED_STATES = [State.CONFIRMED, State.MANUAL]
    # From this score on, "no face" is asked twice.
    LIKELY = 0.6

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    photo = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="regions")
    x = models.FloatField()
    y = models.FloatField()
    width = models.FloatField()
    height = models.FloatField()
    shape = models.CharField(max_length=10, choices=Shape.choices, default=Shape.ELLIPSE)
    state = models.CharField(max_length=10, choices=State.choices, default=State.MANUAL)
    score = models.FloatField(null=True, blank=True)
    detector = models.CharField(max_length=60, blank=True)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, null=True, blank=True, related_name="regions")
    # An adult of the school or a guardian who helps (R113, R141).
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="regions"
    )
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    drawn_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = RegionQuerySet.as_manager()

    class Meta:
        ordering = ["drawn_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    x__gte=0,
                    y__gte=0,
                    width__gt=0,
                    height__gt=0,
                    x__lte=1 - F("width"),
                    y__lte=1 - F("height"),
                ),
                name="region_lies_inside_the_photo",
            ),
            models.CheckConstraint(
                condition=Q(child=None, person=None) | Q(state__in=["confirmed", "manual"]),
                name="only_a_person_names_a_region",
            ),
            models.CheckConstraint(
                condition=Q(child=None) | Q(person=None), name="region_names_a_child_or_an_adult"
            ),
            models.CheckConstraint(
                condition=Q(state="manual", score=None, detector="", drawn_by__isnull=False)
                | (~Q(state="manual") & ~Q(detector="") & Q(score__isnull=False, drawn_by=None)),
                name="region_is_drawn_or_found",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["detected", "manual"], decided_by=None, decided_at=None)
                | Q(
                    state__in=["confirmed", "dismissed"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="decision_names_who_took_it",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child or self.person or '?'} @ {self.photo_id}"

    @property
    def is_found(self) -> bool:
        return self.state != self.State.MANUAL

    @property
    def is_likely(self) -> bool:
        return self.score is not None and self.score >= self.LIKELY


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
