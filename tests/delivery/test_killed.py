"""Workers are killed at random while they reach a school: nothing is lost, nothing comes three times (F01).

What arrived is counted outside Kring: by the mail server and by the push service. The whole measurement of the security
page: `KRING_KILLS=50 KRING_DELIVERIES=1000 make test-services ARGS="tests/delivery/test_killed.py -s"`.
"""

import os
import random
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bench.sink import sink
from common.bounces import message_id
from delivery.models import Delivery, Digest
from tests.delivery.killing import TOGETHER, make_reach, running_group, strike_four, wait_until_done
from tests.push_service import running_push_service

SIZE = int(os.environ.get("KRING_DELIVERIES", "120"))
KILLS = int(os.environ.get("KRING_KILLS", "6"))
IS_SMALL = KILLS < 50


@pytest.mark.django_db(transaction=True)
def test_killed_workers_lose_nothing_and_no_mail_comes_three_times(
    settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a second process does not see the SQLite database of a test")
    if IS_SMALL:
        monkeypatch.setattr("delivery.actions.claiming.LEASE", timedelta(seconds=2))
    dice, ids = random.Random(1), tmp_path / "ids"  # noqa: S311
    with sink(ids) as server, running_push_service() as service:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.PUSH_HOSTS = [service.origin]
        browsers = make_reach(SIZE, service)
        with running_group() as group:
            while group.kills < KILLS:
                time.sleep(dice.uniform(0.05, 0.6))
                strike_four()
                group.kill_one(dice)
            took = wait_until_done(SIZE, most=60)
    mails = Counter(ids.read_text().split())
    rings = Counter(arrival.path for arrival in service.arrivals)
    tags = {
        path: {browsers[path].read(a)["tag"] for a in service.arrivals if a.path == path} for path in rings
    }
    twice = sum(times - 1 for times in mails.values())
    report(
        f"{SIZE} deliveries, {group.kills} kills, {group.while_busy} of them in the middle of work: all done "
        f"{took:.1f} s after the last; {sum(mails.values())} mails for {len(mails)}, {twice} of them second copies; "
        f"{sum(rings.values())} notifications for {len(rings)} telephones"
    )
    assert set(mails) == names_of_mails()
    assert rings.keys() == browsers.keys()
    assert max(mails.values()) <= 2
    assert twice <= group.kills * TOGETHER
    assert all(len(found) == 1 for found in tags.values())
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert Delivery.objects.values("user").distinct().count() == Delivery.objects.count() == SIZE


def report(line: str) -> None:
    """Say it under `-s`: the figures of the security page."""
    sys.stdout.write(f"\n{line}\n")


def names_of_mails() -> set[str]:
    """The names of the mails that Kring says it sent."""
    single = Delivery.objects.filter(channel="mail", state="sent").values_list("pk", flat=True)
    overviews = Digest.objects.filter(state="sent").values_list("pk", flat=True)
    return {message_id(f"d{pk}") for pk in single} | {message_id(f"w{pk}") for pk in overviews}
