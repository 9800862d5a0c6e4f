"""A mail that is rendered once and printed for many.

The templates are rendered with a place where each personal word goes. Those places are found again in the
finished bytes, and per person only the words are put in: plain in the text, escaped in the HTML, encoded in
the head. All is put in at once, in one pass, so a word that looks like a place stays a word.
"""

import re
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html import escape
from html.parser import HTMLParser
from typing import Any, AnyStr, Self

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from common import headers
from common.headers import LINE_MAX
from common.mail import render_text
from common.mime import folded, mime, widest_line

QUOTED = re.compile(r"""="[^"]*"|='[^']*'""")
LINKS = {"href", "src", "action", "formaction", "background", "poster"}
# Written by the stencil itself, or by the one who builds the mail.
OWN_HEADERS = {"from", "to", "cc", "bcc", "sender", "subject", "date", "message-id", "mime-version"}

Words = Mapping[str, str]


class StencilError(Exception):
    """The templates cannot hold personal words safely, or other words were given than were asked for."""


class Places(dict[str, str]):
    """What a template knows as `personal`: a place for each word, and how often it was asked for."""

    def __init__(self, fields: Iterable[str], kind: str, token: str) -> None:
        super().__init__({name: f"{token}{kind}{number}z" for number, name in enumerate(fields)})
        self.asked: Counter[str] = Counter()

    def __getitem__(self, name: str) -> str:
        if name not in self:
            raise StencilError(f"The mail has no personal field {name!r}.")
        self.asked[name] += 1
        return super().__getitem__(name)

    def look_for_all(self, rendered: str) -> None:
        """Raise StencilError when a place is missing: a filter or a condition used it instead of showing it."""
        for name, times in self.asked.items():
            if rendered.count(super().__getitem__(name)) < times:
                raise StencilError(f"The personal field {name!r} can be shown and nothing else.")


