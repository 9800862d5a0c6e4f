"""A guardian says no for a child that is on five hundred photos: the request, and until all are drawn again."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bench.report import Line, compared
from bench.school import BenchSchool, make_school
from common.images import SIZES
from common.storage import exists_private, new_name, write_private
from consent.forms import field_name
from consent.models import Purpose
from people.models import Child, User
from portal.celery import app
from posts import actions
from posts.models import Photo, Post, Region, Rendition
from posts.queries.masks import masks_for

MANY, FEW = 500, 50
PER_POST = 20
# A sixteenth of what a phone makes: what is asked here is the work round the drawing.
WIDE, HIGH = 1008, 756
REQUEST_LIMIT = 500
FLAT = 1.05


def measure() -> list[Line]:
    """Place the photos, draw them, and withdraw twice: for a child on fifty and for one on all."""
    school = make_school()
    seldom, often, never = school.children[0], school.children[1], school.children[2]
    place_photos(school, seldom, often)
    redraw_all()
    elsewhere = statistics.median(answer(school, never, yes) for yes in (False, True) * 3)
    few = withdrawn(school, seldom, FEW)
    many = withdrawn(school, often, MANY)
    name = f"photos: all {MANY} drawn again after a no"
    return [
        compared("photos: the request that says no", many.request, elsewhere, "ms", note="against no photos"),
        Line("photos: the same against half a second", round(many.request, 1), "ms", limit=REQUEST_LIMIT),
        Line(name, round(many.seconds, 1), "s", note=f"one worker, {WIDE} x {HIGH} pixels; sweep included"),
        Line("photos: CPU of one of them", round(many.cpu / MANY, 3), "s"),
        compared(
            f"photos: statements per photo, {MANY} against {FEW}",
            many.statements / MANY,
            few.statements / FEW,
            "",
            FLAT,
        ),
    ]


@dataclass
class Withdrawal:
    """What one took: milliseconds of the request; until all is drawn, seconds, CPU seconds and statements."""

    request: float
    seconds: float
    cpu: float
    statements: int


def withdrawn(school: BenchSchool, child: Child, photos: int) -> Withdrawal:
    before = keys_of(child)
    request = statistics.median(answer(school, child, yes) for yes in (False, True, False, True, False))
    start, cpu = time.perf_counter(), time.process_time()
    statements = counted(redraw_all)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    check(child, before, photos)
    return Withdrawal(request, seconds, cpu, statements)


def place_photos(school: BenchSchool, seldom: Child, often: Child) -> None:
    """Checked photos in published posts, each with a sealed master of its own and three children on it."""
    from tests.common.pictures import encode, scenery  # noqa: PLC0415

    content = encode(scenery(WIDE, HIGH), "JPEG", quality=92)
    now, group, teacher = timezone.now(), school.group, school.teacher
    for first in range(0, MANY, PER_POST):
        post = Post.objects.create(
            school=group.school, group=group, author=teacher, author_role="teacher", title="Foto's"
        )
        Post.objects.filter(pk=post.pk).update(state=Post.State.PUBLISHED, published_at=now)
        for number in range(first, first + PER_POST):
            photo = Photo.objects.create(
                post=post,
                position=number - first,
                state=Photo.State.READY,
                width=WIDE,
                height=HIGH,
                master_name=write_private(new_name("masters", "jpg"), content),
                sha256=f"{number:064}",
                uploaded_by=teacher,
                checked_by=teacher,
                checked_at=now,
            )
            others = [seldom] if number < FEW else [school.children[3]]
            for place, child in enumerate([often, *others, school.children[5]]):
                Region.objects.create(
                    photo=photo,
                    x=0.1 + 0.3 * place,
                    y=0.3,
                    width=0.1,
                    height=0.2,
                    child=child,
                    drawn_by=teacher,
                )


def answer(school: BenchSchool, child: Child, yes: bool) -> float:
    """Milliseconds in which the page with choices takes the answer of one guardian."""
    guardian = User.objects.filter(authorities__child=child).first()
    client = Client()
    client.force_login(guardian)
    purposes = Purpose.objects.filter(school=school.group.school)
    fields = {field_name(purpose): "yes" if yes else "no" for purpose in purposes}
    url = reverse("consent:child", args=[child.pk])
    start = time.perf_counter()
    response = client.post(url, fields)
    taken = (time.perf_counter() - start) * 1000
    if response.status_code != 303:  # noqa: PLR2004
        raise RuntimeError(f"The choices answered {response.status_code}")
    return taken


def redraw_all() -> None:
    """The sweep, with a worker that draws each photo as soon as it is asked for."""
    cache.clear()
    app.conf.task_always_eager = True
    try:
        actions.sweep_renditions(now=timezone.now())
    finally:
        app.conf.task_always_eager = False


def counted(work: Callable[[], None]) -> int:
    """How many statements this sends to the database."""
    statements = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        work()
    return statements


def keys_of(child: Child) -> dict[Any, str]:
    photos = Photo.objects.filter(regions__child=child)
    return {pk: mask.key for pk, mask in masks_for(photos, today=timezone.localdate()).items()}


def check(child: Child, before: dict[Any, str], photos: int) -> None:
    """Every photo of the child has another mask, with a file of each size."""
    after = keys_of(child)
    drawn = [
        row.stored_as
        for row in Rendition.objects.filter(photo__in=after)
        if row.mask_key == after[row.photo_id] != before[row.photo_id]
    ]
    if len(after) != photos or len(drawn) != photos * len(SIZES) or not all(map(exists_private, drawn)):
        raise RuntimeError(f"{len(drawn)} files drawn for {len(after)} photos")
