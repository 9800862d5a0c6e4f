"""Signed links in mails: each does one thing for one person, and nothing before a button is pressed.

Whoever has the mail has the link. So a link stops mail or confirms reading, and never opens anything.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.urls import reverse

# What a mail can be stopped about.
NEWS, TALKS = "news", "talks"
CONFIRM_WITHIN = timedelta(days=60)
STOP, CONFIRM = "delivery.stop", "delivery.confirm"
PADDING = "=="


def stop_token(user: UUID, what: str) -> str:
    """Return what stops mail about `what` for one account; it never expires."""
    return Signer(salt=STOP).sign(f"{_short(user)}.{what}")


def read_stop_token(token: str) -> tuple[UUID, str] | None:
    """Return the account and what to stop; None for what was not signed for this."""
    found = _read(Signer(salt=STOP), token)
    if found is None or found[1] not in (NEWS, TALKS):
        return None
    return found


def confirm_token(user: UUID, post: UUID) -> str:
    """Return what confirms for one account that it read one post."""
    return TimestampSigner(salt=CONFIRM).sign(f"{_short(user)}.{_short(post)}")


def read_confirm_token(token: str) -> tuple[UUID, UUID] | None:
    """Return the account and the post; None for what was not signed for this, or is older than 60 days."""
    try:
        text = TimestampSigner(salt=CONFIRM).unsign(token, max_age=CONFIRM_WITHIN)
    except BadSignature:
        return None
    user, _dot, post = text.partition(".")
    return _long(user), _long(post)


def stop_url(user: UUID, what: str) -> str:
    """Return the address for a mail and for its List-Unsubscribe header (RFC 8058)."""
    return settings.KRING_URL + reverse("delivery:stop", args=[stop_token(user, what)])


def confirm_url(user: UUID, post: UUID) -> str:
    return settings.KRING_URL + reverse("delivery:confirm", args=[confirm_token(user, post)])


def _read(signer: Signer, token: str) -> tuple[UUID, str] | None:
    try:
        user, _dot, what = signer.unsign(token).partition(".")
    except BadSignature:
        return None
    return _long(user), what


def _short(pk: UUID) -> str:
    return urlsafe_b64encode(pk.bytes).decode().rstrip("=")


def _long(text: str) -> UUID:
    return UUID(bytes=urlsafe_b64decode(text + PADDING))
