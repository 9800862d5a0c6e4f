"""Part "faces": CPU and memory of one photo of 12 megapixels, from upload to three renditions, detection included.

In a process of its own, as a worker is: what another part used may not count.
"""

import io
import multiprocessing
import os
import resource
import statistics
import time

import django
from PIL import Image

from bench.report import Line, compared

ROUNDS = 6
WIDE, HIGH = 4032, 3024
ACROSS, DOWN = 6, 5
CPU_LIMIT, MEMORY_LIMIT = 1.0, 800
MEBI = 1024


def run() -> list[Line]:
    """Prepare the same photo a few times; returns the lines of the report."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        first, later, found, memory, plain = pool.apply(measure)
    return [
        compared(
            "faces: CPU per photo against plain Pillow",
            later,
            plain,
            "s",
            note="decode, three sizes and encode of the same file by Pillow alone",
        ),
        Line("faces: CPU per photo", round(later, 3), "s", limit=CPU_LIMIT),
        Line("faces: CPU of the first photo of a worker", round(first, 3), "s", note="the network is loaded"),
        Line("faces: largest memory of a worker", memory, "MB", limit=MEMORY_LIMIT),
        Line("faces: found on the photo", found, "", note=f"{ACROSS * DOWN} are on it"),
    ]


def measure() -> tuple[float, float, int, int, float]:
    """Seconds of the first photo, median seconds of the next, faces found, megabytes, seconds of plain Pillow."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    django.setup()
    # Only now there are settings to import models with.
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    content = class_photo()
    seconds, found = prepared(content)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEBI
    return seconds[0], statistics.median(seconds[1:]), found, memory, statistics.median(plain(content))


def class_photo() -> bytes:
    """Thirty times the portrait on a busy ground, as a JPEG of a phone."""
    from tests.common import portraits  # noqa: PLC0415

    ground = Image.effect_noise((WIDE // 4, HIGH // 4), 30).resize((WIDE, HIGH))
    picture = Image.merge("RGB", [ground, ground.transpose(Image.Transpose.ROTATE_180), ground])
    for number in range(ACROSS * DOWN):
        row, column = divmod(number, ACROSS)
        at = (column + 0.5) / ACROSS, (row + 0.5) / DOWN
        portraits.paste(picture, at, 60 + 8 * number, turned=5 * (number % 5) - 10)
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def prepared(content: bytes) -> tuple[list[float], int]:
    """CPU seconds of each round through the real action, and how many faces it found."""
    from django.utils import timezone  # noqa: PLC0415

    from bench.school import make_school  # noqa: PLC0415
    from common.storage import new_name, write_private  # noqa: PLC0415
    from posts import actions  # noqa: PLC0415
    from posts.models import Photo, Post  # noqa: PLC0415

    school = make_school()
    post = Post.objects.create(
        school=school.group.school, group=school.group, author=school.teacher, author_role="teacher"
    )
    seconds = []
    for number in range(ROUNDS):
        name = write_private(new_name("incoming", "bin"), content)
        photo = Photo.objects.create(
            post=post, sha256=f"{number:064}", source_name=name, uploaded_by=school.teacher
        )
        start = time.process_time()
        actions.prepare_photo(photo=photo, now=timezone.now())
        seconds.append(time.process_time() - start)
    return seconds, photo.regions.count()


def plain(content: bytes) -> list[float]:
    """CPU seconds of what any gallery does: decode, three sizes, encode."""
    seconds = []
    for _round in range(ROUNDS):
        start = time.process_time()
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        for side in (2000, 1000, 320):
            picture.thumbnail((side, side))
            picture.save(io.BytesIO(), "WEBP", quality=78, method=2)
        seconds.append(time.process_time() - start)
    return seconds
