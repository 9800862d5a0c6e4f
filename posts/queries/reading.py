"""What may be read: pages of a feed, one post with its comments, an album. A fixed number of queries each.

The promise: a card holds what its reader may see and nothing more. Where a post or comment was removed or hidden
there is no author, no text and no reaction in the card, so no template can print them by mistake.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from groups.models import SchoolGroup
from people.models import User
from posts.models import Comment, FeedVisit, Post, PostQuerySet, ReadConfirmation
from posts.queries.cards import (
    Card,
    CommentLine,
    FeedPage,
    Place,
    PostBody,
    PostHead,
    ReactionRow,
    Thread,
)
from posts.queries.confirming import confirmations_of, waiting_among
from posts.queries.cursors import Cursor
from posts.queries.leaving import minutes_left
from posts.queries.parts import comment_lines, last_comments, photo_tiles, reaction_rows
from posts.queries.readers import Reader, reader_of
from posts.queries.turns import is_heated

PAGE_SIZE = 20
COMMENTS_PER_PAGE = 50


def feed_page(
    user: User,
    *,
    now: datetime,
    child: UUID | None = None,
    group: SchoolGroup | None = None,
    before: Cursor | None = None,
) -> FeedPage:
    """The newest posts this account may read, or those below a cursor; all, of one child, or of one group.

    Raises Child.DoesNotExist for a child that is not the reader's own. The number of queries does not depend on
    what is on the page (R058, R074).
    """
    reader = reader_of(user, today=timezone.localdate(now))
    within = set(reader.groups) if child is None else reader.groups_of(child)
    if group is not None:
        within &= {group.pk}
    posts = _posts_below(reader, within, now, before)
    cards = cards_of(posts[:PAGE_SIZE], reader, now=now)
    children = reader.own_children()
    shows_everything_new = child is None and group is None and before is None
    return FeedPage(
        cards=cards,
        next_cursor=str(Cursor.of(posts[PAGE_SIZE - 1])) if len(posts) > PAGE_SIZE else "",
        children=children,
        child=next((mark for mark, _place in children if mark.id == child), None),
        groups=list(reader.groups.values()) if reader.works_here else [],
        group=group,
        pause=reader.pauses.get(group.pk) if group is not None else None,
        newest=cards[0].head.published_at if cards and shows_everything_new else None,
        asking=_asking(reader, now) if shows_everything_new else [],
    )


def post_card(user: User, post_id: UUID, *, now: datetime, comments: slice | None = None) -> Card:
    """One post with a stretch of its comments, or with the last few. Raises Post.DoesNotExist (also for a stranger)."""
    reader = reader_of(user, today=timezone.localdate(now))
    post = _for_cards(_readable(reader, reader.groups.values(), now), reader).get(pk=post_id)
    if comments is None:
        return cards_of([post], reader, now=now)[0]
    stretch = Comment.objects.of(post).order_by("created_at", "id")[comments]
    return cards_of([post], reader, now=now, comments=Comment.objects.filter(pk__in=stretch.values("pk")))[0]


def cards_of(
    posts: list[Post],
    reader: Reader,
    *,
    now: datetime,
    comments: QuerySet[Comment] | None = None,
) -> list[Card]:
    """The cards of posts this reader may see, in the same order, each with its last comments or with `comments`."""
    for post in posts:
        post.group = reader.groups[post.group_id]
    there = {post.pk: post for post in posts if post.state == Post.State.PUBLISHED}
    if not there:
        return [_tombstone(post, reader.user) for post in posts]
    writable = {
        pk for pk, post in there.items() if post.group.closed_at is None and reader.may_write_under(post, now)
    }
    reactions = reaction_rows(there, reader.user, reacting=writable)
    photos = photo_tiles(there, today=timezone.localdate(now), own=reader.own, policies=reader.policies)
    lines = comment_lines(last_comments(there) if comments is None else comments, reader.user)
    is_whole = comments is not None
    cards = []
    for post in posts:
        if post.pk not in there:
            cards.append(_tombstone(post, reader.user))
            continue
        tiles, photo_count = photos.get(post.pk, ([], 0))
        body = PostBody(post.pk, post.title, post.text, tuple(tiles), photo_count)
        card = _card(post, reader, body, reactions[post.pk], _thread(post, lines[post.pk], is_whole))
        may_pause = is_whole and post.group_id in reader.handling
        card = replace(card, pause=reader.pause_of(post, now), may_pause=may_pause)
        card = _with_delivery(card, post, reader, now)
        if may_pause and not post.is_paused(now):
            turns = reader.policies[post.school_id].brake_after_turns
            card = replace(card, is_heated=is_heated(post, turns=turns, now=now))
        cards.append(card)
    return cards


def _asking(reader: Reader, now: datetime) -> list[Post]:
    if not reader.asking:
        return []
    readable = _readable(reader, [reader.groups[pk] for pk in reader.asking], now)
    return waiting_among(readable.select_related("group"), reader.user, now)


def _with_delivery(card: Card, post: Any, reader: Reader, now: datetime) -> Card:
    """What the card says about being read and being sent; the counts on the page of the post alone."""
    is_own = card.head.is_own
    if post.asks_readers and not is_own and post.group_id in reader.asked:
        card = replace(card, asks="done" if post.has_confirmed else "asked")
    if card.thread and card.thread.is_whole and (is_own or card.may_pause):
        confirmed = confirmations_of([post], today=timezone.localdate(now)).get(post.pk)
        is_class = post.group.kind != SchoolGroup.Kind.SCHOOL
        if confirmed and not (is_class and post.group_id in reader.handling):
            confirmed = replace(confirmed, missing=())
        card = replace(card, confirmed=confirmed)
    is_answered = post.comment_count or (card.reactions and any(card.reactions.counts))
    is_answered = is_answered or (card.confirmed and card.confirmed.read)
    if is_own and not is_answered:
        undo = reader.policies[post.school_id].undo_minutes
        card = replace(card, minutes_left=minutes_left(post, undo_minutes=undo, now=now))
    return card


def _thread(post: Post, lines: list[CommentLine], is_whole: bool) -> Thread:
    if post.thread_hidden_at is not None:
        return Thread(is_whole=is_whole, is_hidden=True)
    return Thread(tuple(lines), post.comment_count, is_whole)


def _card(post: Post, reader: Reader, body: PostBody, reactions: ReactionRow, thread: Thread) -> Card:
    is_open = (
        post.comments_open
        and post.group.closed_at is None
        and reader.policies[post.group.school_id].comments_in(post.group)
    )
    return Card(
        head=_head(post, reader.user),
        body=body,
        reactions=reactions,
        thread=thread,
        children=tuple(reader.children.get(post.group_id, ())),
        comments_are_open=is_open,
        may_comment=is_open and reactions.is_open and not thread.is_hidden,
        is_for_pictured=post.readers == Post.Readers.PICTURED,
    )


def _posts_below(reader: Reader, within: set[int], now: datetime, before: Cursor | None) -> list[Post]:
    """One post more than a page holds, so that the last page knows that it is the last."""
    posts = _readable(reader, [reader.groups[pk] for pk in within], now)
    if before is not None:
        below = Q(published_at__lt=before.published_at) | Q(pk__lt=before.post_id)
        posts = posts.filter(below, published_at__lte=before.published_at)
    return list(_for_cards(posts, reader).newest_first()[: PAGE_SIZE + 1])


def _readable(reader: Reader, groups: Iterable[SchoolGroup], now: datetime) -> PostQuerySet:
    """The same as `visible_to`, cheaper: who reads is known already."""
    shown = Post.objects.within(groups, now)
    return shown.meant_for_known(reader.user, staffed=reader.staffed, children=reader.child_ids())


def _for_cards(posts: PostQuerySet, reader: Reader) -> PostQuerySet:
    visit = FeedVisit.objects.filter(user=reader.user).values("seen_until")
    own = ReadConfirmation.objects.filter(post=OuterRef("pk"), user=reader.user)
    return posts.select_related("author").annotate(seen_until=Subquery(visit[:1]), has_confirmed=Exists(own))


def _head(post: Any, user: User) -> PostHead:
    is_own = post.author_id == user.pk
    seen_until = post.seen_until
    return PostHead(
        post_id=post.pk,
        place=Place.of(post.group),
        published_at=post.published_at,
        title=post.title,
        author=post.author.get_short_name(),
        full_name=post.author.get_full_name(),
        role=post.author_role,
        edited_at=post.edited_at,
        importance=post.importance or "",
        is_new=not is_own and (seen_until is None or post.published_at > seen_until),
        is_own=is_own,
    )


def _tombstone(post: Any, user: User) -> Card:
    is_own = post.author_id == user.pk
    place = Place.of(post.group)
    return Card(PostHead(post_id=post.pk, place=place, published_at=post.published_at, is_own=is_own))
