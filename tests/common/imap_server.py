"""A small IMAP server on loopback, with a script for its moods: enough of RFC 3501 to be read by a real client."""

import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field


@dataclass
class Box:
    """One folder of mails by UID, and the folder for what is set aside."""

    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    aside: list[bytes] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    capabilities: str = "IMAP4rev1 UIDPLUS MOVE NAMESPACE"
    password: str = "wacht woord"
    seen: list[str] = field(default_factory=list)
    # The line breaks at this command.
    breaks_at: str = ""

    def put(self, raw: bytes) -> None:
        uid = max(self.mails, default=0) + 1
        self.mails[uid], self.flags[uid] = raw, set()


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    def handle(self):
        self.say("* OK here")
        while line := self.rfile.readline():
            tag, _, words = line.decode().strip().partition(" ")
            command = words.removeprefix("UID ").split(" ")[0].upper()
            self.box.seen.append(words)
            if self.box.breaks_at == command:
                return
            answer = getattr(self, f"do_{command.lower()}", self.do_nothing)(words)
            self.say(f"{tag} {answer or 'OK done'}")
            if command == "LOGOUT":
                return

    @property
    def box(self):
        return self.server.box

    def say(self, line):
        self.wfile.write(line.encode() + b"\r\n")

    def do_nothing(self, words):
        return None

    def do_capability(self, words):
        self.say(f"* CAPABILITY {self.box.capabilities}")

    def do_login(self, words):
        return None if f'"{self.box.password}"' in words else "NO [AUTHENTICATIONFAILED] no"

    def do_select(self, words):
        self.say(f"* {len(self.box.mails)} EXISTS")
        return "NO no such folder" if "nowhere" in words else None

    def do_namespace(self, words):
        self.say('* NAMESPACE (("INBOX." ".")) NIL NIL')

    def do_create(self, words):
        self.box.folders.append(words.split(" ", 1)[1])

    def do_search(self, words):
        wanted = [uid for uid in self.box.mails if r"\Deleted" not in self.box.flags[uid]]
        self.say("* SEARCH " + " ".join(map(str, wanted)))

    def do_fetch(self, words):
        uid = int(words.split()[2])
        if uid not in self.box.mails:
            return
        if "FLAGS" in words:
            self.say(f"* 1 FETCH (UID {uid} FLAGS ({' '.join(self.box.flags[uid])}))")
            return
        size = int(re.search(r"<0\.(\d+)>", words)[1])
        raw = self.box.mails[uid][:size]
        self.wfile.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(raw)}}}\r\n".encode() + raw + b")\r\n")

    def do_store(self, words):
        uid, names = int(words.split()[2]), set(re.findall(r"\\\w+", words))
        self.box.flags[uid] = (
            self.box.flags[uid] - names if " -FLAGS" in words else self.box.flags[uid] | names
        )

    def do_expunge(self, words):
        for uid in [uid for uid in self.box.mails if r"\Deleted" in self.box.flags[uid]]:
            del self.box.mails[uid]

    def do_copy(self, words):
        self.box.aside.append(self.box.mails[int(words.split()[2])])

    def do_move(self, words):
        self.do_copy(words)
        del self.box.mails[int(words.split()[2])]


class Server(socketserver.ThreadingTCPServer):
    """The server on a port of its own; with a `context` everything is said over TLS."""

    daemon_threads = True

    def __init__(self, box: Box, context: ssl.SSLContext | None = None):
        super().__init__(("127.0.0.1", 0), Talk)
        self.box = box
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def handle_error(self, request, client_address):
        """A client that hangs up is what some tests are about."""
