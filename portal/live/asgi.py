"""`GET /live/stream/?ticket=…`: the event stream of one account, until its ticket ends.

Never opens the database, reads no cookie and writes no log of addresses: a ticket is part of one.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from common.streams import Ticket, TicketRefused, read_ticket
from portal.live.hub import EVERYTHING, Full, Hub, Stream

log = logging.getLogger(__name__)

PATH = "/live/stream/"
BEAT_EVERY = 20.0
# A reader who takes nothing for so long is gone or asleep; asking again costs it one request.
SLOWEST = 20.0
START = b"retry: 3000\n\n"

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Application:
    """The ASGI application; `origin` is the one of the pages, which may be on another port."""

    def __init__(self, hub: Hub, origin: str) -> None:
        self.hub = hub
        self.origin = origin.encode("ascii")

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        if scope["path"] != PATH:
            await refuse(send, 404)
        elif scope["method"] != "GET":
            await refuse(send, 405, (b"allow", b"GET"))
        elif origin not in (None, self.origin):
            await refuse(send, 403)
        else:
            await self.answer(scope["query_string"], receive, send)

    async def answer(self, query: bytes, receive: Receive, send: Send) -> None:
        """Open the stream of the account that the ticket names, or say no."""
        now = datetime.now(UTC)
        try:
            ticket = read_ticket(ticket_in(query), now=now)
            stream = self.hub.open(ticket.account)
        except TicketRefused:
            await refuse(send, 403)
        except Full:
            log.warning("As many streams as this process may have; pages ask by themselves.")
            await refuse(send, 503, (b"retry-after", b"60"))
        else:
            await self.serve(stream, ticket, now, receive, send)

    async def serve(
        self, stream: Stream, ticket: Ticket, now: datetime, receive: Receive, send: Send
    ) -> None:
        """Tell until there is nothing more to tell or nobody to tell it to."""
        words = self.words(stream, (ticket.ends_at - now).total_seconds())
        telling = asyncio.create_task(tell(words, self.stream_headers(), send))
        leaving = asyncio.create_task(gone(receive))
        try:
            await asyncio.wait({telling, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.hub.close(stream)
            telling.cancel()
            leaving.cancel()

    async def words(self, stream: Stream, seconds: float) -> AsyncIterator[bytes]:
        """Yield what to send. It begins with everything: nobody knows what happened since the page was made."""
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        yield START + event("beat") + event("ring", EVERYTHING)
        while not stream.last_word and (left := end - clock()) > 0:
            try:
                async with asyncio.timeout(min(left, BEAT_EVERY)):
                    await stream.wake.wait()
            except TimeoutError:
                # Nothing is heard without Redis, so the page is told to look for itself.
                yield event("ring", EVERYTHING) if self.hub.is_deaf else event("beat")
            else:
                yield b"".join(event("ring", about) for about in stream.take())
        yield event(stream.last_word or "end")

    def stream_headers(self) -> list[tuple[bytes, bytes]]:
        return [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"private, no-store, no-transform"),
            (b"x-accel-buffering", b"no"),
            (b"x-content-type-options", b"nosniff"),
            (b"connection", b"close"),
            (b"access-control-allow-origin", self.origin),
            (b"vary", b"origin"),
        ]


def ticket_in(query: bytes) -> str:
    return parse_qs(query.decode("latin-1"), max_num_fields=4).get("ticket", [""])[0]


def event(name: str, data: str = "-") -> bytes:
    """One event as it goes over the line; without data a browser would not pass it on."""
    return f"event: {name}\ndata: {data}\n\n".encode("ascii")


async def refuse(send: Send, status: int, *headers: tuple[bytes, bytes]) -> None:
    always = [(b"content-length", b"0"), (b"cache-control", b"private, no-store")]
    await send({"type": "http.response.start", "status": status, "headers": [*always, *headers]})
    await send({"type": "http.response.body", "body": b""})


async def tell(words: AsyncIterator[bytes], headers: list[tuple[bytes, bytes]], send: Send) -> None:
    """Send all words; a reader who does not take them in time is left."""
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        async for word in words:
            async with asyncio.timeout(SLOWEST):
                await send({"type": "http.response.body", "body": word, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        log.info("A reader took nothing for %s seconds and was left.", SLOWEST)


async def gone(receive: Receive) -> None:
    """Return when the reader has closed the line."""
    while (await receive())["type"] != "http.disconnect":
        continue
