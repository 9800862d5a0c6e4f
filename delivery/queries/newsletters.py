"""What stands in a newsletter, for who reads it and on its PDF; which posts can be chosen, and what must be printed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator

from common.markup import to_line
from delivery.models import Newsletter, NewsletterEntry, NewsletterQuerySet
from groups.models import School, SchoolGroup
from groups.permissions import groups_where
from people.models import User
from posts.models import Post, PostQuerySet

LOOK_BACK = timedelta(weeks=2)
FIRST_WORDS = 40


@dataclass(frozen=True)
class Line:
    """A chosen post; without its words, and even its id, when it is not for everybody any more."""

    post: Post | None
    is_removed: bool = False

    @property
    def first_words(self) -> str:
        return Truncator(to_line(self.post.text)).words(FIRST_WORDS) if self.post else ""


def rooms_for(user: User) -> QuerySet[SchoolGroup]:
    """The school-wide groups in which this account may place a newsletter."""
    return (
        groups_where(user, "post").running().school_wide().select_related("school").order_by("school__name")
    )


def for_everybody(now: datetime) -> PostQuerySet:
    """Posts that everybody at their school reads, in and outside Kring; no newsletter is in a newsletter."""
    shown = Post.objects.shown(now).filter(state=Post.State.PUBLISHED, readers=None, newsletter=None)
    return shown.filter(group__kind=SchoolGroup.Kind.SCHOOL).exclude(is_delicate=True)


def choosable(school: School, user: User, *, now: datetime) -> PostQuerySet:
    """What can be chosen at all, newest first."""
    seen = Post.objects.visible_to(user, now).filter(school=school)
    return for_everybody(now).filter(school=school, pk__in=seen.values("pk")).newest_first()


def offered(newsletter: Newsletter | None, school: School, user: User, *, now: datetime) -> list[Post]:
    """The posts the editor chooses from: those chosen already in their order, then those of the last two weeks."""
    chosen = list(newsletter.entries.values_list("post", flat=True)) if newsletter else []
    recent = Q(published_at__gte=now - LOOK_BACK) | Q(pk__in=chosen)
    posts = list(choosable(school, user, now=now).filter(recent).select_related("author"))
    place = {pk: number for number, pk in enumerate(chosen)}
    return sorted(posts, key=lambda post: place.get(post.pk, len(place)))


def lines_of(newsletter: Newsletter, *, now: datetime, reader: User | None) -> list[Line]:
    """The chosen posts in their order, for a reader or, with None, for everybody at the school. Two queries."""
    entries = list(newsletter.entries.select_related("post"))
    posts = for_everybody(now).filter(pk__in=[entry.post_id for entry in entries]).select_related("author")
    if reader is not None:
        posts = posts.filter(pk__in=Post.objects.visible_to(reader, now).values("pk"))
    found = {post.pk: post for post in posts}
    return [
        Line(found.get(entry.post_id), is_removed=entry.post.state == Post.State.REMOVED) for entry in entries
    ]


def address_of(post_id: object) -> str:
    """Where the newsletter is read, as a mail can say it."""
    return settings.KRING_URL + reverse("delivery:newsletter-detail", args=[post_id])


def intro_of(post: Post) -> str:
    """What the editor wrote: the text of the post without the line that leads to the newsletter."""
    path = reverse("delivery:newsletter-detail", args=[post.pk])
    lines = [line for line in post.text.split("\n") if not line.rstrip(" )").endswith(path)]
    return "\n".join(lines).strip()


def to_print(now: datetime) -> NewsletterQuerySet:
    """Placed newsletters without a PDF of what they say now."""
    here = for_everybody(now).filter(pk=OuterRef("post"))
    entries = NewsletterEntry.objects.filter(newsletter=OuterRef("pk"))
    gone = entries.filter(~Exists(here), is_printed=True)
    back = entries.filter(Exists(here), is_printed=False)
    changed = entries.filter(post__edited_at__gte=OuterRef("printed_at"))
    stale = Q(stored_as="") | Q(post__edited_at__gte=F("printed_at"))
    return Newsletter.objects.placed().filter(stale | Exists(gone) | Exists(back) | Exists(changed))


def to_withdraw() -> NewsletterQuerySet:
    """Newsletters with a PDF that are not there any more."""
    there = Newsletter.objects.placed().values("pk")
    return Newsletter.objects.exclude(stored_as="").exclude(pk__in=there)
