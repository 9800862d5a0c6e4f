"""One mail, offered to a mail server over an open line, and what its replies mean (RFC 5321, RFC 3463)."""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from enum import Enum
from smtplib import SMTP

from common.headers import one_line
from common.replies import ENHANCED, Kind, kind_of

TEXT_MAX = 200
LONE_END = re.compile(rb"\r\n|\r|\n")
DOT = re.compile(rb"(?m)^\.")
SIGN_IN_FIRST = 530
GOING_AWAY = 421
# Server and sender do not agree on where they are; that says nothing of the mail.
OUT_OF_STEP = 503
TAKEN = range(250, 260)
GO_ON = range(354, 355)


class Outcome(Enum):
    """What became of a mail."""

    ACCEPTED = "accepted"  # the server has it
    DEFERRED = "deferred"  # not now: try later
    REFUSED = "refused"  # not for this reader: `replies.kind_of` tells what that says of the address
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
        if not self._ask(f"MAIL FROM:<{sender}>{self._options(data)}", TAKEN):
            return
        self.stage = Stage.RECIPIENT
        if not self._ask(f"RCPT TO:<{to}>", TAKEN):
            return
        self.stage = Stage.DATA
        if not self._ask("DATA", GO_ON):
            return
        self.code, self.text = None, ""
        self.line.send(DOT.sub(b"..", data) + b".\r\n")
        self.stage = Stage.SENT
        self._hear(*self.line.getreply(), TAKEN)

    def _options(self, data: bytes) -> str:
        size = f" SIZE={len(data)}" if self.line.has_extn("size") else ""
        return size if data.isascii() else f"{size} BODY=8BITMIME"

    def _ask(self, command: str, good: range) -> bool:
        self.code, self.text = None, ""
        return self._hear(*self.line.docmd(command), good)

    def _hear(self, code: int, text: bytes, good: range) -> bool:
        """Keep the reply; return whether it is the good one."""
        self.code, self.text = code, text.decode("utf-8", "replace")
        is_sense = code in good or code // 100 in {4, 5}
        self.is_over = not is_sense or code in {GOING_AWAY, OUT_OF_STEP}
        return code in good

    def answer(self) -> Answer:
        """Return what the last reply means."""
        kind = self.code // 100 if self.code else None
        if self.stage is Stage.SENT and self.code in TAKEN:
            return answer(Outcome.ACCEPTED, self.code, self.text)
        if kind == 5 and self.code != OUT_OF_STEP:
            return answer(self._refusal(), self.code, self.text)
        return answer(Outcome.DEFERRED, self.code, self.text, unsure=self.stage is Stage.SENT and kind != 4)

    def _refusal(self) -> Outcome:
        """Say whether it is the reader who is refused; some servers look at the address when they have the mail."""
        if self.stage is Stage.RECIPIENT:
            return Outcome.REFUSED
        is_plain = self.stage is Stage.SENT and ENHANCED.search(self.text)
        about_address = is_plain and kind_of(status="", text=self.text) in {Kind.HARD, Kind.FULL}
        return Outcome.REFUSED if about_address else Outcome.FAILED


def answer(outcome: Outcome, code: int | None, text: str, unsure: bool = False) -> Answer:
    """Return an answer with its text made fit for a log and a screen."""
    shown = "".join(letter if letter.isprintable() else "?" for letter in one_line(text))
    return Answer(outcome, code, shown[:TEXT_MAX], unsure)


def with_line_ends(data: bytes) -> bytes:
    """Return the mail with CRLF and nothing else at the end of each line: a lone one may end a mail elsewhere."""
    if not data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r"):
        data = LONE_END.sub(b"\r\n", data)
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def in_ascii(data: bytes) -> bytes:
    """Return the mail for a server that knows no 8BITMIME (RFC 6152): its parts become base64."""
    return message_from_bytes(data, policy=policy.compat32.clone(linesep="\r\n", cte_type="7bit")).as_bytes()
