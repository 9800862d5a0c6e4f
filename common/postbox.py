"""One connection of the mail server for many mails.

Every mail gets an answer, never an exception. ACCEPTED is said only after the server took the whole mail;
what is not sure is to be tried later, so nothing is lost and at worst a mail comes twice, with the same
Message-ID.
"""

import logging
from dataclasses import replace
from email import message_from_bytes, policy
from smtplib import SMTP
from types import TracebackType
from typing import Any, Self, cast

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from common.headers import plain_address
from common.smtp import SIGN_IN_FIRST, Answer, Outcome, Stage, Talk, answer, with_line_ends

__all__ = ["Answer", "Outcome", "Postbox"]

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10
# Connections in a row that broke: one may be the fault of a mail, three are the server's.
BREAKS_MAX = 3


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
        except (OSError, ValueError) as error:
            # A ValueError is a setting that cannot be written: a host, a password. No mail is lost for it.
            self._drop()
            self._go_away(said(error), type(error).__name__)
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
            self._go_away(said(error), type(error).__name__)
            return self.away
        return Answer(Outcome.ACCEPTED)

    def _go_away(self, found: Answer, kind: str = "") -> None:
        """Say it once a box; what a server or a setting says may hold a name or a password, so not in its words."""
        log.warning("The mail server takes no mail now: %s", found.code or kind or "it hangs up")
        self.is_down = True
        self.away = replace(found, unsure=False)

    def _drop(self) -> None:
        """Let go of the connection without a word; the next mail opens another."""
        for name in ("connection", "_partial_connection"):
            line = getattr(self.backend, name, None)
            if isinstance(line, SMTP):
                line.close()
                setattr(self.backend, name, None)


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
                self.body = part.get_content().replace("\r\n", "\n")
            elif part.get_content_type() == "text/html":
                self.attach_alternative(part.get_content(), "text/html")

    def message(self, **options: Any) -> Any:
        """Return the mail as it is."""
        return message_from_bytes(self.data)


def said(error: Exception) -> Answer:
    """Return why there is no connection."""
    code = getattr(error, "smtp_code", None)
    text = getattr(error, "smtp_error", None) or str(error)
    return answer(
        Outcome.DEFERRED, code, text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    )
