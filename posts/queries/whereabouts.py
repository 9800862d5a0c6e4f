"""Where a child can be seen and is named: for its own guardian, who learns nothing about other children."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from common.markup import to_plain
from consent.models import Objection
from consent.queries.recognising import Reason, reasons_by_audience
from groups.models import Enrolment
from people.models import Child, User
from posts.models import Comment, Photo, PhotoObjection, PhotoQuerySet, Post, Region
from posts.queries.accounts import reading_accounts
from posts.queries.cards import PhotoTile, Place
from posts.queries.masks import audiences_of, masks_for, shown_on
from posts.queries.names import words_of

PAGE_SIZE = 24
# Why a child is behind a leaf, beside the reasons of consent.
UNCHECKED, ON_PHOTO = "unchecked", "photo"
SHORTEST_RUN = 2


@dataclass(frozen=True)
class Where:
    """One photo the child is on: as this guardian sees it, as the others see it, for how many and why.

    `why` is empty while others can recognise the child; otherwise a value of Reason, "unchecked" or "photo".
    `accounts` can read the post. `objects` while the child does not want this one photo; `is_mine` to take that
    back.
    """

    post: Post
    place: Place
    own: PhotoTile
    shared: PhotoTile
    accounts: int
    why: str
    objects: bool
    is_mine: bool

    @property
    def id(self) -> UUID:
        return self.own.id

    @property
    def is_open(self) -> bool:
        return not self.why


@dataclass(frozen=True)
class Mention:
    """A post, or a comment below it, with the first name of the child in it."""

    post_id: UUID
    place: Place
    title: str
    said_at: datetime
    comment_id: UUID | None = None


def photos_with(child: Child, user: User, *, now: datetime) -> PhotoQuerySet:
    """The photos this account may see and on which somebody named the child; newest post first."""
    named = Region.objects.standing().filter(photo=OuterRef("pk"), child=child)
    readable = Photo.objects.shown().visible_to(user, now).filter(post__state=Post.State.PUBLISHED)
    photos = readable.filter(Exists(named)).select_related("post__group")
    return photos.order_by("-post__published_at", "-post_id", "position", "uploaded_at", "pk")


def where_is(photos: Iterable[Photo], child: Child, user: User, *, now: datetime) -> list[Where]:
    """What is said about each of these photos (from `photos_with`), in a fixed number of queries a school."""
    listed = list(photos)
    today = timezone.localdate(now)
    masks = masks_for(listed, today=today, viewer=user)
    shown = shown_on(listed, today=today)
    accounts = reading_accounts({photo.post_id: photo.post for photo in listed}.values(), today=today)
    objections = dict(
        PhotoObjection.objects.open()
        .filter(photo__in=listed, child=child)
        .values_list("photo_id", "made_by_id")
    )
    why = _Why(child, listed, set(objections), today)
    found = []
    for photo in listed:
        mask, is_shown = masks[photo.pk], child.pk in shown[photo.pk]
        found.append(
            Where(
                post=photo.post,
                place=Place.of(photo.post.group),
                own=_tile(photo, mask.key, mask.covered > 0),
                shared=_tile(photo, mask.shared_key, not is_shown),
                accounts=accounts[photo.post_id],
                why="" if is_shown else why.of(photo),
                objects=photo.pk in objections,
                is_mine=objections.get(photo.pk) == user.pk,
            )
        )
    return found


class _Why:
    """Why a child is covered on these photos; what was asked of the database once answers for each."""

    def __init__(self, child: Child, photos: list[Photo], objected: set[UUID], today: date) -> None:
        self.child, self.objected = child, objected
        days = Objection.objects.filter(child=child, kind=Objection.Kind.DAY, taken_back_at=None)
        self.days = set(days.values_list("day", flat=True))
        audiences: dict[int, set[str]] = {}
        for photo in photos:
            audiences.setdefault(photo.post.school_id, set()).update(audiences_of(photo.post))
        self.reasons = {
            school: reasons_by_audience([child.pk], school=school, audiences=asked, today=today)
            for school, asked in audiences.items()
        }

    def of(self, photo: Photo) -> str:
        if photo.pk in self.objected:
            return ON_PHOTO
        if photo.checked_at is None:
            return UNCHECKED
        if photo.days & self.days:
            return Reason.NOT_TODAY
        reasons = self.reasons[photo.post.school_id]
        said = [reasons[key, self.child.pk] for key in audiences_of(photo.post)]
        return next((why for why in said if why != Reason.RECOGNISABLE), Reason.NO_ANSWER)


def _tile(photo: Photo, key: str, is_covered: bool) -> PhotoTile:
    return PhotoTile(photo.pk, photo.position + 1, key, is_covered, photo.alt_text)


def mentions_of(child: Child, user: User, *, now: datetime) -> list[Mention]:
    """Every post and comment in the groups of this child that has its first name as a word, newest first.

    Names are compared as words without accents and capitals, so another child of that name is found as well.
    """
    name = [word.key for word in words_of(child.short_name)]
    groups = Enrolment.objects.filter(child=child).values("group")
    posts = Post.objects.visible_to(user, now).filter(state=Post.State.PUBLISHED, group__in=groups)
    said = posts.filter(_may_hold("title", child) | _may_hold("text", child)).select_related("group")
    found = [
        Mention(post.pk, Place.of(post.group), post.title, post.published_at)
        for post in said
        if post.published_at and (_names(post.title, name) or _names(to_plain(post.text), name))
    ]
    comments = Comment.objects.filter(post__in=posts, state=Comment.State.VISIBLE)
    for comment in comments.filter(_may_hold("text", child)).select_related("post__group"):
        if _names(comment.text, name):
            post = comment.post
            found.append(
                Mention(post.pk, Place.of(post.group), post.title, comment.created_at, comment_id=comment.pk)
            )
    return sorted(found, key=lambda mention: (mention.said_at, str(mention.comment_id)), reverse=True)


def _may_hold(field: str, child: Child) -> Q:
    """What the database can tell: the longest stretch of plain letters of the name is in the text."""
    run = max(re.findall(r"[A-Za-z]+", child.short_name), key=len, default="")
    return Q(**{f"{field}__icontains": run}) if len(run) >= SHORTEST_RUN else Q()


def _names(text: str, name: list[str]) -> bool:
    words = [word.key for word in words_of(text)]
    return any(words[start : start + len(name)] == name for start in range(len(words))) and bool(name)


@dataclass(frozen=True)
class NamedChild:
    """A child on a photo, for who names the children."""

    child: Child
    objection: PhotoObjection | None

    @property
    def objects(self) -> bool:
        return self.objection is not None


def named_on(photo: Photo) -> list[NamedChild]:
    """Who is named on this photo, with the objection that stands. Two queries."""
    standing = photo.objections.open().select_related("made_by", "child", "photo__post__group")
    objections = {objection.child_id: objection for objection in standing}
    named = Child.objects.filter(regions__in=photo.regions.standing()).distinct()
    return [NamedChild(child, objections.get(child.pk)) for child in named]
