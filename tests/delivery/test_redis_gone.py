"""Redis is away and comes back empty: what was placed meanwhile reaches everybody all the same (F03).

The rows say what is left, and the clock of the worker rings again. With the true clock and ten minutes without Redis:
`KRING_OUTAGE=600 make test-services ARGS="tests/delivery/test_redis_gone.py -s"`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from delivery.models import Delivery, Watermark
from scripts.services import running_redis
from tests import make

OUTAGE = float(os.environ.get("KRING_OUTAGE", "3"))
APP = "portal" if "KRING_OUTAGE" in os.environ else "tests.delivery.quick_worker"


@contextmanager
def running_worker(redis: Path, directory: Path) -> Iterator[None]:
    """A worker with its own clock, as in production, on the database of this test."""
    program = [sys.executable, "-m", "celery", "--quiet", "-A", APP, "worker", "--beat", "--pool", "solo"]
    options = ["--queues", "kring,delivery", "--schedule", str(directory / "beat")]
    before = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "portal.settings",
        "KRING_VAR": str(directory),
        "DATABASE_URL": f"{before}/{connection.settings_dict['NAME']}",
        "REDIS_URL": f"unix://{redis}/redis.sock",
    }
    # Its clock is a process of its own: they go together.
    with (directory / "log").open("wb") as log:
        worker = subprocess.Popen(
            [*program, *options], env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        yield
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=20)


def seconds_until(is_true: Callable[[], bool], most: float) -> float:
    began = time.monotonic()
    while not is_true():
        assert time.monotonic() - began < most
        time.sleep(0.1)
    return time.monotonic() - began


@pytest.mark.django_db(transaction=True)
def test_what_is_placed_without_redis_arrives_soon_after_it_is_back(
    group_5b: Any, emma: Any, anna: Any, carla: Any, greet: Any, tmp_path: Path
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a second process does not see the SQLite database of a test")
    make.set_policy(group_5b.school, greet, hours_mode="off")
    # The name of a socket has to be short.
    with ExitStack() as stack:
        redis = Path(stack.enter_context(TemporaryDirectory(prefix="kring-"))) / "r"
        with running_redis(redis):
            stack.enter_context(running_worker(redis, tmp_path))
            seconds_until(Watermark.objects.exists, most=90)
        shutil.rmtree(redis)
        # What the worker had in hand is done by then.
        time.sleep(OUTAGE)
        make.make_post(group_5b, anna, published_at=timezone.now() - timedelta(minutes=6))
        sent = Delivery.objects.filter(user=carla, state="sent")
        assert not sent.exists()
        stack.enter_context(running_redis(redis))
        took = seconds_until(sent.exists, most=120)
    sys.stdout.write(f"\n{OUTAGE:.0f} s without Redis, then an empty one: sent {took:.1f} s after that\n")
    mails = [path.read_text() for path in tmp_path.glob("mail/*.log")]
    assert sum(f"To: {carla.email}" in mail for mail in mails) == 1
