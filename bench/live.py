"""Part "live": what 200 open streams hold of memory, and how soon a ring is heard by all of them.

Memory against a bare application on the same server that keeps its lines open; time against one bare
subscriber of Redis.
"""

import asyncio
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

from django.conf import settings
from django.utils import timezone
from redis import Redis

from bench.report import Line, compared
from common import live
from common.streams import channel, ticket_for
from scripts.services import running_redis
from tests.streams import LiveProcess, Reader, running_live

STREAMS = 200
RINGS = 50
# What a stream may hold: with 2,000 of them, the most a process takes, that is 100 MB.
MOST_MEMORY = 50.0
MOST_WAIT = 1000.0


def run() -> list[Line]:
    """Open the streams of a whole school on a Redis of its own; returns the lines of the report."""
    with TemporaryDirectory(prefix="kring-live-") as directory, running_redis(Path(directory)) as url:
        settings.REDIS_URL = url
        with running_live(url) as process:
            empty = process.memory
            held, waits, single = asyncio.run(listen(process))
        with running_live(url, module="bench.bare_streams") as bare:
            bare_empty = bare.memory
            bare_held = asyncio.run(hold(bare))
        alone = statistics.median(bare_wait(url) for _ in range(RINGS))
    return [
        compared(
            f"live: memory of each of {STREAMS} streams",
            (held - empty) / STREAMS,
            (bare_held - bare_empty) / STREAMS,
            "kB",
            note="resident, against lines on the same server that say nothing",
        ),
        Line(
            "live: memory of each stream, limit", round((held - empty) / STREAMS, 1), "kB", limit=MOST_MEMORY
        ),
        Line("live: memory of the process without streams", round(empty / 1000, 1), "MB"),
        compared("live: a ring to one of them, median", statistics.median(single), alone, "ms"),
        Line("live: a ring to all of them, p95", p95(waits), "ms", limit=MOST_WAIT),
    ]


async def listen(process: LiveProcess) -> tuple[int, list[float], list[float]]:
    """Return the memory with all streams open, and how long a ring took to all and to one, in milliseconds."""
    accounts = [uuid4() for _ in range(STREAMS)]
    streams = [await opened(process, account) for account in accounts]
    memory = process.memory
    waits, single = [], []
    for _ in range(RINGS):
        waits.append(await heard_after(streams, accounts))
        single.append(await heard_after(streams[:1], accounts[:1]))
    return memory, waits, single


async def heard_after(streams: list[Reader], accounts: list[UUID]) -> float:
    start = time.perf_counter()
    await asyncio.to_thread(live.publish, [str(account) for account in accounts], "post")
    await asyncio.gather(*(stream.told() for stream in streams))
    return (time.perf_counter() - start) * 1000


async def hold(process: LiveProcess) -> int:
    streams = [await opened(process, uuid4()) for _ in range(STREAMS)]
    memory = process.memory
    for stream in streams:
        stream.close()
    return memory


async def opened(process: LiveProcess, account: UUID) -> Reader:
    return await (await Reader.open(process, ticket_for(account, now=timezone.now()))).begin()


def bare_wait(url: str) -> float:
    """How long one message takes through Redis to one subscriber, in milliseconds."""
    with Redis.from_url(url) as redis, redis.pubsub(ignore_subscribe_messages=True) as heard:
        heard.subscribe(channel())
        heard.get_message(timeout=2)
        start = time.perf_counter()
        redis.publish(channel(), "post")
        while heard.get_message(timeout=2) is None:
            continue
        return (time.perf_counter() - start) * 1000


def p95(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=20)[-1], 1)
