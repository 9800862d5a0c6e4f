"""Taking a mail of a stranger apart, within bounds.

The parser of the standard library calls itself for every level of a mail, and stumbles over some
addresses. Here nothing calls itself, sizes and counts have an end, and no bytes can make it raise.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

# What a report has to say stands before the returned mail; what comes after this is not looked at.
SIZE = 1_000_000
HEADER_BYTES = 64_000
HEADERS = 500
DEPTH = 6
PARTS = 60

Fields = tuple[tuple[str, str], ...]
BLANK_LINE = re.compile(rb"(?<![^\n])[ \t]*\r?\n")
BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]{1,200})"|([^\s;"]{1,200}))', re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """One part of a mail: its headers (names in small letters) and its body as it came."""

    headers: Fields
    body: bytes

    def all(self, name: str) -> list[str]:
        """Return every value of a header, in the order they stand."""
        return [value for key, value in self.headers if key == name]

    def first(self, name: str) -> str:
        """Return the first value of a header, empty when it is not there."""
        return next(iter(self.all(name)), "")

    @property
    def content_type(self) -> str:
        """The type in small letters, `text/plain` when nothing is said."""
        return self.first("content-type").partition(";")[0].strip().lower() or "text/plain"

    @property
    def content(self) -> bytes:
        """The body with its transfer encoding taken off; as it came when that does not fit."""
        encoding = self.first("content-transfer-encoding").strip().lower()
        if encoding == "quoted-printable":
            return quopri.decodestring(self.body)
        if encoding != "base64":
            return self.body
        try:
            return binascii.a2b_base64(self.body)
        except binascii.Error:
            return self.body

    @property
    def text(self) -> str:
        """The content as text; what it says of its own alphabet is not believed."""
        return as_text(self.content)


def as_text(raw: bytes) -> str:
    """Return UTF-8, and where it is not, its readable rest."""
    return raw.decode("utf-8", "replace").replace("\x00", "")


def parts_of(raw: bytes) -> list[Part]:
    """Return the mail itself and all its parts, in the order they stand; at least one, at most PARTS.

    A mail within a mail stays closed: `split` opens it.
    """
    waiting = [(raw[:SIZE], 0)]
    found: list[Part] = []
    while waiting and len(found) < PARTS:
        piece, depth = waiting.pop(0)
        part = split(piece)
        found.append(part)
        if part.content_type.startswith("multipart/") and depth < DEPTH:
            waiting[:0] = [(inner, depth + 1) for inner in pieces_of(part)]
    return found


def split(piece: bytes) -> Part:
    """Part headers and body at the first blank line."""
    end = BLANK_LINE.search(piece)
    if end is None:
        return Part(fields_of(piece), b"")
    return Part(fields_of(piece[: end.start()]), piece[end.end() :])


def fields_of(block: bytes) -> Fields:
    """Return `Name: value` lines, folded lines made one."""
    lines = re.sub(r"\r?\n[ \t]+", " ", as_text(block[:HEADER_BYTES])).split("\n")
    pairs = (line.partition(":") for line in lines[:HEADERS])
    return tuple((name.strip().lower(), value.strip()) for name, colon, value in pairs if colon)


def blocks_of(body: bytes) -> Iterator[Fields]:
    """Yield the groups of fields of a report, parted by blank lines."""
    for block in BLANK_LINE.split(body[:SIZE]):
        fields = fields_of(block)
        if fields:
            yield fields


def pieces_of(part: Part) -> Iterator[bytes]:
    """Yield what stands between the boundaries of a multipart, at most PARTS of them."""
    named = BOUNDARY.search(part.first("content-type"))
    if named is None:
        return
    boundary = re.escape((named[1] or named[2]).encode())
    start = None
    lines = re.compile(rb"(?<![^\n])--" + boundary + rb"(--)?[ \t]*(?:\r?\n|\Z)")
    for count, line in enumerate(lines.finditer(part.body)):
        if start is not None:
            yield part.body[start : line.start()]
        if line[1] or count >= PARTS:
            return
        start = line.end()
    if start is not None:
        yield part.body[start:]
