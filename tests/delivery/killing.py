"""A group of workers that is killed at random moments while it reaches a school."""

import os
import random
import signal
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle

from django.db import connections
from django.utils import timezone

from bench.crowd import make_crowd, place
from delivery import tasks
from delivery.models import Channel, Delivery, Digest, Preference
from groups.models import SchoolGroup
from people.models import User
from tests import make
from tests.push_service import Browser, PushService

TOGETHER = 2
WAYS = [Channel.APP, Channel.MAIL, Channel.DAILY]


@dataclass
class Group:
    """The workers that run now, by their process id; `while_busy` counts kills of one that held rows."""

    pids: list[int] = field(default_factory=list)
    kills: int = 0
    while_busy: int = 0

    def start(self) -> None:
        """Begin one more worker: the tasks of the clock, again and again, until it is killed."""
        connections.close_all()
        pid = os.fork()
        if pid == 0:
            work()
        self.pids.append(pid)

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        self.pids.remove(pid)

    def kill_one(self, dice: random.Random) -> None:
        """Kill one of them without a word, and start another in its place."""
        is_busy = Delivery.objects.queued().exclude(claim=None).exists()
        is_busy = is_busy or Digest.objects.filter(state="queued").exclude(claim=None).exists()
        self.kill(dice.choice(self.pids))
        self.kills += 1
        self.while_busy += is_busy
        self.start()


@contextmanager
def running_group() -> Iterator[Group]:
    group = Group()
    for _number in range(TOGETHER):
        group.start()
    try:
        yield group
    finally:
        for pid in list(group.pids):
            group.kill(pid)


def work() -> None:
    try:
        while True:
            tasks.plan_news()
            tasks.send_due()
            time.sleep(0.02)
    finally:
        traceback.print_exc()
        os._exit(1)


def make_reach(size: int, service: PushService) -> dict[str, Browser]:
    """A school of `size` parents, who hear in turn by telephone, by mail and once a day; returns their browsers."""
    group, director = make_crowd("Groot", "77AA", size)
    make.set_policy(group.school, director, hours_mode="off")
    parents = User.objects.exclude(pk=director.pk).order_by("email")
    browsers: dict[str, Browser] = {}
    for parent, way in zip(parents, cycle(WAYS), strict=False):
        Preference.objects.filter(user=parent).update(news=way)
        if way == Channel.APP:
            browser = browsers[f"/push/{parent.pk}"] = service.subscribe(str(parent.pk))
            target = browser.target
            keys = {"endpoint": target.endpoint, "p256dh": target.p256dh, "auth": target.auth}
            make.make_device(parent, **keys)
    place_for_all(group, director)
    return browsers


def place_for_all(group: SchoolGroup, director: User) -> None:
    post = place(group, director, "Vrijdag is er geen les")
    type(post).objects.filter(pk=post.pk).update(published_at=timezone.now() - timedelta(minutes=6))


def strike_four() -> None:
    """Let it be four o'clock for what waits for the overview of today."""
    waiting = Delivery.objects.queued().filter(channel=Channel.DAILY, digest=None, due_at__gt=timezone.now())
    waiting.update(due_at=timezone.now().replace(second=0, microsecond=0))


def wait_until_done(size: int, most: float) -> float:
    """Wait until everything is sent, for so many seconds at most; returns how long that took."""
    began = time.monotonic()
    while time.monotonic() - began < most:
        strike_four()
        if Delivery.objects.count() == size and not Delivery.objects.queued().exists():
            break
        time.sleep(0.1)
    return time.monotonic() - began
