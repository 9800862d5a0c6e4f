"""A mailbox on a server (IMAP), over an encrypted line whose other end proves who it is."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

SECONDS = 30
MARKS = [r"\Flagged", r"\Answered"]
PORTS = {"imaps": 993, "imap+starttls": 143, "imap": 143}
# Without encryption only within this machine.
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
Answer = bytes | tuple[bytes, bytes]
NAMESPACE = re.compile(rb'^\(\("((?:[^"\\]|\\.)*)"')


class ImapRefused(Exception):
    """The server said no."""


class Line:
    """A conversation with one server about one folder."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server
        # Asked after signing in: many servers say before that only how one signs in.
        self.capabilities = b" ".join(server.capability()[1]).decode("ascii", "ignore").upper().split()

    def ask(self, *words: str) -> list[Answer]:
        """Send a command about mails by their UID. Raises ImapRefused for a no."""
        answer, data = self.server.uid(*words)
        if answer != "OK":
            raise ImapRefused(f"{words[0]}: {answer}")
        return [item for item in data if item]

    def can(self, capability: str) -> bool:
        return capability in self.capabilities

    def folder(self, name: str) -> str:
        """Return the full name of a folder of our own; it is made where it is missing."""
        prefix = ""
        if self.can("NAMESPACE"):
            found = NAMESPACE.match(self.server.namespace()[1][0] or b"")
            prefix = found[1].decode("ascii", "ignore") if found else ""
        self.server.create(quoted(prefix + name))  # says no where it is there
        return quoted(prefix + name)


class ImapMail:
    """One mail on the server."""

    def __init__(self, line: Line, uid: str, flags: str) -> None:
        self.line = line
        self.uid = uid
        self.tries = sum(mark.lower() in flags.lower() for mark in MARKS)

    def read(self, size: int) -> bytes:
        """Return the first `size` bytes; empty when another program removed it meanwhile."""
        answer = self.line.ask("FETCH", self.uid, f"(BODY.PEEK[]<0.{size}>)")
        return next((item[1] for item in answer if isinstance(item, tuple)), b"")

    def mark(self, tries: int) -> None:
        """Write down with its flags how often it was tried."""
        self.line.ask("STORE", self.uid, "-FLAGS.SILENT", f"({' '.join(MARKS)})")
        if tries:
            self.line.ask("STORE", self.uid, "+FLAGS.SILENT", f"({' '.join(MARKS[:tries])})")
        self.tries = tries

    def delete(self) -> None:
        """Remove it, and where the server can, nothing that somebody else marked as deleted."""
        self.line.ask("STORE", self.uid, "+FLAGS.SILENT", r"(\Deleted)")
        if self.line.can("UIDPLUS"):
            self.line.ask("EXPUNGE", self.uid)
        else:
            self.line.server.expunge()

    def set_aside(self, folder: str) -> None:
        """Put it in a folder beside this one."""
        name = self.line.folder(folder)
        if self.line.can("MOVE"):
            self.line.ask("MOVE", self.uid, name)
        else:
            self.line.ask("COPY", self.uid, name)
            self.delete()


def quoted(text: str) -> str:
    """Return a quoted string. Raises ImapRefused for a line break, which would be a second command."""
    if not text.isprintable():
        raise ImapRefused("A name is one line.")
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def open_imap(url: str) -> Iterator[Iterator[ImapMail]]:
    """Give the mails of `imaps://user:password@host/FOLDER` (or imap+starttls), the oldest first.

    Raises imaplib.IMAP4.error, ImapRefused or OSError when the server is away or says no.
    """
    parts = urlsplit(url)
    server = connect(parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme])
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, _ = server.select(quoted(unquote(parts.path).strip("/") or "INBOX"))
        if answer != "OK":
            raise ImapRefused(f"SELECT: {answer}")
        yield mails_of(Line(server))
        server.logout()
    except BaseException:
        hang_up(server)
        raise


def mails_of(line: Line) -> Iterator[ImapMail]:
    """Yield what is there and not deleted."""
    for uid in words_in(line.ask("SEARCH", "UNDELETED")):
        flags = words_in(line.ask("FETCH", uid, "(FLAGS)"))
        if flags:
            yield ImapMail(line, uid, " ".join(flags))


def words_in(answer: list[Answer]) -> list[str]:
    """Return the words of an answer without literals."""
    lines = [item for item in answer if isinstance(item, bytes)]
    return b" ".join(lines).decode("ascii", "ignore").split()


def connect(scheme: str, host: str, port: int) -> imaplib.IMAP4:
    """Open the line; the certificate must fit the name. Raises ImapRefused for an open line to elsewhere."""
    context = ssl.create_default_context()
    if scheme == "imaps":
        return imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=SECONDS)
    if scheme == "imap" and host not in LOOPBACK:
        raise ImapRefused(
            "A password leaves this machine over an encrypted line only: imaps or imap+starttls."
        )
    server = imaplib.IMAP4(host, port, timeout=SECONDS)
    if scheme == "imap+starttls":
        try:
            server.starttls(ssl_context=context)
        except BaseException:
            hang_up(server)
            raise
    return server


def hang_up(server: imaplib.IMAP4) -> None:
    """Let go of a line about which something is wrong."""
    with suppress(OSError):
        server.shutdown()
