"""Who listens: one subscription to Redis for the whole process, and a small, bounded list for every stream."""

import asyncio
import json
import logging

from django.conf import settings
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from common.streams import channel

log = logging.getLogger(__name__)

# Anything may have changed: ask for everything on the page.
EVERYTHING = "*"
MOST_NOTES = 64
MOST_PER_ACCOUNT = 6
MOST_STREAMS = 2000
AGAIN_AFTER = 1.0
LISTEN_FOR = 5.0


class Full(Exception):
    """This process has as many streams as it may have."""


class Stream:
    """What one open page is still to be told. The same note twice is one; too many notes are one: everything."""

    def __init__(self, account: str) -> None:
        self.account = account
        self.last_word = ""
        self.wake = asyncio.Event()
        self._notes: dict[str, None] = {}

    def tell(self, about: str) -> None:
        if len(self._notes) >= MOST_NOTES:
            self._notes = {EVERYTHING: None}
        self._notes[about] = None
        self.wake.set()

    def take(self) -> list[str]:
        """Return what is to be told, oldest first, and forget it."""
        notes, self._notes = self._notes, {}
        self.wake.clear()
        return [EVERYTHING] if EVERYTHING in notes else list(notes)

    def end(self, word: str) -> None:
        """Say this word and stop."""
        self.last_word = word
        self.wake.set()


class Hub:
    """All streams of this process, by account."""

    def __init__(self) -> None:
        self.is_deaf = True
        self.count = 0
        self._streams: dict[str, list[Stream]] = {}

    def open(self, account: str) -> Stream:
        """Add a stream. Past the limit of an account the oldest makes place: it may be a line that fell away."""
        if self.count >= MOST_STREAMS:
            raise Full
        mine = self._streams.setdefault(account, [])
        if len(mine) >= MOST_PER_ACCOUNT:
            mine[0].end("full")
            self.close(mine[0])
        stream = Stream(account)
        self._streams.setdefault(account, []).append(stream)
        self.count += 1
        return stream

    def close(self, stream: Stream) -> None:
        """Forget a stream; a second time does nothing."""
        mine = self._streams.get(stream.account, [])
        if stream in mine:
            mine.remove(stream)
            self.count -= 1
        if not mine:
            self._streams.pop(stream.account, None)

    def everyone(self) -> list[Stream]:
        return [stream for mine in self._streams.values() for stream in mine]

    def pass_on(self, data: bytes) -> None:
        """Give one ring to the streams of the accounts it names, and to no other."""
        try:
            note = json.loads(data)
            names, about = note["to"], str(note["about"])
        except (ValueError, KeyError, TypeError):
            log.error("A ring that is none was left out.")
            return
        for name in names:
            for stream in self._streams.get(name, ()):
                stream.tell(about)

    async def listen(self) -> None:
        """Listen to Redis for ever; one that went away is looked for every second."""
        while True:
            try:
                await self._hear()
            except (RedisError, OSError) as error:
                if not self.is_deaf:
                    log.warning("Redis down, open pages ask by themselves: %s", error)
                self.is_deaf = True
            await asyncio.sleep(AGAIN_AFTER)

    async def _hear(self) -> None:
        redis = Redis.from_url(
            settings.REDIS_URL,
            socket_connect_timeout=2,
            health_check_interval=LISTEN_FOR,
            retry=Retry(NoBackoff(), 0),
        )
        async with redis, redis.pubsub() as heard:
            await heard.subscribe(channel())
            while True:
                message = await heard.get_message(timeout=LISTEN_FOR)
                if message and message["type"] == "subscribe":
                    self._hears_again()
                elif message and message["type"] == "message":
                    self.pass_on(message["data"])

    def _hears_again(self) -> None:
        """What rang while nobody listened is not known: everybody asks for everything."""
        self.is_deaf = False
        for stream in self.everyone():
            stream.tell(EVERYTHING)
