"""One connection of the mail server for many mails.

Every mail gets an answer, never an exception. ACCEPTED is said only after the server took the whole mail;
what is not sure is to be tried later, so nothing is lost and at worst a mail comes twice, with the same
Message-ID.
"""

import re
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from enum import Enum
from smtplib import SMTP
from types import TracebackType
from typing import Any, Self, cast

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from common.headers import one_line, plain_address

CONNECT_SECONDS = 10
# Connections in a row that broke: one may be the fault of a mail, three are the server's.
BREAKS_MAX = 3
TEXT_MAX = 200
LONE_END = re.compile(rb"\r\n|\r|\n")
DOT = re.compile(rb"(?m)^\.")
# RFC 3463: 5.3 is about the server, 5.5 about the commands, 5.7 about what is allowed; the address may be fine.
NOT_THE_ADDRESS = re.compile(r"5\.[357]\.")
# Some servers look at the address only when they have the whole mail.
THE_ADDRESS = re.compile(r"5\.(1\.|2\.[12]\b)")
SIGN_IN_FIRST = 530
GOING_AWAY = 421


class Outcome(Enum):
    """What became of a mail."""

    ACCEPTED = "accepted"  # the server has it
    DEFERRED = "deferred"  # not now: try later
    REFUSED = "refused"  # the address is no good
    FAILED = "failed"  # no use trying this mail again


@dataclass(frozen=True)
class Answer:
    """What the mail server said, made printable. `unsure`: the line broke when the server may just have it."""

    outcome: Outcome
    code: int | None = None
    text: str = ""
    unsure: bool = False


class Stage(Enum):
    """How far a mail came."""

    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"
    SENT = "sent"


class Postbox:
    """A connection that is opened at the first mail, opened again when it broke, and closed at the end.

    `is_down` says that the mail server takes no mail now, for whomever: stop, and come back later.
    """

    def __init__(self, *, timeout: float = 60) -> None:
        """Take the mail server of Django's EMAIL_* settings; `timeout` is in seconds, for each of its answers."""
        self.backend = get_connection(timeout=CONNECT_SECONDS)
        self.timeout = timeout
        self.is_down = False
        self.breaks = 0
        self.away = Answer(Outcome.DEFERRED)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def post(self, *, sender: str, to: str, data: bytes) -> Answer:
        """Give one mail to the server: `sender` is the address bounces go to, `data` the finished mail."""
        try:
            sender, to = plain_address(sender), plain_address(to)
        except ValueError as error:
            return answer(Outcome.FAILED, None, str(error))
        if self.is_down:
            return self.away
        data = with_line_ends(data)
        if not isinstance(self.backend, EmailBackend):
            return self._hand_over(sender, to, data)
        was_open = self.backend.connection is not None
        talk = self._talk(self.backend, sender, to, data)
        if was_open and talk and talk.is_over and talk.stage is Stage.SENDER:
            # The server had enough of the old connection and has not seen this mail yet.
            talk = self._talk(self.backend, sender, to, data)
        return self._judged(talk) if talk else self.away

    def close(self) -> None:
        """End the connection, however it is."""
        line = getattr(self.backend, "connection", None)
        try:
            if isinstance(line, SMTP) and line.sock:
                line.sock.settimeout(CONNECT_SECONDS)
            self.backend.close()
        except OSError:
            self._drop()

    def _talk(self, server: EmailBackend, sender: str, to: str, data: bytes) -> "Talk | None":
        """Offer the mail; return how that went, or None when there is no connection to be had."""
        line = server.connection or self._opened(server)
        if line is None:
            return None
        talk = Talk(line)
        talk.offer(sender, to, data)
        if talk.is_over:
            self._drop()
        return talk

    def _opened(self, server: EmailBackend) -> SMTP | None:
        """Return a new connection; without one this box is down."""
        try:
            server.open()
            line = cast(SMTP, server.connection)
            if line.sock:
                line.sock.settimeout(self.timeout)
            line.ehlo_or_helo_if_needed()
        except OSError as error:
            self._drop()
            self._go_away(said(error))
            return None
        return line

    def _judged(self, talk: "Talk") -> Answer:
        """Return what the talk means for the mail, and remember what it means for the next."""
        found = talk.answer()
        self.breaks = self.breaks + 1 if talk.is_over else 0
        if self.breaks >= BREAKS_MAX or talk.code == SIGN_IN_FIRST:
            self._go_away(replace(found, outcome=Outcome.DEFERRED))
        return replace(found, outcome=Outcome.DEFERRED) if talk.code == SIGN_IN_FIRST else found

    def _hand_over(self, sender: str, to: str, data: bytes) -> Answer:
        """Give the mail to a backend that speaks no SMTP: a file, the console, the outbox of a test."""
        try:
            self.backend.send_messages([Printed(sender, to, data)])
        except OSError as error:
            self._go_away(said(error))
            return self.away
        return Answer(Outcome.ACCEPTED)

    def _go_away(self, found: Answer) -> None:
        self.is_down = True
        self.away = replace(found, unsure=False)

    def _drop(self) -> None:
        """Let go of the connection without a word; the next mail opens another."""
        for name in ("connection", "_partial_connection"):
            line = getattr(self.backend, name, None)
            if isinstance(line, SMTP):
                line.close()
                setattr(self.backend, name, None)


