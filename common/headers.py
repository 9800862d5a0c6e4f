"""Words of people in the head of a mail: they stay words.

A header is one value on one line (or folded), encoded by the standard library. What a person typed is first
made one line; what a program made (an id, an address, a link) is refused when it is not what it should be. Why it is
refused stands in logs, so it never says what was given.
"""

import re
from email.charset import BASE64, Charset
from email.header import Header
from functools import lru_cache

from django.utils.encoding import punycode

# Control characters, line ends of Unicode, half characters, and the marks that turn the direction of what
# follows: none of them belongs in a name, each can make a line read as something else.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
PLAIN = re.compile(r"[\x20-\x7e]*")
LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
NAME = re.compile(r"[A-Za-z]+(-[A-Za-z0-9]+)*")
MESSAGE_ID = re.compile(r"<[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+>")
# RFC 5322 2.1.1: a line holds at most 998 bytes.
LINE_MAX = 998
# Of a sender, so that its encoded form fits on a line.
NAME_MAX = 120
# RFC 3834: no machine answers a mail that says a machine made it. Precedence says so less clearly and is
# discouraged (RFC 2076); Exchange listens to a header of its own. Bounces still come: they are wanted.
AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}
# Base64 costs a third of what choosing the shortest encoding does.
UTF8 = Charset("utf-8")
UTF8.header_encoding = BASE64
CRLF = "\r\n"


def one_line(words: str) -> str:
    """Return the words on one line, with single spaces and without characters nobody can see."""
    return " ".join(UNSEEN.sub(" ", words).split())


def plain_address(address: str) -> str:
    """Return an address as mail servers read it: ASCII, an international domain as `xn--…`.

    Raises ValueError for what is not one plain address, or has letters before the @ that need SMTPUTF8.
    """
    local, _, domain = address.rpartition("@")
    if len(local) > 64 or len(domain) > 253:
        raise ValueError("The address is too long.")
    try:
        domain = punycode(domain)
    except UnicodeError as error:
        raise ValueError("Not an address at the name of a mail server.") from error
    if not LOCAL.fullmatch(local) or "=?" in local or not DOMAIN.fullmatch(domain):
        raise ValueError("Not one plain address.")
    return f"{local}@{domain}"


def message_id(value: str) -> str:
    """Return a Message-ID as it was given, or raise ValueError: it never comes from words of people."""
    if not MESSAGE_ID.fullmatch(value) or len(value) > 250:
        raise ValueError("Not a Message-ID.")
    return value


@lru_cache(maxsize=512)
def words_header(name: str, words: str) -> str:
    """Return `Name: words`, encoded and folded where needed, with the line end."""
    words = one_line(words)
    if len(name) + len(words) < 76 and PLAIN.fullmatch(words) and "=?" not in words:
        return f"{name}: {words}\r\n"
    return f"{name}: {_encoded(name, words).encode(linesep=CRLF)}\r\n"


@lru_cache(maxsize=512)
def mailbox(name: str, address: str) -> str:
    """Return `Name <address>` on one line, for From or Reply-To. Raises ValueError for a wrong address."""
    name = one_line(name)[:NAME_MAX].strip()
    written = plain_address(address)
    if not name:
        return written
    if not re.fullmatch(r"[A-Za-z0-9 ]+", name):
        # An encoded word needs no quotes, so there are none to get out of.
        name = _encoded("Reply-To", name).encode(linesep="")
    return f"{name} <{written}>"


def exact_header(name: str, value: str) -> str:
    """Return `Name: value` for what a program made: ids, links, addresses. It may not be folded or encoded.

    Raises ValueError for anything but visible ASCII on one line.
    """
    line = f"{name}: {value}\r\n"
    if not NAME.fullmatch(name) or not value or not PLAIN.fullmatch(value) or len(line) > LINE_MAX:
        raise ValueError(f"Not a header that can be written: {name!r}.")
    return line


def _encoded(name: str, words: str) -> Header:
    return Header(words, UTF8, maxlinelen=75, header_name=name)
