"""The mail with an overview. What stands about a post is rendered once for all its readers.

The promise: no photo and no picture from elsewhere, nothing of a conversation, and nothing of a post whose words are
withheld (C10).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from common.bounces import message_id
from common.mail import render_text
from common.stencil import Stencil
from delivery import overview_words as words
from delivery.links import NEWS, stop_url
from delivery.models import Digest
from delivery.queries.overviews import Entry, Item, Overview

PREHEADER_TITLES = 3


@dataclass(frozen=True, slots=True)
class Block:
    """What stands about one post, in both forms."""

    html: str
    text: str


class Printer:
    """Prints overviews of one chunk of people; what they share is rendered once."""

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.blocks: dict[tuple[UUID, bool], Block] = {}

    def printed(self, digest: Digest, overview: Overview) -> bytes:
        """Return the mail, ready for the mail server. Raises ValueError when it cannot be written."""
        stop = stop_url(overview.user.pk, NEWS)
        context = self._context(overview, stop)
        text = render_text("emails/delivery/digest.txt", context)
        html = render_to_string("emails/delivery/digest.html", context)
        stencil = Stencil.cut((), secrets.token_hex(12), words.subject_of(overview), text, html)
        name = overview.school.name if overview.school else "Kring"
        return stencil.print(
            to=overview.user.email,
            sender=(name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
            message_id=message_id(token_of(digest)),
            extra={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
            now=self.now,
        )

    def _context(self, overview: Overview, stop: str) -> dict[str, Any]:
        titles = [words.title_of(entry.item) for entry in overview.entries[:PREHEADER_TITLES]]
        return {
            "overview": overview,
            "school": overview.school,
            "heading": words.heading_of(overview),
            "opening": words.opening_of(overview),
            "preheader": " · ".join(titles),
            "asked": words.asked_lines(overview, in_mail=True),
            "asked_heading": words.asked_heading(overview),
            "entries": [self._entry(entry, overview) for entry in overview.entries],
            "coming": [(words.days_of(row), row) for row in overview.coming],
            "why": words.why_of(overview),
            "can_stop": NEWS,
            "personal": {"stop_url": stop},
            "site_url": settings.KRING_URL,
        }

    def _entry(self, entry: Entry, overview: Overview) -> Mapping[str, Any]:
        key = entry.item.post_id, overview.titles_only
        if key not in self.blocks:
            self.blocks[key] = block_of(entry.item, titles_only=overview.titles_only)
        return {
            "about": words.about_of(entry, overview),
            "peg": words.peg_of(entry),
            "block": self.blocks[key],
        }


def block_of(item: Item, *, titles_only: bool) -> Block:
    """Render what stands about one post."""
    address = settings.KRING_URL + reverse("posts:post-detail", args=[item.post_id])
    title, link = words.title_of(item), words.link_of(item)
    opening = "" if titles_only else item.opening
    context = {"title": title, "opening": opening, "link": link, "address": address}
    text = "\n".join(filter(None, (title, opening, f"{link}: {address}")))
    return Block(render_to_string("emails/delivery/_digest_post.html", context), text)


def token_of(digest: Digest) -> str:
    """The name of the mail, in its Message-ID and in the address to which it may come back."""
    return f"w{digest.pk}"
