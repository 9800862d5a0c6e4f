"""The real process of the event streams on a real Redis, and readers of its streams."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from redis import Redis

from common.streams import channel

T = TypeVar("T")
ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class LiveProcess:
    """`python -m portal.live` on a port of its own; `start` again after `kill`."""

    redis_url: str
    portal: str = "http://127.0.0.1:1"
    module: str = "portal.live"
    port: int = field(default_factory=free_port)
    process: Any = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        own = {"DJANGO_SETTINGS_MODULE": "portal.settings", "KRING_ENV_FILE": os.devnull}
        own |= {"REDIS_URL": self.redis_url, "KRING_URL": self.portal, "KRING_VAR": str(settings.VAR_DIR)}
        own |= {"SECRET_KEY": settings.SECRET_KEY}
        program = [sys.executable, "-m", self.module, "--bind", f"127.0.0.1:{self.port}"]
        self.process = subprocess.Popen(program, cwd=ROOT, env=os.environ | own)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the process of the streams does not answer")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)

    def stop(self) -> int:
        """Ask it to stop, as a service manager does; returns its exit code."""
        self.process.terminate()
        return int(self.process.wait(timeout=15))

    @property
    def memory(self) -> int:
        """What the process holds of the machine's memory, in kB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])


@contextmanager
def running_live(
    redis_url: str, portal: str = "http://127.0.0.1:1", module: str = "portal.live"
) -> Iterator[LiveProcess]:
    live = LiveProcess(redis_url, portal, module)
    live.start()
    try:
        if module == "portal.live":
            wait_until_heard(live)
        yield live
    finally:
        if live.process.poll() is None:
            live.kill()


class Reader:
    """One open stream. `told` waits for the next ring, as (name, data); beats are read past."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.status = 0
        self.headers: dict[str, str] = {}

    @classmethod
    async def open(cls, live: LiveProcess, ticket: str, origin: str = "", method: str = "GET") -> "Reader":
        reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
        stream = cls(reader, writer)
        extra = f"Origin: {origin}\r\n" if origin else ""
        address = f"/live/stream/?ticket={ticket}"
        writer.write(f"{method} {address} HTTP/1.1\r\nHost: kring.test\r\n{extra}\r\n".encode())
        await stream._read_head()
        return stream

    async def _read_head(self) -> None:
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        self.status = int(head[0].split()[1])
        pairs = (line.partition(":") for line in head[1:] if line)
        self.headers = {name.strip().lower(): value.strip() for name, _, value in pairs}

    async def event(self) -> tuple[str, str]:
        """The next event; ("", "") when the line was closed."""
        name = ""
        while line := await self.reader.readline():
            word, _, value = line.decode("ascii").strip().partition(": ")
            if word == "event":
                name = value
            elif word == "data":
                return name, value
        return "", ""

    async def told(self, seconds: float = 5) -> tuple[str, str]:
        async with asyncio.timeout(seconds):
            while (event := await self.event())[0] == "beat":
                continue
            return event

    async def begin(self) -> "Reader":
        """Read past what every stream begins with."""
        assert await self.told() == ("ring", "*")
        return self

    async def hears_nothing(self, seconds: float) -> bool:
        try:
            await self.told(seconds)
        except TimeoutError:
            return True
        return False

    def close(self) -> None:
        self.writer.close()


def wait_until_heard(live: LiveProcess) -> None:
    """Wait until the process has subscribed at its Redis."""
    redis = Redis.from_url(live.redis_url)
    deadline = time.monotonic() + 15
    while not redis.pubsub_numsub(channel())[0][1]:
        assert time.monotonic() < deadline, "nobody listens"
        time.sleep(0.05)
    redis.close()


def alone(run: Coroutine[Any, Any, T]) -> T:
    """Run this in a loop of its own: browser tests of the same worker leave one running in its thread."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, run).result()
