"""The parts of cards, fetched for a whole page at once: reactions, tiles of photos, the last comments."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from common.questions import built_once
from groups.models import Membership
from people.models import User, join_name
from policies.queries import SchoolPolicy
from posts.models import Comment, Photo, Post, Reaction
from posts.queries.beside import names_beside
from posts.queries.cards import CommentLine, PhotoTile, ReactionRow
from posts.queries.masks import Mask, masks_for

TILES = 5
LAST_COMMENTS = 3
NAME_FIELDS = ("called", "first_name", "prefix", "last_name", "email")

Posts = Mapping[UUID, Post]
Policies = Mapping[int, SchoolPolicy]


def reaction_rows(posts: Posts, user: User, *, reacting: set[UUID]) -> dict[UUID, ReactionRow]:
    """Counts per kind word and the reader's own, for every post; `reacting` are the posts with working buttons."""
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    mine: dict[UUID, str] = {}
    rows = _counted_reactions().filter(post__in=list(posts))
    for post_id, kind, count, own in rows.annotate(own=Count("pk", filter=Q(user=user))):
        counts[post_id][kind] = count
        if own:
            mine[post_id] = kind
    return {
        pk: ReactionRow(
            post_id=pk,
            counts=tuple(counts[pk].get(kind, 0) for kind in Reaction.Kind.values),
            mine=mine.get(pk, ""),
            is_open=pk in reacting,
        )
        for pk in posts
    }


@built_once
def _counted_reactions() -> Any:
    """How often each kind word was said under all posts, never asked as such."""
    return Reaction.objects.values_list("post_id", "kind").order_by().annotate(n=Count("pk"))


def photo_tiles(
    posts: Posts, *, today: date, own: Collection[UUID], policies: Policies
) -> dict[UUID, tuple[list[PhotoTile], int]]:
    """The first tiles and the number of photos of every post that has any, with the masks of today."""
    photos = list(_first_photos().filter(post__in=list(posts)))
    found: dict[UUID, tuple[list[PhotoTile], int]] = {}
    tiles = tiles_of(photos, posts, today=today, own=own, policies=policies)
    for photo, tile in zip(photos, tiles, strict=True):
        found.setdefault(photo.post_id, ([], photo.total))[0].append(tile)
    return found


@built_once
def _first_photos() -> Any:
    """The first photos of all posts, never asked as such: building the question is the dear part."""
    return (
        Photo.objects.shown()
        .only("post", "alt_text", "checked_at")
        .annotate(
            place=Window(RowNumber(), partition_by="post", order_by=["position", "uploaded_at", "id"]),
            total=Window(Count("pk"), partition_by="post"),
        )
        .filter(place__lte=TILES)
        .order_by("place")
    )


def tiles_of(
    photos: list[Any], posts: Posts, *, today: date, own: Collection[UUID], policies: Policies | None = None
) -> list[PhotoTile]:
    """Each photo, annotated with its `place` in the post, with the mask that counts today where `own` are open."""
    for photo in photos:
        photo.post = posts[photo.post_id]
    masks = masks_for(photos, today=today, own=own, policies=policies)
    return [_tile(photo, masks[photo.pk]) for photo in photos]


def tiles_with_names(photos: list[Any], post: Post, *, today: date, viewer: User) -> list[PhotoTile]:
    """The photos of one post as `tiles_of` gives them, each with the first names that may stand beside it."""
    for photo in photos:
        photo.post = post
    masks = masks_for(photos, today=today, viewer=viewer)
    names = names_beside(post, photos, masks, today=today)
    return [_tile(photo, masks[photo.pk], names.get(photo.pk, ())) for photo in photos]


def _tile(photo: Any, mask: Mask, names: tuple[str, ...] = ()) -> PhotoTile:
    return PhotoTile(photo.pk, photo.place, mask.key, mask.covered > 0, photo.alt_text, names)


def last_comments(posts: Posts) -> QuerySet[Comment]:
    return _newest_comments().filter(post__in=list(posts))


@built_once
def _newest_comments() -> QuerySet[Comment]:
    """The last comments below all posts, never asked as such."""
    newest = Window(RowNumber(), partition_by="post", order_by=[F("created_at").desc(), F("id").desc()])
    return Comment.objects.annotate(nth=newest).filter(nth__lte=LAST_COMMENTS)


def comment_lines(comments: QuerySet[Comment], user: User) -> dict[UUID, list[CommentLine]]:
    """The lines to print per post, oldest first. One query."""
    names = [f"author__{name}" for name in NAME_FIELDS]
    rows = comments.order_by("created_at", "id").values_list(
        "post_id", "id", "state", "author_id", "author_role", "text", "created_at", *names
    )
    lines: dict[UUID, list[CommentLine]] = defaultdict(list)
    for post_id, pk, state, author_id, role, text, created_at, *named in rows:
        if state != Comment.State.VISIBLE:
            lines[post_id].append(CommentLine(pk, state, is_own=author_id == user.pk))
            continue
        shown, full = _names(*named)
        lines[post_id].append(
            CommentLine(
                id=pk,
                state=state,
                author=shown,
                full_name=full,
                role=role,
                text=text,
                created_at=created_at,
                is_own=author_id == user.pk,
                is_staff=role not in Membership.FAMILY_ROLES,
            )
        )
    return lines


def _names(called: str, first_name: str, prefix: str, last_name: str, email: str) -> tuple[str, str]:
    """What `User.get_short_name` and `get_full_name` say, without making an account for each row."""
    full = join_name(first_name, prefix, last_name)
    return called or full or email.partition("@")[0], full
