"""Making the newsletter (R090, R162).

The promise: it is a post, so hours, taking back, reports, removal and everybody's choice of delivery hold for it by
themselves. What others wrote is not copied into it: the chosen posts are asked for whenever it is read or printed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from common.background import after_commit
from delivery.models import Newsletter, NewsletterEntry
from delivery.queries.newsletters import address_of, choosable, intro_of
from groups.models import SchoolGroup
from people.models import User
from posts import actions as posts
from posts.errors import NotYours, Refused
from posts.models import Post
from posts.permissions import may_handle_draft

PRINT = "delivery.tasks.print_newsletter"


@dataclass(frozen=True)
class Draft:
    """What the editor made: the words, and the chosen posts by their ids in the order in which they stand."""

    title: str
    intro: str
    chosen: Sequence[UUID] = ()


@transaction.atomic
def save_newsletter(
    *, newsletter_id: UUID, group: SchoolGroup, draft: Draft, by: User, now: datetime
) -> Newsletter:
    """Keep a newsletter as a draft; one that was placed meanwhile stays as it is, and saving twice is once.

    A post that cannot be chosen (any more) is left out. Raises PermissionDenied without the right to post to the whole
    school, NotYours for an id of somebody else or of a post that is no newsletter, Refused for words that are too long.
    """
    if not group.is_school_wide:
        raise PermissionDenied
    post = posts.start_draft(post_id=newsletter_id, group=group, by=by, now=now)
    newsletter = Newsletter.objects.filter(pk=post.pk).first()
    if post.is_on_desk:
        # A new one is not talked about below it; the editor may open that at the post.
        is_open = newsletter is not None and post.comments_open
        posts.save_draft(
            post_id=post.pk,
            group=group,
            title=draft.title,
            text=text_of(draft.intro, post.pk),
            comments_open=is_open,
            by=by,
            now=now,
        )
    newsletter = newsletter or _begin(post)
    if post.is_on_desk:
        _choose(newsletter, post, draft.chosen, now)
    return newsletter


@transaction.atomic
def move_entry(*, newsletter: Newsletter, post_id: UUID, step: int, by: User) -> None:
    """Let a chosen post change places with its neighbour: step -1 is earlier, 1 later. Raises PermissionDenied."""
    _hold(newsletter, by)
    order = list(newsletter.entries.all())
    place = next((number for number, entry in enumerate(order) if entry.post_id == post_id), None)
    if place is None or not 0 <= place + step < len(order):
        return
    order[place], order[place + step] = order[place + step], order[place]
    for number, entry in enumerate(order):
        entry.position = number
    NewsletterEntry.objects.bulk_update(order, ["position"])


@transaction.atomic
def place_newsletter(*, newsletter: Newsletter, by: User, now: datetime, reason: str = "") -> Post:
    """Place it for the whole school as any post (R036); placing twice is once.

    Outside hours it waits, unless there is a `reason` of HoursException. Raises as posts.actions.publish_post does, and
    Refused when there is nothing in it.
    """
    post = posts.start_draft(post_id=newsletter.pk, group=newsletter.post.group, by=by, now=now)
    if not post.is_on_desk:
        return post
    chosen = list(newsletter.entries.values_list("post", flat=True))
    _choose(newsletter, post, chosen, now)
    intro = intro_of(post)
    if not intro and not newsletter.entries.exists():
        raise Refused(pgettext("staff", "Write something, or choose a post first."))
    post = posts.publish_post(
        post_id=post.pk,
        group=post.group,
        title=post.title,
        text=text_of(intro, post.pk),
        comments_open=post.comments_open,
        by=by,
        now=now,
        reason=reason,
    )
    if post.state == Post.State.PUBLISHED:
        after_commit(PRINT, str(post.pk))
    return post


@transaction.atomic
def discard_newsletter(*, newsletter: Newsletter, by: User) -> None:
    """Throw a draft away; the chosen posts stay where they are. Raises PermissionDenied for what was ever placed."""
    posts.discard_draft(post=newsletter.post, by=by)


def text_of(intro: str, post_id: UUID) -> str:
    """The text of the post: what the editor wrote, and where the rest is. Read by families, so always in Dutch."""
    with override("nl"):
        line = _("[Read the whole newsletter](%(address)s)") % {"address": address_of(post_id)}
    return f"{intro.strip()}\n\n{line}".strip()


def _begin(post: Post) -> Newsletter:
    """Make a draft a newsletter; what was ever placed was read as what it is."""
    if post.published_at is not None:
        raise NotYours(post.pk)
    return Newsletter.objects.create(post=post)


def _choose(newsletter: Newsletter, post: Post, chosen: Sequence[UUID], now: datetime) -> None:
    """Put what is chosen in the place of what was; nothing else hangs on an entry."""
    free = set(
        choosable(post.school, post.author, now=now).filter(pk__in=chosen).values_list("pk", flat=True)
    )
    wanted = [pk for pk in dict.fromkeys(chosen) if pk in free]
    newsletter.entries.all().delete()
    NewsletterEntry.objects.bulk_create(
        NewsletterEntry(newsletter=newsletter, post_id=pk, position=number)
        for number, pk in enumerate(wanted)
    )


def _hold(newsletter: Newsletter, by: User) -> Post:
    """Its post, locked, while it is on the desk of who asks."""
    post = Post.objects.select_for_update(of=("self",)).select_related("group__school").get(pk=newsletter.pk)
    if not may_handle_draft(by, post):
        raise PermissionDenied
    return post
