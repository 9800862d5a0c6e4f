"""The real process of the event streams, on a Redis of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from common import live
from common.streams import LIFETIME, ticket_for
from scripts.services import running_redis
from tests.streams import LiveProcess, Reader, alone, running_live

CARLA, DIRK = uuid4(), uuid4()
PORTAL = "http://127.0.0.1:1"


@pytest.fixture(scope="module")
def process(tmp_path_factory: Any) -> Iterator[LiveProcess]:
    with running_redis(tmp_path_factory.mktemp("r")) as url, running_live(url, PORTAL) as process:
        yield process


@pytest.fixture(autouse=True)
def own_redis(process: LiveProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "REDIS_URL", process.redis_url)


def ticket(account: UUID = CARLA, **ago: float) -> str:
    return ticket_for(account, now=timezone.now() - timedelta(**ago))


async def opened(process: LiveProcess, account: UUID = CARLA) -> Reader:
    return await (await Reader.open(process, ticket(account))).begin()


def test_a_ring_is_heard_within_a_second_and_by_nobody_else(process: LiveProcess) -> None:
    async def run() -> None:
        phone, laptop, other = [await opened(process, who) for who in (CARLA, CARLA, DIRK)]
        start = time.monotonic()
        assert live.publish([str(CARLA)], "post")
        assert [await phone.told(), await laptop.told()] == [("ring", "post")] * 2
        assert time.monotonic() - start < 1
        assert await other.hears_nothing(1)

    alone(run())


@pytest.mark.parametrize(
    "bad",
    ["", "x", ticket_for(CARLA, now=timezone.now()) + "x", ticket_for(CARLA, now=timezone.now() - LIFETIME)],
    ids=["none", "nonsense", "changed", "over"],
)
def test_without_a_good_ticket_there_is_no_stream(process: LiveProcess, bad: str) -> None:
    assert alone(Reader.open(process, bad)).status == 403


def test_a_ticket_of_another_portal_opens_nothing(
    process: LiveProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(settings, "SECRET_KEY", "another portal" * 4)
        foreign = ticket()
    assert alone(Reader.open(process, foreign)).status == 403


def test_only_pages_of_the_portal_may_read_a_stream(process: LiveProcess) -> None:
    own, foreign, posted = (
        alone(Reader.open(process, ticket(), **words))
        for words in ({"origin": PORTAL}, {"origin": "https://evil.test"}, {"method": "POST"})
    )
    assert (own.status, own.headers["access-control-allow-origin"]) == (200, PORTAL)
    assert own.headers["content-type"].startswith("text/event-stream")
    assert "no-store" in own.headers["cache-control"]
    assert (foreign.status, posted.status) == (403, 405)


def test_a_stream_lives_no_longer_than_its_ticket(process: LiveProcess) -> None:
    async def run() -> None:
        stream = await (await Reader.open(process, ticket(minutes=9, seconds=58))).begin()
        assert await stream.told() == ("end", "-")
        assert await stream.told() == ("", "")

    start = time.monotonic()
    alone(run())
    assert time.monotonic() - start < 4


def test_streams_go_on_when_redis_starts_again(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def run(process: LiveProcess) -> None:
        stream = await opened(process)
        redis.__exit__(None, None, None)
        assert live.publish([str(CARLA)], "post") is False
        with running_redis(tmp_path):
            assert await stream.told(10) == ("ring", "*")
            assert live.publish([str(CARLA)], "event")
            assert await stream.told() == ("ring", "event")

    redis = running_redis(tmp_path)
    url = redis.__enter__()
    monkeypatch.setattr(settings, "REDIS_URL", url)
    with running_live(url) as process:
        alone(run(process))


def test_a_killed_process_starts_again_on_its_port(process: LiveProcess) -> None:
    async def run() -> None:
        stream = await opened(process)
        process.kill()
        assert await stream.told() == ("", "")
        process.start()
        await opened(process)

    alone(run())


def test_a_process_that_is_asked_to_stop_ends_its_streams(process: LiveProcess) -> None:
    async def run() -> None:
        stream = await opened(process)
        start = time.monotonic()
        process.stop()
        assert time.monotonic() - start < 3
        assert await stream.told() == ("end", "-")

    alone(run())
    process.start()


def test_fifty_streams_cost_little_memory_and_leave_none_behind(process: LiveProcess) -> None:
    async def crowd(size: int) -> None:
        streams = [await opened(process, uuid4()) for _ in range(size)]
        memory.append(process.memory)
        for stream in streams:
            stream.close()

    memory: list[int] = []
    alone(crowd(1))
    alone(crowd(50))
    assert (memory[1] - memory[0]) / 50 < 60, "more than 60 kB for a stream"
    alone(crowd(50))
    assert memory[2] - memory[1] < 2000


def test_the_process_of_the_streams_never_opens_the_database() -> None:
    look = "import sys, portal.live.__main__ as m; m.settings.REDIS_URL; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert "portal.live.hub" in loaded.stdout.split()
    assert not [name for name in loaded.stdout.split() if name.startswith(("django.db", "people", "psycopg"))]