@dataclass(frozen=True)
class Stencil:
    """A mail with open places. `body` is its finished MIME in pieces, or () when each mail must be built anew."""

    fields: tuple[str, ...]
    links: frozenset[str]
    token: str
    subject: tuple[str, ...]
    text: str
    html: str
    body: tuple[bytes, ...]
    size: int
    widest: int

    @classmethod
    def render(cls, template: str, context: Mapping[str, Any], personal: Iterable[str] = ()) -> Self:
        """Render `emails/<template>`; the templates say `{{ personal.<field> }}` where a word of a person goes.

        They also get `site_url`. A personal field can be shown, nothing else: no filter, no condition.
        Raises StencilError when a place was changed by a filter, stands where HTML is not text or a quoted
        attribute, or is asked for without being a field.
        """
        fields, token = tuple(personal), f"q{secrets.token_hex(12)}"
        values = {**context, "site_url": settings.KRING_URL}
        plain, marked = Places(fields, "t", token), Places(fields, "h", token)
        subject = render_text(f"emails/{template}.subject.txt", values | {"personal": plain})
        text = render_text(f"emails/{template}.txt", values | {"personal": plain})
        html = render_to_string(f"emails/{template}.html", values | {"personal": marked})
        plain.look_for_all(subject + text)
        marked.look_for_all(html)
        return cls.cut(fields, token, subject, text, html)

    @classmethod
    def cut(cls, fields: tuple[str, ...], token: str, subject: str, text: str, html: str) -> Self:
        """Make the stencil of rendered texts, after looking whether every place is whole and safe."""
        place, text, html = place_of(token), folded(text), folded(html)
        for part in (subject, text, html):
            if len(place.findall(part)) != part.lower().count(token):
                raise StencilError("A filter of a template changed the place of a personal word.")
        links = frozenset(fields[int(found[len(token) + 1 : -1])] for found in linked_places(html, token))
        data, is_open = mime(text, html)
        pieces = tuple(re.split(place.pattern.encode(), data))
        if is_open and pieces[1::2] != tuple(found.encode() for found in place.findall(text + html)):
            raise StencilError("A place of a personal word was lost in the mail.")
        rest = b"".join(pieces[::2])
        body = pieces if is_open else ()
        return cls(
            fields, links, token, tuple(place.split(subject)), text, html, body, len(rest), widest_line(rest)
        )

    def print(
        self,
        *,
        to: str,
        sender: tuple[str, str],
        message_id: str,
        words: Words | None = None,
        extra: Words | None = None,
        now: datetime | None = None,
    ) -> bytes:
        """Return the mail to one address, ready for the mail server (CRLF, 8bit).

        `sender` is a name and an address; `words` has a word for every field, shown on one line; `extra` are
        headers a program made: `{"List-Unsubscribe": "<https://…>", "In-Reply-To": "<…>"}`.
        Raises ValueError for an address, id, link or header that cannot be written, StencilError for other
        words than the fields: this mail can never leave, and that is no reason to stop for the next one.
        """
        shown = self._shown(words or {})
        lines = [
            headers.exact_header("From", headers.mailbox(*sender)),
            headers.exact_header("To", headers.plain_address(to)),
            headers.words_header("Subject", "".join(filled(self.subject, shown))),
            headers.exact_header("Date", format_datetime(now or timezone.now())),
            headers.exact_header("Message-ID", headers.message_id(message_id)),
        ]
        for name, value in {**(extra or {}), **headers.AUTOMATIC}.items():
            if name.lower() in OWN_HEADERS or name.lower().startswith("content-"):
                raise ValueError(f"{name} is not an extra header.")
            lines.append(headers.exact_header(name, value))
        return "".join(lines).encode("ascii") + self._body(shown)

    def _shown(self, words: Words) -> dict[str, str]:
        """Return for each place what stands there."""
        if words.keys() != set(self.fields):
            raise StencilError("A mail needs a word for every personal field and no others.")
        shown = {}
        for number, name in enumerate(self.fields):
            line = headers.one_line(words[name])
            if name in self.links and not line.startswith(("https://", "http://")):
                raise ValueError(f"{name} is not a link.")
            shown[f"{self.token}t{number}z"] = line
            shown[f"{self.token}h{number}z"] = escape(line)
        return shown

    def _body(self, shown: dict[str, str]) -> bytes:
        if self.body:
            data = b"".join(
                filled(self.body, {place.encode(): word.encode() for place, word in shown.items()})
            )
            # At worst all words stand on the widest line; only when that is too much the lines are looked at.
            if self.widest + len(data) - self.size <= LINE_MAX or widest_line(data) <= LINE_MAX:
                return data
        place = place_of(self.token)
        text, html = ("".join(filled(place.split(part), shown)) for part in (self.text, self.html))
        return mime(text, html)[0]


class Look(HTMLParser):
    """Looks where the places stand in HTML: in text, or in an attribute between quotes."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self.token, self.place = token, place_of(token)
        self.seen = 0
        self.links: set[str] = set()

    def handle_data(self, data: str) -> None:
        if self.cdata_elem is None:
            self.seen += data.count(self.token)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.token in QUOTED.sub("", self.get_starttag_text() or ""):
            return
        for name, value in attrs:
            if name != "style" and not name.startswith("on"):
                self.seen += (value or "").count(self.token)
            if name in LINKS and (found := self.place.match(value or "")):
                self.links.add(found[0])


def linked_places(html: str, token: str) -> set[str]:
    """Return the places that are the whole start of a link. Raises StencilError for an unsafe place."""
    if token not in html:
        return set()
    look = Look(token)
    look.feed(html)
    look.close()
    if look.seen != html.count(token):
        raise StencilError("A personal word stands where HTML is neither text nor a quoted attribute.")
    return look.links


def place_of(token: str) -> re.Pattern[str]:
    """Return what finds the places of a stencil."""
    return re.compile(f"({token}[th][0-9]+z)")


def filled(pieces: Sequence[AnyStr], words: Mapping[AnyStr, AnyStr]) -> list[AnyStr]:
    """Return the pieces with a word for every second one, which is a place."""
    whole = list(pieces)
    whole[1::2] = [words[place] for place in pieces[1::2]]
    return whole
