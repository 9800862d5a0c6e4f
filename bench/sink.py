"""A mail server that takes everything and keeps nothing: what is measured against it is the sender.

Just enough SMTP on bare sockets, a thread for each connection, in a process of its own: its time is not the
sender's, and a real server in Python costs more than the mail. It can write down the Message-IDs it took.

    with sink(ids=Path("ids.txt")) as server:
        send_to(server.port)
        print(server.count())
"""

import re
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from smtplib import SMTP

HOST = "127.0.0.1"
HELLO = b"250-sink.test\r\n250-SIZE 33554432\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
END = b"\r\n.\r\n"
MESSAGE_ID = re.compile(rb"(?mi)^message-id:\s*(<[^>\r\n]*>)")


@dataclass(frozen=True)
class Sink:
    """A running sink."""

    port: int

    def count(self) -> int:
        """Return how many mails it took."""
        with SMTP(HOST, self.port) as line:
            return int(line.docmd("NOOP")[1])


@contextmanager
def sink(ids: Path | None = None) -> Iterator[Sink]:
    """Run a sink; `ids` is a file that gets a line with the Message-ID of each mail."""
    command = [sys.executable, "-m", "bench.sink", *([str(ids)] if ids else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield Sink(int(process.stdout.readline()))  # type: ignore[union-attr]
    finally:
        process.terminate()
        process.wait()


class Taker:
    """Takes the mails of all connections."""

    def __init__(self, ids: Path | None) -> None:
        self.ids = ids.open("ab") if ids else None
        self.count = 0
        self.lock = threading.Lock()

    def serve(self, line: socket.socket) -> None:
        """Talk to one sender until it leaves."""
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(b"220 sink.test\r\n")
        held, in_data = b"", False
        while chunk := line.recv(1 << 18):
            held += chunk
            replies = []
            while True:
                part, end, rest = held.partition(END if in_data else b"\r\n")
                if not end:
                    break
                held = rest
                if in_data:
                    self.take(part)
                    replies.append(b"250 Taken\r\n")
                else:
                    replies.append(self.reply(part[:4].upper()))
                in_data = not in_data and replies[-1][:3] == b"354"
            if replies:
                line.sendall(b"".join(replies))

    def reply(self, verb: bytes) -> bytes:
        """Return what the sink says to a command."""
        if verb == b"EHLO":
            return HELLO
        if verb == b"NOOP":
            return b"250 %d\r\n" % self.count
        return {b"DATA": b"354 Go on\r\n", b"QUIT": b"221 Bye\r\n"}.get(verb, b"250 OK\r\n")

    def take(self, data: bytes) -> None:
        """Count a mail, and write down its id before the sender hears that it was taken."""
        with self.lock:
            self.count += 1
            if self.ids:
                found = MESSAGE_ID.search(data)
                self.ids.write((found[1] if found else b"-") + b"\n")
                self.ids.flush()


def main() -> None:
    """Listen on a free port, say which, and take mail until the end."""
    taker = Taker(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    with socket.create_server((HOST, 0), backlog=64) as door:
        print(door.getsockname()[1], flush=True)
        while True:
            line, _ = door.accept()
            threading.Thread(target=served, args=(taker, line), daemon=True).start()


def served(taker: Taker, line: socket.socket) -> None:
    """Serve a connection that may end at any moment."""
    with line, suppress(ConnectionError):
        taker.serve(line)


if __name__ == "__main__":
    main()
