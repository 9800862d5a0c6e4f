"""Parsing XML from outside: no document types or entities, nothing fetched, limits on size and depth.

The standard parser and defusedxml both accept nesting 200,000 deep; expat itself never stops at size.
"""

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from groups.roster.problems import RosterRefused

MAX_BYTES = 50 * 1024 * 1024
MAX_DEPTH = 32
MAX_ELEMENTS = 500_000
_CHUNK = 64 * 1024
_INVALID_TOKEN = 4


class Node:
    """An element worth keeping: its key, its text and its kept children."""

    __slots__ = ("children", "key", "parts", "tag")

    def __init__(self, tag: str, key: str) -> None:
        self.tag = tag
        self.key = key
        self.parts: list[str] = []
        self.children: list[Node] = []

    def all(self, *tags: str) -> list["Node"]:
        """The direct children with one of these tags, in file order."""
        return [child for child in self.children if child.tag in tags]

    def first(self, tag: str) -> "Node | None":
        """The first direct child with this tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def text(self, tag: str) -> str:
        """The text of the first child with this tag, stripped; empty when absent."""
        child = self.first(tag)
        return "".join(child.parts).strip() if child else ""


def to_xml(node: Node) -> bytes:
    """A kept tree as a file again, with nothing in it that was not kept."""
    return tostring(_element(node), encoding="utf-8", xml_declaration=True)


def _element(node: Node) -> Element:
    element = Element(node.tag, {"key": node.key} if node.key else {})
    element.text = "".join(node.parts)
    element.extend(_element(child) for child in node.children)
    return element


def children_of(node: Node, parent: str, *tags: str) -> list[Node]:
    """The grandchildren with one of these tags under every `parent` element, in file order."""
    return [child for group in node.all(parent) for child in group.all(*tags)]


def year_group(node: Node) -> str:
    """The year group as the standard spells it ("4", "C", "H"), empty when absent or odd."""
    code = node.text("jaargroep").upper()
    return code if re.fullmatch(r"[0-9]{1,2}|[A-Z]", code) else ""


class Limits:
    """A parser target that only counts, and refuses what is too deep or too much."""

    def __init__(self) -> None:
        self.depth = 0
        self.elements = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Count one element."""
        self.depth += 1
        self.elements += 1
        if self.depth > MAX_DEPTH or self.elements > MAX_ELEMENTS:
            raise RosterRefused("too_large", _("This file is too large or too complicated to read."))

    def end(self, tag: str) -> None:
        """Leave one element."""
        self.depth -= 1

    def data(self, text: str) -> None:
        """Text is nothing to a counter."""

    def close(self) -> "Node | None":
        """Nothing was kept."""
        return None


class Keeper(Limits):
    """Keeps only elements that `keep` names under their parent; everything else never becomes an object."""

    def __init__(self, keep: Mapping[str, frozenset[str]]) -> None:
        super().__init__()
        self.keep = keep
        self.root: Node | None = None
        self.stack: list[Node] = []
        self.skipping = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Keep or skip one element."""
        super().start(tag, attributes)
        name = tag.rsplit("}", 1)[-1]
        if self.skipping or (self.stack and name not in self.keep.get(self.stack[-1].tag, frozenset())):
            self.skipping += 1
            return
        node = Node(name, attributes.get("key", "").strip())
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
        self.stack.append(node)

    def end(self, tag: str) -> None:
        """Leave one kept or skipped element."""
        super().end(tag)
        if self.skipping:
            self.skipping -= 1
        else:
            self.stack.pop()

    def data(self, text: str) -> None:
        """Keep text of kept elements only."""
        if self.stack and not self.skipping:
            self.stack[-1].parts.append(text)

    def close(self) -> Node | None:
        """The kept tree."""
        return self.root


def parse_kept(data: bytes, keep: Mapping[str, frozenset[str]]) -> Node:
    """Parse `data` into the kept tree. Raises RosterRefused for anything unsafe, too large or not XML.

    A file that claims UTF-8 but holds Windows-1252 is read as the latter: old administrations still write it.
    """
    if len(data) > MAX_BYTES:
        raise RosterRefused("too_large", _("This file is too large or too complicated to read."))
    try:
        root = _feed(data, Keeper(keep), None)
    except ParseError as error:
        if error.code != _INVALID_TOKEN or not _is_mislabelled(data):
            raise _not_xml(error) from None
        root = _parse_as_windows(data, keep)
    if root is None:
        raise _no_xml()
    return root


def check_xml(data: bytes) -> None:
    """Refuse unsafe or oversized XML without keeping any of it (used for the parts inside a spreadsheet)."""
    try:
        _feed(data, Limits(), None)
    except ParseError as error:
        raise _not_xml(error) from None


def _parse_as_windows(data: bytes, keep: Mapping[str, frozenset[str]]) -> Node | None:
    try:
        return _feed(data.decode("cp1252", errors="replace").encode(), Keeper(keep), "utf-8")
    except ParseError as error:
        raise _not_xml(error) from None


def _feed(data: bytes, target: Limits, encoding: str | None) -> Node | None:
    parser = DefusedXMLParser(
        target=target, encoding=encoding, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        return parser.close()
    except DefusedXmlException:
        sentence = _("This file holds instructions that do not belong in an export. It is not read.")
        raise RosterRefused("dtd", sentence) from None
    except (LookupError, ValueError):
        sentence = _("This file is written in a character set that cannot be read.")
        raise RosterRefused("encoding", sentence) from None


def _is_mislabelled(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return not data.startswith((b"\xff\xfe", b"\xfe\xff"))
    return False


def _not_xml(error: ParseError) -> RosterRefused:
    line = error.position[0]
    if line <= 1:
        return _no_xml()
    sentence = _("This file is broken or incomplete: it cannot be read past line %(line)d. Export it again.")
    return RosterRefused("not_xml", sentence % {"line": line})


def _no_xml() -> RosterRefused:
    sentence = _("This is not an XML file. Choose the EDEXML export of your administration.")
    return RosterRefused("not_xml", sentence)
