"""The newsletter of a school: an ordinary school-wide post with other posts chosen to stand in it (R090, R162).

Its words are those of the post alone, so that what is hidden, changed or removed there is so here as well.
"""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from groups.models import SchoolGroup
from people.models import User
from posts.models import Post


class NewsletterQuerySet(models.QuerySet["Newsletter"]):
    def visible_to(self, user: User, now: datetime) -> "NewsletterQuerySet":
        """Placed, and there for this account: nothing is left of one that was hidden, taken back or removed."""
        posts = Post.objects.visible_to(user, now).filter(state=Post.State.PUBLISHED)
        return self.filter(post__in=posts.filter(group__kind=SchoolGroup.Kind.SCHOOL))

    def written_by(self, user: User) -> "NewsletterQuerySet":
        """What only its editor sees and may still place."""
        here = Post.objects.drafts_of(user).filter(group__kind=SchoolGroup.Kind.SCHOOL)
        return self.filter(post__in=here)

    def placed(self) -> "NewsletterQuerySet":
        return self.filter(post__state=Post.State.PUBLISHED, post__group__kind=SchoolGroup.Kind.SCHOOL)


class Newsletter(models.Model):
    """That a post is a newsletter, and the PDF of what it says. A draft that is thrown away takes it along."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, primary_key=True, related_name="newsletter")
    # Of the printed page as it was: another page now means that this file is withheld and made anew.
    page_sha256 = models.CharField(max_length=64, blank=True)
    stored_as = models.CharField(max_length=200, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")

    def __str__(self) -> str:
        return str(self.post_id)


class NewsletterEntry(models.Model):
    """A post that was chosen. It keeps its place, without a word of its own, when the school removes it."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="entries")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    # Its words are in the PDF.
    is_printed = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["newsletter", "post"], name="chosen_once")]

    def __str__(self) -> str:
        return f"{self.newsletter_id}: {self.position}"
