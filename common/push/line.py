"""One connection to each push service, for as many messages as there are to send."""

import logging
import re
import ssl
import time
from collections.abc import Mapping
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from common.push.addresses import Target, origin_of
from common.push.answers import Answer, Outcome, to_answer
from common.push.keys import is_configured
from common.push.sealing import encrypt, sign, to_bytes

Urgency = Literal["very-low", "low", "normal", "high"]
TOPIC = re.compile(r"[A-Za-z0-9_-]{0,32}")
# For connecting, and again for the answer.
SECONDS = 10
TOKEN_USED = 3600
# An answer that says more than this is not read to its end.
LARGEST_ANSWER = 4096
log = logging.getLogger(__name__)


class PushLine:
    """Sends messages one after the other; connections and signatures are used again. Not for two threads at once.

    A push service that cannot be reached is left alone for as long as the line lives: waiting for it at each message
    would hold up those for the others. So a line is for one batch.
    """

    def __init__(self) -> None:
        self._connections: dict[str, HTTPConnection] = {}
        self._tokens: dict[str, tuple[float, str]] = {}
        self._unreachable: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def push(
        self,
        target: Target,
        message: Mapping[str, Any],
        *,
        ttl: int,
        urgency: Urgency = "normal",
        topic: str = "",
    ) -> Answer:
        """Send a small JSON message, encrypted for this browser alone.

        The push service keeps it `ttl` seconds for a telephone that is off; a newer one with the same `topic` takes
        its place there. Raises ValueError for a message over 3,000 bytes, a negative ttl or a topic that is none.
        """
        body = to_bytes(message)
        if ttl < 0 or not TOPIC.fullmatch(topic):
            raise ValueError("ttl counts seconds from 0, and a topic is at most 32 of A-Z a-z 0-9 - _.")
        if not is_configured():
            log.error("There is no PUSH_PRIVATE_KEY: a message was not sent.")
            return Answer(Outcome.REFUSED)
        origin = origin_of(target.endpoint)
        if origin is None:
            log.error("The address of a browser is not at a vendor's push service, nor at one of PUSH_HOSTS.")
            return Answer(Outcome.REFUSED)
        try:
            sealed = encrypt(body, target)
        except ValueError:
            log.error("The keys of a browser at %s are none.", origin)
            return Answer(Outcome.REFUSED)
        headers = {"TTL": str(ttl), "Urgency": urgency} | ({"Topic": topic} if topic else {})
        return self._send(origin, target.endpoint, sealed, headers)

    def _send(self, origin: str, endpoint: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send over what there is, and never raise for what happens on the way."""
        if origin in self._unreachable:
            return Answer(Outcome.LATER)
        headers = headers | {
            "Authorization": self._token(origin),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        try:
            answer = self._post(origin, endpoint.removeprefix(origin), body, headers)
        except (OSError, HTTPException) as error:
            self._unreachable.add(origin)
            log.warning("%s cannot be reached: %s", origin, error)
            return Answer(Outcome.LATER)
        if answer.outcome is Outcome.REFUSED:
            log.error("%s refused a message: %s", origin, answer.status)
        return answer

    def _post(self, origin: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Post over the open connection; when the other side closed that one in the meantime, over a new one."""
        connection = self._connections.pop(origin, None)
        if connection is not None:
            try:
                return self._ask(connection, origin, path, body, headers)
            except (ConnectionError, ssl.SSLEOFError):
                pass  # an idle connection has an end that nobody announces
        return self._ask(connect(origin), origin, path, body, headers)

    def _ask(
        self, connection: HTTPConnection, origin: str, path: str, body: bytes, headers: dict[str, str]
    ) -> Answer:
        try:
            connection.request("POST", path, body, headers)
            response = connection.getresponse()
        except BaseException:
            connection.close()
            raise
        if is_free_again(response):
            self._connections[origin] = connection
        else:
            connection.close()
        return to_answer(response)

    def _token(self, origin: str) -> str:
        made_at, token = self._tokens.get(origin, (0.0, ""))
        now = time.time()
        if not made_at <= now < made_at + TOKEN_USED:
            token = sign(origin, now)
            self._tokens[origin] = (now, token)
        return token


def push(
    target: Target, message: Mapping[str, Any], *, ttl: int, urgency: Urgency = "normal", topic: str = ""
) -> Answer:
    """Send one message over a line of its own; see PushLine.push."""
    with PushLine() as line:
        return line.push(target, message, ttl=ttl, urgency=urgency, topic=topic)


def is_free_again(response: HTTPResponse) -> bool:
    """Read the rest of an answer, of which only the status counts, and say whether its connection can be used again."""
    try:
        response.read(LARGEST_ANSWER)
    except (OSError, HTTPException):
        return False
    return response.isclosed() and not response.will_close


def connect(origin: str) -> HTTPConnection:
    """Return a connection that opens at its first request."""
    parts = urlsplit(origin)
    if parts.scheme == "https":
        return HTTPSConnection(parts.netloc, timeout=SECONDS, context=_tls())
    return HTTPConnection(parts.netloc, timeout=SECONDS)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()
