"""A push service on loopback, and browsers that subscribe to it: they decrypt what arrives, as a real one does.

with running_push_service() as service:
    settings.PUSH_HOSTS = [service.origin]
    browser = service.subscribe()
    service.script = [201, 429, ...]         # one answer for each message; then 201
"""

import base64
import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from common.push import Target


def encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass(frozen=True)
class Script:
    """One answer: a status with headers and a body, or a silence of so many seconds (and then nothing)."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    silence: float = 0
    closes: bool = False


@dataclass(frozen=True)
class Arrival:
    """One message as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: int

    def claims(self) -> dict[str, Any]:
        """Return what the signature says. Raises InvalidSignature when another key made it."""
        scheme, said = self.headers["Authorization"].split(" ", 1)
        assert scheme == "vapid"
        parts = dict(part.strip().split("=", 1) for part in said.split(","))
        signed, signature = parts["t"].rsplit(".", 1)
        header, claims = (json.loads(decode(part)) for part in signed.split("."))
        assert header["alg"] == "ES256"
        raw = decode(signature)
        assert len(raw) == 64
        pair = utils.encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decode(parts["k"]))
        key.verify(pair, signed.encode(), ec.ECDSA(SHA256()))
        return claims | {"k": parts["k"]}


class Browser:
    """A browser that said yes: it alone can read what is sent to it."""

    def __init__(self, endpoint: str) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.target = Target(endpoint, encode(point), encode(self.secret))

    def read(self, arrival: Arrival) -> Any:
        """Return the message. Raises ECEException when it was meant for another browser or changed on the way."""
        text = http_ece.decrypt(
            arrival.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"
        )
        return json.loads(text)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, service: "PushService", *args: Any) -> None:
        self.service = service
        super().__init__(*args)

    def do_POST(self) -> None:
        script = self.service.receive(self)
        if script.silence:
            self.service.stopping.wait(script.silence)
            self.close_connection = True
            return
        self.send_response(script.status)
        for name, value in {"Content-Length": str(len(script.body)), **script.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(script.body)
        # Without a word, as real ones do with a connection that was idle.
        self.close_connection = script.closes

    def log_message(self, *_args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """Who hangs up in the middle of an answer is part of the test."""


class PushService:
    """Keeps what arrives, and answers by its script."""

    def __init__(self) -> None:
        self.script: list[int | Script] = []
        self.arrivals: list[Arrival] = []
        self.stopping = threading.Event()
        self.server = Server(("127.0.0.1", 0), partial(Handler, self))
        self.origin = f"http://127.0.0.1:{self.server.server_port}"

    def receive(self, request: Handler) -> Script:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        headers, connection = dict(request.headers.items()), request.client_address[1]
        self.arrivals.append(Arrival(request.path, headers, body, connection))
        answer = self.script.pop(0) if self.script else 201
        return answer if isinstance(answer, Script) else Script(answer)

    def subscribe(self, name: str = "browser") -> Browser:
        return Browser(f"{self.origin}/push/{name}")


@contextmanager
def running_push_service() -> Iterator[PushService]:
    """A push service that answers for as long as the block lasts."""
    service = PushService()
    threading.Thread(target=service.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield service
    finally:
        service.stopping.set()
        service.server.shutdown()
        service.server.server_close()
