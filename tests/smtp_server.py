"""A real SMTP server on loopback that answers what a test tells it to, per address.

    def test_…(smtp_server):
        smtp_server.at["emma@b.test"] = [Play(at="RCPT", reply="451 4.7.1 Greylisted")]

The first mail to that address gets the 451, the next is taken. `sent_to(address)` gives what was taken.
"""

import asyncio
import socket
from collections import defaultdict
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 Taken"


@dataclass(frozen=True)
class Play:
    """What happens once at a stage: a reply, a wait in seconds before it, or the line goes dead instead.

    Stages: MAIL, RCPT, DATA (before the mail), BODY (in the middle of it), SENT (after it, before the answer).
    MAIL knows no address yet: it is looked up under the address of the sender.
    """

    at: str
    reply: str = ""
    wait: float = 0
    drop: bool = False


@dataclass
class Mail:
    """A mail the server said 250 to."""

    sender: str
    to: str
    data: bytes
    options: list[str]

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.data, policy=policy.default)  # type: ignore[return-value]


@dataclass
class Script:
    """What the server does, and what it saw."""

    at: dict[str, list[Play]] = field(default_factory=lambda: defaultdict(list))
    greeting: str = ""
    knows_8bit: bool = True
    mails: list[Mail] = field(default_factory=list)
    # What it had when it hung up without a word: a real server may bring that as well.
    kept: list[Mail] = field(default_factory=list)
    connections: int = 0
    commands: list[str] = field(default_factory=list)
    host: str = "127.0.0.1"
    port: int = 0

    def sent_to(self, address: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.to == address]

    def next(self, address: str, stage: str) -> Play | None:
        plays = self.at.get(address, [])
        return plays.pop(0) if plays and plays[0].at == stage else None


class Actor(SMTP):
    """aiosmtpd's server, with the script before each stage."""

    def __init__(self, script: Script) -> None:
        super().__init__(Hands(script), hostname="mail.test", enable_SMTPUTF8=False)
        self.script = script

    async def _handle_client(self) -> None:
        self.script.connections += 1
        if self.script.greeting:
            await self.push(self.script.greeting)
            self.transport.close()
            return
        await super()._handle_client()

    async def push(self, status: str | bytes) -> None:
        if not self.script.knows_8bit and status == "250-8BITMIME":
            return
        await super().push(status)

    async def play(self, address: str, stage: str) -> bool:
        """Do what the script says here; return whether that was the answer."""
        play = self.script.next(address, stage)
        if play is None:
            return False
        await asyncio.sleep(play.wait)
        if play.drop:
            self.transport.abort()
        elif play.reply:
            await self.push(play.reply)
        return play.drop or bool(play.reply)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        self.script.commands.append(f"MAIL {arg}")
        if not await self.play(address_in(arg), "MAIL"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        self.script.commands.append(f"RCPT {arg}")
        if not await self.play(address_in(arg), "RCPT"):
            await super().smtp_RCPT(arg)

    async def smtp_RSET(self, arg: str) -> None:  # noqa: N802
        self.script.commands.append("RSET")
        await super().smtp_RSET(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        self.script.commands.append("DATA")
        address = (self.envelope.rcpt_tos or [""])[0]
        if await self.play(address, "DATA"):
            return
        if self.script.next(address, "BODY"):
            await self.push("354 Go on")
            await self._reader.readuntil(b"\r\n")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


@dataclass
class Hands:
    """Takes the mails, unless the script says otherwise."""

    script: Script

    async def handle_DATA(self, server: Actor, session: Session, envelope: Envelope) -> str:  # noqa: N802
        address = envelope.rcpt_tos[0]
        play = self.script.next(address, "SENT")
        if play:
            await asyncio.sleep(play.wait)
        mail = Mail(envelope.mail_from, address, bytes(envelope.content), list(envelope.mail_options))
        if play and play.drop:
            self.script.kept.append(mail)
            server.transport.abort()
            return "421 Gone"
        if play and play.reply:
            return play.reply
        self.script.mails.append(mail)
        return TAKEN


class Stage(Controller):
    """Runs the server in a thread of its own."""

    def __init__(self, script: Script) -> None:
        super().__init__(None, hostname=script.host, port=script.port)
        self.script = script

    def factory(self) -> Actor:
        return Actor(self.script)


def start() -> tuple[Script, Stage]:
    """Start a server on a free port; stop it with `stage.stop()`."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        script = Script(port=probe.getsockname()[1])
    stage = Stage(script)
    stage.start()
    script.connections = 0  # aiosmtpd looks whether it answers
    return script, stage


def address_in(arg: str) -> str:
    return arg.partition("<")[2].partition(">")[0]
