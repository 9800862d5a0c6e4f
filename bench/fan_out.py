"""Part "fan-out": one post for a whole school, until everybody is in the ledger and every mail is with the server."""

import resource
import time
from dataclasses import dataclass
from datetime import timedelta
from smtplib import SMTP

from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from bench.crowd import make_crowd, place
from bench.report import Line, compared
from bench.sink import HOST, Sink, sink
from delivery.actions.digests import gather_digests, send_digests
from delivery.actions.mails import send_mails
from delivery.actions.planning import plan_post
from posts.models import Post

SIZES = (1_000, 10_000, 45_000)
FAMILIES = 10_000
# What a mail of the product may cost its worker, in ms (performance.md section 4).
LIMIT = 1.0


@dataclass
class Cost:
    """What some work took, in seconds: by the clock, and of this process."""

    wall: float = 0
    cpu: float = 0

    def __enter__(self) -> "Cost":
        self.wall, self.cpu = -time.perf_counter(), -time.process_time()
        return self

    def __exit__(self, *_error: object) -> None:
        self.wall += time.perf_counter()
        self.cpu += time.process_time()


def run() -> list[Line]:
    """Reach three schools of growing size; returns the lines of the report."""
    call_command("migrate", verbosity=0)
    lines = []
    for number, size in enumerate(SIZES):
        group, director = make_crowd(f"Menigte {size}", f"{number}7BB", size)
        lines += _reach(place(group, director, "Vrijdag is er geen les"), size)
    return lines + _overviews()


def _reach(post: Post, size: int) -> list[Line]:
    now = timezone.now() + timedelta(minutes=6)
    memory = _peak()
    with CaptureQueriesContext(connection) as asked, Cost() as planning:
        plan_post(post=post, now=now)
    asked_for = len(asked)
    return [
        Line(f"fan-out to {size:,}: ledger complete", planning.wall, "s"),
        Line(f"fan-out to {size:,}: SQL for 1,000 people", asked_for / (size / 1_000), ""),
        Line(f"fan-out to {size:,}: memory for 1,000 people", (_peak() - memory) / (size / 1_000), "kB"),
        *_mail(size),
    ]


def _overviews() -> list[Line]:
    """The weekly overview for many families, each with three posts."""
    group, director = make_crowd("Weekoverzicht", "90BB", FAMILIES, news="weekly")
    now = timezone.now() + timedelta(minutes=6)
    for number in range(3):
        plan_post(post=place(group, director, f"Nieuws {number}"), now=now)
    friday = now + timedelta(days=7)
    with sink() as server, _server_of(server):
        with Cost() as ours:
            while gather_digests(now=friday):
                pass
            while send_digests(now=friday):
                pass
        taken = server.count()
        with Cost() as bare:
            _bare(server, taken)
    if taken != FAMILIES:
        raise AssertionError(f"{taken} of {FAMILIES} overviews left.")
    each, base = 1000 * ours.cpu / FAMILIES, 1000 * bare.cpu / FAMILIES
    return [
        Line(f"fan-out: weekly overview for {FAMILIES:,} families", ours.wall, "s"),
        compared("fan-out: CPU of a weekly overview", each, base, "ms"),
    ]


def _mail(size: int) -> list[Line]:
    """Send what is planned, and as many mails of the same bytes by a bare loop on the same sink."""
    later = timezone.now() + timedelta(days=5)
    with sink() as server, _server_of(server):
        with Cost() as ours:
            while send_mails(now=later):
                pass
        taken = server.count()
        with Cost() as bare:
            _bare(server, taken)
    if taken != size:
        raise AssertionError(f"{taken} of {size} mails left.")
    return [
        compared(
            f"fan-out to {size:,}: wall of a mail", 1000 * ours.wall / size, 1000 * bare.wall / size, "ms"
        ),
        compared(f"fan-out to {size:,}: CPU of a mail", 1000 * ours.cpu / size, 1000 * bare.cpu / size, "ms"),
        Line(f"fan-out to {size:,}: mails in a second", size / ours.wall, ""),
        Line(
            f"fan-out to {size:,}: CPU of a mail against its limit", 1000 * ours.cpu / size, "ms", limit=LIMIT
        ),
    ]


def _server_of(server: Sink) -> override_settings:
    backend = "django.core.mail.backends.smtp.EmailBackend"
    return override_settings(EMAIL_BACKEND=backend, EMAIL_HOST=HOST, EMAIL_PORT=server.port)


def _bare(server: Sink, count: int) -> None:
    """The yardstick: the same mail again and again, with nothing asked, made or written down."""
    data = b"Subject: x\r\n\r\n" + b"Wat een dag! We zochten dieren in de vijver.\r\n" * 140
    with SMTP(HOST, server.port) as line:
        for number in range(count):
            line.sendmail("school@bench.test", [f"p{number}@bench.test"], data)


def _peak() -> int:
    """The most memory this process ever had, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
