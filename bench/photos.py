"""Part "photos": what a photo costs from upload to renditions, and how soon a "no" is drawn on five hundred.

Each in a process of its own, as a worker is: what another part used may not count. The database is that of
the settings (SQLite in a file, or DATABASE_URL); the files are real.
"""

import io
import multiprocessing
import os
import resource
import statistics
import time
from collections.abc import Callable

from PIL import Image

from bench.pictures import class_photo
from bench.report import Line, compared

ROUNDS = 8
CPU_LIMIT, MEMORY_LIMIT = 1.0, 800
RATIO_LIMIT = 3.0
MEBI = 1024
SIDES = (2000, 1000, 320)


def run() -> list[Line]:
    """Prepare some photos and redraw many; returns the lines of the report."""
    return [*in_own_process(measure), *in_own_process(measure_withdrawal)]


def in_own_process(work: Callable[[], list[Line]]) -> list[Line]:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work)


def set_up() -> None:
    """The settings of a measurement; messages to workers go nowhere, and cost what they cost."""
    import django  # noqa: PLC0415

    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from portal.celery import app  # noqa: PLC0415

    app.conf.broker_url = "memory://localhost"
    call_command("migrate", verbosity=0)


def measure_withdrawal() -> list[Line]:
    set_up()
    # Only now there are settings to import models with.
    from bench import withdrawal  # noqa: PLC0415

    return withdrawal.measure()


def measure() -> list[Line]:
    set_up()
    content = [class_photo(number)[0] for number in range(ROUNDS)]
    ours, redrawn, bare = prepared(content)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBI
    cost, plain = statistics.median(ours[1:]), statistics.median(bare[1:])
    spread = f"{min(ours[1:]):.2f} to {max(ours[1:]):.2f}, plain {min(bare[1:]):.2f} to {max(bare[1:]):.2f}"
    return [
        compared(
            "photos: CPU of 12 MP, upload to three sizes",
            cost,
            plain,
            "s",
            RATIO_LIMIT,
            f"with search and tagger's picture; against decode, resize, encode by Pillow alone; {spread}",
        ),
        Line("photos: the same against a second of one core", round(cost, 3), "s", limit=CPU_LIMIT),
        compared("photos: per second per core", 1 / cost, 1 / plain, "photos/s"),
        Line(
            "photos: CPU of the first photo of a worker", round(ours[0], 3), "s", note="the network is loaded"
        ),
        Line("photos: CPU of drawing 12 MP again", round(statistics.median(redrawn), 3), "s"),
        Line("photos: largest memory of a worker", memory, "MB", limit=MEMORY_LIMIT),
    ]


def prepared(photos: list[bytes]) -> tuple[list[float], list[float], list[float]]:
    """CPU seconds of each photo through the real actions, of drawing it again, and by Pillow alone, in turns."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from bench.school import make_school  # noqa: PLC0415
    from posts import actions  # noqa: PLC0415
    from posts.models import Post  # noqa: PLC0415

    school = make_school()
    group, by, now = school.group, school.teacher, timezone.now()
    post = Post.objects.create(school=group.school, group=group, author=by, author_role="teacher")
    ours, redrawn, bare = [], [], []
    for content in photos:
        start = time.process_time()
        photo = actions.add_photo(post=post, file=SimpleUploadedFile("1.jpg", content), by=by, now=now)
        actions.prepare_photo(photo=photo, now=now)
        ours.append(time.process_time() - start)
        actions.mark_checked(photo=photo, by=by, now=now)
        photo.refresh_from_db()
        start = time.process_time()
        actions.render_photo(photo=photo, now=now)
        redrawn.append(time.process_time() - start)
        start = time.process_time()
        plain(content)
        bare.append(time.process_time() - start)
    return ours, redrawn, bare


def plain(content: bytes) -> None:
    """What any gallery does: decode, three sizes, encode."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    for side in SIDES:
        picture.thumbnail((side, side))
        picture.save(io.BytesIO(), "WEBP", quality=78, method=2)
