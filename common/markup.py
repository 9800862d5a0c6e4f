"""What people write, made safe to show: a small Markdown, and nothing of HTML.

Three locks, one behind the other: the Markdown parser escapes every tag, its links go
nowhere but to http, https and mailto, and nh3 throws out whatever is not on the list.
"""

import re
import unicodedata
from html import unescape

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# Past this length or depth the text is shown as plain paragraphs: no text may cost a parser
# seconds, and the parser drops what is nested deeper than its limit.
MAX_MARKDOWN = 20_000
MAX_NESTING = 40
TAGS = {"p", "br", "hr", "strong", "em", "ul", "ol", "li", "a"}
# The star says: nothing on every element, where nh3 by itself would let `title` and `lang` pass.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
LINK_REL = "nofollow noopener noreferrer"

_RULES = ["newline", "escape", "entity", "emphasis", "link", "autolink", "list", "hr"]
_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}*_]", re.IGNORECASE)
_ALLOWED_LINK = re.compile(r"(https?://|mailto:)[^\s\\]", re.IGNORECASE)
# Characters that have no picture of their own but change how others are read.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLOCK_END = re.compile(r"</(?:p|li)>|<br>|<hr>")
# What ends a line by itself.
ENDS = (".", ",", ":", ";", "!", "?")
_TAG = re.compile(r"<[^>]*>")
_OVERRIDES = re.compile("[\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    f"[{_BIDI}\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065"
    "\u206a-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)


def to_html(text: str) -> SafeString:
    """Text with a little Markdown as HTML that templates may print; never raises.

    Kept: paragraphs, line breaks, bold, italic, lists and links. Headings, pictures, code
    and HTML stay visible as the characters that were typed.
    """
    cleaned = _printable(text)
    tokens = _parse(cleaned)
    rough = _plain_paragraphs(cleaned) if tokens is None else _rough_html(tokens)
    safe = nh3.clean(
        rough,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=LINK_REL,
        url_relative="deny",
    )
    # The one place in the house where HTML is declared safe: nh3 has just made it so.
    return SafeString(safe)


def to_plain(text: str) -> str:
    """The words a reader gets of `to_html`: a line per block, without marks, entities or invisible signs."""
    lines = _BLOCK_END.sub("\n", str(to_html(text)))
    return _INVISIBLE.sub("", unescape(_TAG.sub("", lines)))


def to_line(text: str) -> str:
    """The words of `to_html` in one line: what stood below each other without an end to it has a dot in between."""
    line = ""
    for part in filter(None, (" ".join(part.split()) for part in to_plain(text).splitlines())):
        between = " " if not line or line.endswith(ENDS) else " · "
        line += between + part
    return line.strip()


def clean_name(text: str) -> str:
    """A name in one line without invisible, control or direction-changing characters.

    Accents are composed (NFC), white space is one space; an empty result is possible.
    """
    composed = unicodedata.normalize("NFC", _CONTROLS.sub(" ", text))
    return " ".join(_INVISIBLE.sub("", composed).split())


def _printable(text: str) -> str:
    """Line ends made one kind; characters that no reader can see but a parser trips over gone."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return _OVERRIDES.sub("", _CONTROLS.sub("", unified))


def _parse(text: str) -> list[Token] | None:
    """The parts of the text, or None when it is too long or too deep to be Markdown."""
    if len(text) > MAX_MARKDOWN:
        return None
    tokens = _PARSER.parse(text)
    if any(token.level >= MAX_NESTING - 2 for token in tokens):
        return None
    return tokens


def _rough_html(tokens: list[Token]) -> str:
    return str(_PARSER.renderer.render(tokens, _PARSER.options, {}))


def _plain_paragraphs(text: str) -> str:
    blocks = re.split(r"\n{2,}", escape(text.strip()))
    return "".join(f"<p>{block.replace(chr(10), '<br>')}</p>" for block in blocks)


def _is_allowed_link(url: str) -> bool:
    return _ALLOWED_LINK.match(url) is not None


def _link_addresses(tokens: list[Token]) -> list[Token]:
    """Bare addresses in running text become links; text that is a link already stays."""
    result: list[Token] = []
    inside = 0
    for token in tokens:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type != "text" or inside:
            result.append(token)
            continue
        position = 0
        for match in _ADDRESS.finditer(token.content):
            result.append(_text(token.content[position : match.start()]))
            result.extend(_link(match.group()))
            position = match.end()
        result.append(_text(token.content[position:]))
    return result


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _link(address: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": _PARSER.normalizeLink(address)})
    return [opening, _text(address), Token("link_close", "a", -1, info="auto")]


def _add_addresses(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _link_addresses(token.children)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": MAX_NESTING})
    parser.enable(_RULES)
    parser.core.ruler.push("addresses", _add_addresses)
    parser.validateLink = _is_allowed_link  # type: ignore[method-assign]
    return parser


_PARSER = _parser()
