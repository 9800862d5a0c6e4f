"""What the tests of choosing share."""

from typing import Any

from delivery.actions.preferences import set_preference
from delivery.models import Channel, Delivery, Preference
from delivery.queries.choices import Exceptions, Room, room_of
from delivery.rules import Choices
from people.models import User
from posts.models import Post
from tests import make

ANSWERS = {"news": "mail", "talks": "mail", "starts": "18:00", "ends": "08:00"}


def choose(user: User, news: str, talks: str = "mail", **exceptions: Any) -> Preference:
    """Choose for an account; `by_child` and `by_group` as in Exceptions."""
    return set_preference(
        by=user,
        choices=Choices(Channel(news), Channel(talks)),
        exceptions=Exceptions(**exceptions),
        now=make.NOW,
    )


def own_room(user: User) -> Room:
    room = room_of(user, now=make.NOW)
    assert room is not None
    return room


def queue(user: User, post: Post, channel: str = "mail", **fields: Any) -> Delivery:
    return Delivery.objects.create(
        user=user, school=post.school, post=post, channel=channel, due_at=make.NOW, **fields
    )


def state_of(row: Delivery) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.why
