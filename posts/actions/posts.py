"""Writing posts.

The promise: nothing typed is lost and nothing is placed twice. A post has its id from the moment the form is
shown, so a second click, a retry or a second tab finds the post that is there already.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, TypedDict
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from consent.models import Purpose
from groups.models import SchoolGroup
from hours.actions import make_exception
from hours.models import HoursException
from hours.queries import next_school_window
from people.models import User
from posts import permissions
from posts.errors import NotReady, NotYours, Refused
from posts.models import Post, PostVersion
from posts.queries.publishing import complaints, events_for
from posts.queries.roles import role_in

TITLE_LENGTH = 120
TEXT_LENGTH = 10_000


class Meant(TypedDict, total=False):
    """For whom a post is, of which event its photos are, and how it gets there; what is not said stays as it is."""

    readers: str | None
    event: Purpose | None
    importance: str | None
    is_delicate: bool
    asks_confirmation: bool


@transaction.atomic
def start_draft(*, post_id: UUID, group: SchoolGroup, by: User, now: datetime) -> Post:
    """Return the post with this id, made as an empty draft when it is not there yet; locked until the commit.

    Raises PermissionDenied without the right to post, NotYours for an id of another author or group.
    """
    role = role_in(by, group, "post", today=timezone.localdate(now))
    if role is None or not permissions.may_write_post(by, group):
        raise PermissionDenied
    Post.objects.get_or_create(
        pk=post_id,
        defaults={
            "school": group.school,
            "group": group,
            "author": by,
            "author_role": role,
            "comments_open": permissions.may_open_comments(group),
            "created_at": now,
            "saved_at": now,
        },
    )
    post = Post.objects.select_for_update(of=("self",)).select_related("group__school").get(pk=post_id)
    if post.author_id != by.pk or post.group_id != group.pk:
        raise NotYours(post_id)
    return post


@transaction.atomic
def save_draft(
    *,
    post_id: UUID,
    group: SchoolGroup,
    title: str,
    text: str,
    comments_open: bool,
    by: User,
    now: datetime,
    meant: Meant | None = None,
) -> Post:
    """Keep what was typed; a post that was placed meanwhile stays as it is. Raises as start_draft does.

    Without `meant` the readers, the event and the delivery stay as they are. Raises Refused for a post that was taken
    back and would lose its title.
    """
    post = start_draft(post_id=post_id, group=group, by=by, now=now)
    if post.is_on_desk:
        before = _looked_at(post)
        _write(post, title, text, comments_open, by=by, now=now)
        _aim(post, meant, timezone.localdate(now))
        if _looked_at(post) != before:
            # What was looked at before placing is not what stands there now.
            post.scheduled_for = None
        post.saved_at = now
        post.save()
    return post


@transaction.atomic
def publish_post(
    *,
    post_id: UUID,
    group: SchoolGroup,
    title: str,
    text: str,
    comments_open: bool,
    by: User,
    now: datetime,
    meant: Meant | None = None,
    not_about: Collection[str] = (),
    reason: str = "",
) -> Post:
    """Place a post in a group (R013, R036). Placing the same id again returns the post that is there.

    Outside the hours of the school it stays a draft with a moment, and is placed then (R045); with a `reason` of
    HoursException it is placed at once, and that is written down. An emergency has that reason by itself.
    `not_about` are the keys of the names the writer says are about no child on the photos. Raises Refused without a
    title, NotReady with all that stands in the way, and as start_draft does.
    """
    post = start_draft(post_id=post_id, group=group, by=by, now=now)
    if not post.is_on_desk:
        return post
    _write(post, title, text, comments_open, by=by, now=now)
    _aim(post, meant, timezone.localdate(now))
    _check(post, not_about, timezone.localdate(now))
    post.author_role = role_in(by, group, "post", today=timezone.localdate(now)) or post.author_role
    post.saved_at = now
    opens_at = next_school_window(group.school, now=now)
    reason = HoursException.Reason.EMERGENCY if post.is_emergency else reason
    if opens_at > now and not reason:
        post.scheduled_for = opens_at
        post.save()
        return post
    if opens_at > now:
        about = HoursException.About.POST
        make_exception(school=group.school, about=about, subject=post.pk, reason=reason, by=by, now=now)
    return place(post, now)


def place(post: Post, now: datetime) -> Post:
    """Let the readers see a locked draft from now on."""
    post.state, post.published_at = Post.State.PUBLISHED, now
    post.scheduled_for = post.taken_back_at = None
    post.save()
    return post


@transaction.atomic
def edit_post(
    *,
    post: Post,
    title: str,
    text: str,
    comments_open: bool,
    by: User,
    now: datetime,
    meant: Meant | None = None,
    not_about: Collection[str] = (),
) -> Post:
    """Change a placed post; what it said before is kept (R119). Raises PermissionDenied, Refused and NotReady.

    How important it is was settled when it was placed: another value is refused, for some have heard of it already.
    """
    post = locked_post(post)
    if not permissions.may_edit_post(by, post):
        raise PermissionDenied
    importance = post.importance
    changed = _write(post, title, text, comments_open, by=by, now=now)
    _aim(post, meant, timezone.localdate(now))
    if post.importance != importance:
        raise Refused(_("How important a post is cannot change once it is placed. Take it back first."))
    _check(post, not_about, timezone.localdate(now))
    post.edited_at = now if changed else post.edited_at
    post.saved_at = now
    post.save()
    return post


def locked_post(post: Post) -> Post:
    """The post as it is now, locked until the commit. Raises NotYours when it is gone."""
    locked = (
        Post.objects.select_for_update(of=("self",))
        .select_related("group__school")
        .filter(pk=post.pk)
        .first()
    )
    if locked is None:
        raise NotYours(post.pk)
    return locked


def _looked_at(post: Post) -> tuple[Any, ...]:
    return post.title, post.text, post.readers, post.event_id, post.importance


def _write(post: Post, title: str, text: str, comments_open: bool, *, by: User, now: datetime) -> bool:
    """Fill in the words; those of a post that others have seen are kept as a version. True when they changed."""
    before = (post.title, post.text)
    _fill(post, title, text, comments_open)
    if (post.title, post.text) == before:
        return False
    if post.published_at is not None:
        if not post.title:
            raise Refused(_("Write a title first."))
        PostVersion.objects.create(
            post=post,
            number=post.versions.count() + 1,
            title=before[0],
            text=before[1],
            replaced_at=now,
            replaced_by=by,
        )
    return True


def _fill(post: Post, title: str, text: str, comments_open: bool) -> None:
    title, text = title.strip(), text.strip()
    if len(title) > TITLE_LENGTH or len(text) > TEXT_LENGTH:
        raise Refused(_("The title or the text is too long."))
    post.title, post.text = title, text
    post.comments_open = comments_open and permissions.may_open_comments(post.group)


def _aim(post: Post, meant: Meant | None, today: date) -> None:
    """Raises Refused for an event not asked of this group, PermissionDenied for an emergency without the right."""
    meant = meant or Meant()
    event = meant.get("event")
    if event is not None and not events_for(post.group, post, today=today).filter(pk=event.pk).exists():
        raise Refused(_("The school does not ask about this event here."))
    if "event" in meant:
        post.event = event
    if "readers" in meant:
        post.readers = Post.Readers(meant["readers"]) if meant["readers"] else None
    if "importance" in meant:
        post.importance = Post.Importance(meant["importance"]) if meant["importance"] else None
    if post.is_emergency and not permissions.may_send_emergency(post.author, post.group):
        raise PermissionDenied
    post.is_delicate = meant.get("is_delicate", post.is_delicate)
    post.asks_confirmation = meant.get("asks_confirmation", post.asks_confirmation)


def _check(post: Post, not_about: Collection[str], today: date) -> None:
    if not post.title:
        raise Refused(_("Write a title first."))
    if found := complaints(post, title=post.title, text=post.text, ticked=not_about, today=today):
        raise NotReady(found)
