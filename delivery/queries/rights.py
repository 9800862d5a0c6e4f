"""Whether what was planned may still go: asked again right before it leaves, for a whole batch at once."""

from collections.abc import Sequence
from datetime import datetime

from conversations.queries.audience import readings_of
from delivery.models import Delivery
from delivery.queries.notices import told_now
from posts.models import Post
from posts.queries.audience import readers_among

Why = Delivery.Why


def objections_to(rows: Sequence[Delivery], *, now: datetime) -> dict[int, str]:
    """Why a row may not go any more, by its key; a row that may go is not in it. Five queries for any number of rows,
    and what the sources of notices ask.

    The rows come with their post, message and notice.
    """
    return (
        _about_posts([row for row in rows if row.post_id], now)
        | _about_messages([row for row in rows if row.message_id], now)
        | _about_notices([row for row in rows if row.notice], now)
    )


def _about_posts(rows: Sequence[Delivery], now: datetime) -> dict[int, str]:
    posts = {row.post.pk: row.post for row in rows if row.post is not None}
    there = readers_among(posts.values(), {row.user_id for row in rows}, now=now) if posts else {}
    published = {pk for pk in there if posts[pk].state == Post.State.PUBLISHED}
    return {
        row.pk: Why.NOT_VISIBLE
        for row in rows
        if row.post_id not in published or row.user_id not in there[row.post_id]
    }


def _about_messages(rows: Sequence[Delivery], now: datetime) -> dict[int, str]:
    if not rows:
        return {}
    ids = {row.message_id for row in rows if row.message_id}
    found = {
        (reading.message, reading.user): reading.is_seen
        for reading in readings_of(ids, {row.user_id for row in rows}, now=now)
    }
    reasons: dict[int, str] = {}
    for row in rows:
        is_seen = found.get((row.message_id, row.user_id)) if row.message_id else None
        if is_seen is None:
            reasons[row.pk] = Why.NOT_VISIBLE
        elif is_seen:
            reasons[row.pk] = Why.SEEN
    return reasons


def _about_notices(rows: Sequence[Delivery], now: datetime) -> dict[int, str]:
    told = {school: told_now(school, now) for school in {row.school_id for row in rows}}
    reasons: dict[int, str] = {}
    for row in rows:
        still = told[row.school_id].get(row.notice.key) if row.notice else None
        if still is None or row.user_id not in still.people:
            reasons[row.pk] = Why.DONE
    return reasons
