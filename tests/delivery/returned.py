"""Mails that were sent, and what came back of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from common.bounces import Bounce, Kind, return_address
from delivery import letters, overview_letters
from delivery.actions.bounces import take_bounce
from delivery.models import Channel, Delivery, Digest
from people.models import User
from posts.models import Post
from tests.common import reports

NOW = datetime(2026, 10, 9, 14, 0, tzinfo=UTC)


def sent(post: Post, user: User, **fields: Any) -> Delivery:
    """A mail that a server took an hour ago."""
    before = {
        "channel": Channel.MAIL,
        "state": Delivery.State.SENT,
        "sent_at": NOW - timedelta(hours=1),
        "due_at": NOW - timedelta(hours=1),
        "address": user.email,
    }
    return Delivery.objects.create(post=post, school=post.school, user=user, **{**before, **fields})


def came_back(row: Delivery | Digest, kind: Kind = Kind.HARD) -> bool:
    """What a server says of this mail is taken."""
    token = letters.token_of(row) if isinstance(row, Delivery) else overview_letters.token_of(row)
    return take_bounce(bounce=Bounce(kind, None, token, "5.1.1", "550 nobody"), now=NOW)


def report_about(row: Delivery, **about: Any) -> bytes:
    """A report of a mail server that this mail failed."""
    return reports.failed(to=return_address(letters.token_of(row)), **about)