class Talk:
    """One mail, offered over an open connection. `is_over`: the connection is of no use any more."""

    def __init__(self, line: SMTP) -> None:
        self.line = line
        self.stage = Stage.SENDER
        self.code: int | None = None
        self.text = ""
        self.is_over = False

    def offer(self, sender: str, to: str, data: bytes) -> None:
        """Go through the stages as far as the server lets; never raises."""
        try:
            self._go(sender, to, data)
            if self.stage in {Stage.RECIPIENT, Stage.DATA} and not self.is_over:
                self.is_over = self.line.rset()[0] != 250
        except OSError as error:
            self.is_over = True
            self.text = self.text or str(error)

    def _go(self, sender: str, to: str, data: bytes) -> None:
        if not data.isascii() and not self.line.has_extn("8bitmime"):
            data = in_ascii(data)
        if self._say(f"MAIL FROM:<{sender}>{self._options(data)}") // 10 != 25:
            return
        self.stage = Stage.RECIPIENT
        if self._say(f"RCPT TO:<{to}>") // 10 != 25:
            return
        self.stage = Stage.DATA
        if self._say("DATA") != 354:
            return
        self.code = None
        self.line.send(DOT.sub(b"..", data) + b".\r\n")
        self.stage = Stage.SENT
        self._heard(*self.line.getreply())

    def _options(self, data: bytes) -> str:
        size = f" SIZE={len(data)}" if self.line.has_extn("size") else ""
        return size if data.isascii() else f"{size} BODY=8BITMIME"

    def _say(self, command: str) -> int:
        self.code = None
        return self._heard(*self.line.docmd(command))

    def _heard(self, code: int, text: bytes) -> int:
        self.code, self.text = code, text.decode("utf-8", "replace")
        # What is no answer of SMTP comes from something that is no mail server (any more).
        self.is_over = code == GOING_AWAY or code // 100 not in {2, 3, 4, 5}
        return code

    def answer(self) -> Answer:
        """Return what the last reply means."""
        if self.code is None or self.code // 100 not in {2, 4, 5}:
            return answer(Outcome.DEFERRED, self.code, self.text, unsure=self.stage is Stage.SENT)
        if self.code // 100 == 4:
            return answer(Outcome.DEFERRED, self.code, self.text)
        if self.code // 100 == 2:
            is_taken = self.stage is Stage.SENT
            return answer(Outcome.ACCEPTED if is_taken else Outcome.DEFERRED, self.code, self.text)
        return answer(self._refusal(), self.code, self.text)

    def _refusal(self) -> Outcome:
        if self.stage is Stage.RECIPIENT:
            return Outcome.FAILED if NOT_THE_ADDRESS.match(self.text) else Outcome.REFUSED
        if self.stage is Stage.SENT and THE_ADDRESS.match(self.text):
            return Outcome.REFUSED
        return Outcome.FAILED


class Printed(EmailMultiAlternatives):
    """A finished mail as Django's backends take it: they write or keep exactly these bytes."""

    def __init__(self, sender: str, to: str, data: bytes) -> None:
        self.data = data
        parsed = message_from_bytes(data, policy=policy.default)
        super().__init__(str(parsed["Subject"] or ""), from_email=str(parsed["From"] or sender), to=[to])
        self.extra_headers = {
            name: str(parsed[name]) for name in set(parsed.keys()) - {"Subject", "From", "To"}
        }
        for part in parsed.walk():
            if part.get_content_type() == "text/plain":
                self.body = part.get_content()
            elif part.get_content_type() == "text/html":
                self.attach_alternative(part.get_content(), "text/html")

    def message(self, **options: Any) -> Any:
        """Return the mail as it is."""
        return message_from_bytes(self.data)


def answer(outcome: Outcome, code: int | None, text: str, unsure: bool = False) -> Answer:
    """Return an answer with its text made fit for a log and a screen."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in one_line(text))
    return Answer(outcome, code, shown[:TEXT_MAX], unsure)


def said(error: OSError) -> Answer:
    """Return why there is no connection."""
    code = getattr(error, "smtp_code", None)
    text = getattr(error, "smtp_error", None) or str(error)
    return answer(
        Outcome.DEFERRED, code, text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    )


def with_line_ends(data: bytes) -> bytes:
    """Return the mail with CRLF and nothing else at the end of each line: a lone one may end a mail elsewhere."""
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        data = LONE_END.sub(b"\r\n", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def in_ascii(data: bytes) -> bytes:
    """Return the mail for a server that knows no 8BITMIME (RFC 6152): its parts become base64."""
    return message_from_bytes(data, policy=policy.compat32.clone(linesep="\r\n", cte_type="7bit")).as_bytes()
