"""What mail servers say came back.

Anybody can write to the address for returned mail, so only what carries our own signature counts: the
address a mail was sent from and its Message-ID both name the mail and are signed. What is not understood
gives nothing and is never guessed.
"""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from common.parts import SIZE, Fields, Part, as_text, blocks_of, fields_of, parts_of, split
from common.replies import Kind, kind_of, status_in

__all__ = [
    "Bounce",
    "Kind",
    "kind_of",
    "message_id",
    "read_report",
    "return_address",
    "token_in",
    "token_in_message_id",
    "token_of_report",
]

RECIPIENTS = 50
CANDIDATES = 20
TEXT_LENGTH = 200
LOCAL_PART = 64
SIGNATURE = 16
TOKEN = re.compile(r"[a-z0-9-]{1,40}")
IN_ADDRESS = re.compile(r"\+([a-z0-9-]{1,40})\.([a-z2-7]{16})@", re.IGNORECASE)
IN_MESSAGE_ID = re.compile(r"<d\.([a-z0-9-]{1,40})\.([a-z2-7]{16})@", re.IGNORECASE)
PASTED_ID = re.compile(r"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{1,200}>)", re.IGNORECASE | re.MULTILINE)
# Where servers write down for which address they took a mail.
RECEIVED_FOR = ["delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "to"]
REPORT_TYPES = {"message/delivery-status", "message/global-delivery-status"}
RETURNED_TYPES = {
    "message/rfc822",
    "message/global",
    "message/global-headers",
    "text/rfc822-headers",
    "message/rfc822-headers",
}
COMPLAINTS = {"abuse", "opt-out", "opt-out-list"}
ROBOT = re.compile(r"\b(?:mailer-daemon|postmaster|mail\s+delivery)", re.IGNORECASE)
# Servers without the standard form that can still be read: qmail, and Exchange as it was.
QMAIL = re.compile(r"^Hi\. This is the .{1,200}$", re.MULTILINE)
QMAIL_RECIPIENT = re.compile(r"^<([^<>\s]{3,254})>:[ \t]*\r?\n((?:[^\r\n]+\r?\n){1,20})", re.MULTILINE)
QMAIL_COPY = re.compile(r"^--- ", re.MULTILINE)
MARKED_STATUS = re.compile(r"#([245]\.\d{1,3}\.\d{1,3})(?!\d)")


@dataclass(frozen=True)
class Bounce:
    """What one report says about one recipient. Without a token it names no mail of ours."""

    kind: Kind
    address: str | None
    token: str | None
    status: str
    text: str


# -- Names of a mail ------------------------------------------------------------------------------------
def return_address(token: str) -> str:
    """Return the envelope sender of the mail with this name: `bounce+<token>.<signature>@domain`.

    Without BOUNCE_ADDRESS it is the plain address of DEFAULT_FROM_EMAIL: nobody reads what comes back.
    Raises ValueError for a token that does not fit in an address.
    """
    if not settings.BOUNCE_ADDRESS:
        return _sender()
    name, _, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    local = f"{name}+{_checked(token)}.{_signature('return', token)}"
    if len(local) > LOCAL_PART:
        raise ValueError(f"BOUNCE_ADDRESS leaves no room for {token!r}.")
    return f"{local}@{domain}"


def message_id(token: str) -> str:
    """Return the Message-ID of the mail with this name, always the same: a second copy can be told."""
    domain = (settings.BOUNCE_ADDRESS or _sender()).rpartition("@")[2]
    return f"<d.{_checked(token)}.{_signature('message-id', token)}@{domain}>"


def token_in(address: str) -> str | None:
    """Return the name in a return address that we signed, wherever in the text it stands."""
    return _signed("return", IN_ADDRESS, address)


def token_in_message_id(text: str) -> str | None:
    """Return the name in a Message-ID that we signed, wherever in the text it stands."""
    return _signed("message-id", IN_MESSAGE_ID, text)


def _sender() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def _checked(token: str) -> str:
    if not TOKEN.fullmatch(token):
        raise ValueError(f"{token!r} cannot be part of an address.")
    return token


def _signature(use: str, token: str, key: str | None = None) -> str:
    """Return eighty bits in small letters and digits: servers do not always keep capitals."""
    digest = salted_hmac(f"common.bounces.{use}", token, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest)[:SIGNATURE].decode().lower()


def _signed(use: str, pattern: re.Pattern[str], text: str) -> str | None:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    for found, _ in zip(pattern.finditer(text[:SIZE]), range(CANDIDATES), strict=False):
        token, signature = found[1].lower(), found[2].lower()
        if any(constant_time_compare(_signature(use, token, key), signature) for key in keys):
            return token
    return None


# -- Reading --------------------------------------------------------------------------------------------
def read_report(raw: bytes, *, delivered_to: str = "") -> list[Bounce]:
    """Return what a mail says came back, one Bounce per recipient; nothing for any other mail.

    `delivered_to` is the address the mail server took it for, where it told. Delays are nothing: the
    server still tries. Never raises; looks at the first megabyte and at RECIPIENTS recipients at most.
    """
    parts = parts_of(raw)
    token = token_of_report(raw, delivered_to=delivered_to)
    for part in parts:
        if part.content_type in REPORT_TYPES:
            return list(_statuses(part, token))
        if part.content_type == "message/feedback-report":
            # Whom a mail was passed on to has its Message-ID as well, and one complaint ends all mail.
            return list(_feedback(part, _token_returned(parts, delivered_to)))
    return list(_plain(parts, token))


def token_of_report(raw: bytes, *, delivered_to: str = "") -> str | None:
    """Return the name of the mail of ours that a mail is about, whatever it says of it; never raises.

    The address comes first. Where a server lost the part after the plus, the returned mail still has its
    Message-ID.
    """
    parts = parts_of(raw)
    top = parts[0]
    if token := _token_returned(parts, delivered_to):
        return token
    ids = [part.first("message-id") for part in _returned(parts)]
    # The last of the references is the mail that is answered; before it stand the talks it belongs to.
    ids += [top.first("in-reply-to"), *top.first("references").split()[-1:]]
    whole = as_text(raw[:SIZE]) if _is_robot(top) else ""
    # A server without the standard form pastes the mail below its words.
    ids += [found[1] for found, _ in zip(PASTED_ID.finditer(whole), range(CANDIDATES), strict=False)]
    found = [token_in(whole), *(token_in_message_id(text) for text in ids)]
    return next((token for token in found if token), None)


def _token_returned(parts: list[Part], delivered_to: str) -> str | None:
    """The name in the return address, which only the servers on the way and the reader know."""
    addresses = [delivered_to, *(value for name in RECEIVED_FOR for value in parts[0].all(name))]
    addresses += [part.first("return-path") for part in _returned(parts)]
    addresses += [part.text for part in parts if part.content_type == "message/feedback-report"]
    return next((token for token in map(token_in, addresses) if token), None)


def _returned(parts: list[Part]) -> list[Part]:
    return [split(part.content) for part in parts[1:] if part.content_type in RETURNED_TYPES]


def _statuses(part: Part, token: str | None) -> Iterator[Bounce]:
    """Read a delivery status (RFC 3464, RFC 6533)."""
    for fields, _ in zip(blocks_of(part.content), range(RECIPIENTS), strict=False):
        said = dict(reversed(fields))
        action = said.get("action", "").lower().partition(" ")[0]
        status = status_in(said.get("status", ""))
        text = _short(said.get("diagnostic-code", "").partition(";")[2])
        address = _address(said.get("original-recipient", "")) or _address(said.get("final-recipient", ""))
        if action == "delivered":
            yield Bounce(Kind.DELIVERED, address, token, status, text)
        elif action == "failed":
            yield Bounce(kind_of(status=status, text=text), address, token, status, text)


def _feedback(part: Part, token: str | None) -> Iterator[Bounce]:
    """Read a complaint (RFC 5965); reports about fraud, viruses or signatures are no complaints."""
    fields: Fields = fields_of(part.content)
    said = dict(reversed(fields))
    if said.get("feedback-type", "").lower() in COMPLAINTS:
        address = said.get("original-rcpt-to", "").strip("<> ")
        yield Bounce(Kind.COMPLAINT, _plausible(address), token, "", _short(said.get("user-agent", "")))


def _is_robot(top: Part) -> bool:
    """Say whether a mail server wrote it, and not somebody's assistant."""
    is_answer = "auto-replied" in top.first("auto-submitted").lower()
    return bool(ROBOT.search(top.first("from"))) and not is_answer


def _plain(parts: list[Part], token: str | None) -> Iterator[Bounce]:
    """Read servers without the standard form, where their own marks leave no doubt."""
    if not _is_robot(parts[0]):
        return
    text = next((part.text for part in parts if part.content_type == "text/plain"), "")
    if QMAIL.search(text):
        written = text[: found.start()] if (found := QMAIL_COPY.search(text)) else text
        for named, _ in zip(QMAIL_RECIPIENT.finditer(written), range(RECIPIENTS), strict=False):
            yield _from_words(named[1], token, named[2])
    elif MARKED_STATUS.search(text):
        yield _from_words(None, token, text)


def _from_words(address: str | None, token: str | None, words: str) -> Bounce:
    """Read a code from a sentence: `#5.1.1`, or what the other server said."""
    marked = MARKED_STATUS.search(words)
    status = marked[1] if marked else ""
    text = _short(words[max(0, marked.start() - TEXT_LENGTH // 2) :] if marked else words)
    return Bounce(kind_of(status=status, text=text), _plausible(address or ""), token, status, text)


def _address(field: str) -> str | None:
    """Return the address of `rfc822; somebody@example.nl` or `utf-8; …`."""
    kind, _, address = field.partition(";")
    return _plausible(address.strip().strip("<>")) if kind.strip().lower() in {"rfc822", "utf-8"} else None


def _plausible(address: str) -> str | None:
    is_one = "@" in address and len(address) <= 254 and address.isprintable() and " " not in address
    return address.lower() if is_one else None


def _short(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in " ".join(text[:1000].split()))[
        :TEXT_LENGTH
    ]
