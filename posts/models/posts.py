"""What is posted in a group: posts with their versions, and who may read them."""

import uuid
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.questions import built_once
from consent.models import Purpose
from groups.models import Membership, School, SchoolGroup
from groups.permissions import WIDE_READERS, groups_where
from people.models import User
from posts.models.regions import Region


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

    def on_desk(self) -> "PostQuerySet":
        """What only its writer has: never placed, or taken back by its writer."""
        taken_back = Q(state=Post.State.HIDDEN, taken_back_at__isnull=False)
        return self.filter(Q(state=Post.State.DRAFT) | taken_back)

    def drafts_of(self, user: User) -> "PostQuerySet":
        return self.on_desk().filter(author=user, group__in=groups_where(user, "post"))

    def due(self, now: datetime) -> "PostQuerySet":
        """Drafts whose moment has come."""
        return self.on_desk().filter(scheduled_for__lte=now)

    def paused(self, now: datetime) -> "PostQuerySet":
        return self.filter(paused_until__gt=now, state=Post.State.PUBLISHED)

    def newest_first(self) -> "PostQuerySet":
        return self.order_by("-published_at", "-id")


@built_once
def _named_in_post() -> models.QuerySet[Region]:
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

    class Importance(models.TextChoices):
        """None of these is an ordinary post, which waits for the moment its reader chose."""

        IMPORTANT = "important", _("important")
        EMERGENCY = "emergency", _("emergency")

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
    # How it reaches its readers; None is ordinary, not delicate, not asked. No defaults, as above.
    importance = models.CharField(max_length=10, choices=Importance.choices, null=True, blank=True)
    is_delicate = models.BooleanField(null=True, blank=True)
    asks_confirmation = models.BooleanField(null=True, blank=True)
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
    # A draft that its writer placed outside hours: placed for the readers at this moment (R045).
    scheduled_for = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    # Hidden by its writer before anything of it was sent, to be changed and placed again (R140).
    taken_back_at = models.DateTimeField(null=True, blank=True)

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
            models.Index(
                fields=["group", "-published_at"],
                condition=Q(asks_confirmation=True),
                name="asking_in_a_group",
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.get_state_display())

    @property
    def is_emergency(self) -> bool:
        """It leaves at once, also at night, to everybody by every way."""
        return self.importance == self.Importance.EMERGENCY

    @property
    def is_important(self) -> bool:
        """It does not wait for a digest. An emergency is important too."""
        return self.importance is not None

    @property
    def withholds_words(self) -> bool:
        """Its title and text stay out of mails and notifications."""
        return bool(self.is_delicate)

    @property
    def asks_readers(self) -> bool:
        """Its readers are asked to say that they have read it."""
        return bool(self.asks_confirmation)

    @property
    def is_taken_back(self) -> bool:
        return self.state == self.State.HIDDEN and self.taken_back_at is not None

    @property
    def is_on_desk(self) -> bool:
        """Its writer alone has it, to go on with: never placed, or taken back."""
        return self.state == self.State.DRAFT or self.is_taken_back

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
