"""Drawing and sealing many pictures, on every processor there is.

Imports no model: it runs in fresh processes that know nothing of Django's apps.
"""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

from common.images import Box, seal
from portal.demo.figures import Look
from portal.demo.pictures import draw_scene

# Below this, starting processes takes longer than drawing.
WORTH_PROCESSES = 12


@dataclass(frozen=True)
class Order:
    """What to draw: the scene, the keys of the children on it, and the seed."""

    scene: str
    children: tuple[str, ...]
    seed: int


@dataclass(frozen=True)
class Sheet:
    """A sealed picture, with the face of each child in the order of its order."""

    content: bytes
    sha256: str
    width: int
    height: int
    faces: tuple[Box, ...]
    alt: str


def draw_sheets(orders: list[Order]) -> Iterator[Sheet]:
    """Draw every order, in order."""
    workers = min(4, len(os.sched_getaffinity(0)))
    if workers == 1 or len(orders) < WORTH_PROCESSES:
        yield from map(draw_sheet, orders)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(draw_sheet, orders, chunksize=4)


def draw_sheet(order: Order) -> Sheet:
    picture = draw_scene(order.scene, [Look.of(child) for child in order.children], order.seed)
    sealed = seal(picture.jpeg)
    return Sheet(
        content=sealed.content,
        sha256=hashlib.sha256(picture.jpeg).hexdigest(),
        width=sealed.width,
        height=sealed.height,
        faces=picture.faces,
        alt=picture.alt,
    )
