"""Short ways to make overviews that are about to leave."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from delivery.actions.digests import gather_digests, send_digests
from delivery.models import Channel, Delivery, Preference
from people.models import User
from posts.models import Post

FRIDAY = datetime(2026, 10, 9, 14, 0, tzinfo=UTC)  # 16.00 in Amsterdam, summer time


def row(post: Post, user: User, due_at: datetime = FRIDAY, **fields: Any) -> Delivery:
    fields = {"channel": Channel.WEEKLY, "school": post.school, **fields}
    return Delivery.objects.create(post=post, user=user, due_at=due_at, **fields)


def choose(user: User, news: str = Channel.WEEKLY, **fields: Any) -> Preference:
    return Preference.objects.create(user=user, news=news, talks=Channel.MAIL, **fields)


def send(now: datetime = FRIDAY) -> int:
    gather_digests(now=now)
    return send_digests(now=now)


def parsed(sent: Any) -> EmailMessage:
    """A mail as a mail program reads it."""
    mail = message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def forms_of(sent: Any) -> tuple[str, str]:
    """The text and the HTML of a mail."""
    mail = parsed(sent)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    return text.get_content(), html.get_content()
