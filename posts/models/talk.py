"""What readers say about a post, and up to where they have read."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from groups.models import Membership
from people.models import User
from posts.models.posts import Post


class CommentQuerySet(models.QuerySet["Comment"]):
    def shown(self) -> "CommentQuerySet":
        """Whose place is seen: not what is hidden by itself, nor what stands in a hidden conversation."""
        return self.exclude(state=Comment.State.HIDDEN).filter(post__thread_hidden_at=None)

    def visible_to(self, user: User, now: datetime) -> "CommentQuerySet":
        readable = Post.objects.visible_to(user, now).filter(state=Post.State.PUBLISHED)
        return self.shown().filter(post__in=readable)

    def of(self, post: Post) -> "CommentQuerySet":
        """The places in the conversation below a post, hidden ones included; none while it is looked at."""
        return self.filter(post=post, post__thread_hidden_at=None)


class Comment(models.Model):
    class State(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HIDDEN = "hidden", _("hidden")
        REMOVED = "removed", _("removed by the school")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    author_role = models.CharField(max_length=20, choices=Membership.Role.choices)
    text = models.TextField(_("comment"), max_length=2_000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.VISIBLE)
    created_at = models.DateTimeField(default=timezone.now)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="removed", text="") | (~Q(state="removed") & ~Q(text="")),
                name="comment_has_text_until_removed",
            ),
        ]
        indexes = [models.Index(fields=["post", "-created_at"], name="thread_of_a_post")]

    def __str__(self) -> str:
        return self.text[:40]


class Reaction(models.Model):
    """One kind word per person per post; choosing another replaces it."""

    class Kind(models.TextChoices):
        HEART = "heart", _("Lovely")
        CLAP = "hands-clapping", _("Well done")
        THANKS = "hand-heart", _("Thank you")

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="reactions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reactions")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    reacted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="one_reaction_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class ReadConfirmation(models.Model):
    """That somebody said to have read a post that asked for it. Nothing else is kept about reading, not even when."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="confirmations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="confirmations")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "user"], name="one_confirmation_per_person")]

    def __str__(self) -> str:
        return f"{self.user}: {self.post}"


class FeedVisit(models.Model):
    """Up to which moment somebody has seen the feed, for the label "New"."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="feed_visit")
    seen_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user}: {self.seen_until}"
