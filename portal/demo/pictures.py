"""The pictures of the demo school: drawn, never photographed, and the same every time.

picture = draw_scene("forest", [Look.of(child.key), …], seed=7)
picture.faces[0]        the face of the first child, ready to become a region
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from common.images import Box
from portal.demo.figures import Look, draw_child
from portal.demo.scenes import SCENES

NUMBERS = (
    "",
    "Een kind",
    "Twee kinderen",
    "Drie kinderen",
    "Vier kinderen",
    "Vijf kinderen",
    "Zes kinderen",
    "Zeven kinderen",
    "Acht kinderen",
)
KINDS = tuple(SCENES)


@dataclass(frozen=True)
class DrawnPicture:
    """A JPEG of 1600 x 1200, the face of each child in the order given, and a Dutch alt text."""

    jpeg: bytes
    faces: tuple[Box, ...]
    alt: str


def room_for(kind: str) -> int:
    """How many children fit in a scene; 0 for a picture of things."""
    return len(SCENES[kind].places)


def draw_scene(kind: str, children: Sequence[Look], seed: int) -> DrawnPicture:
    """Draw one scene; the seed varies season, sky and props. Raises ValueError when it is full."""
    scene = SCENES[kind]
    if len(children) > len(scene.places):
        raise ValueError(f"{kind} has room for {len(scene.places)} children, not {len(children)}")
    rnd = random.Random(f"{kind}-{seed}")  # noqa: S311 - decoration, not a secret
    sheet = scene.back(rnd)
    places = scene.places[: len(children)]
    for look, place in sorted(zip(children, places, strict=True), key=lambda pair: pair[1].y):
        draw_child(sheet, look, place)
    scene.front(sheet, rnd)
    faces = tuple(Box(*place.face()) for place in places)
    return DrawnPicture(sheet.jpeg(), faces, _alt(scene.alt, len(children)))


def _alt(phrase: str, count: int) -> str:
    if not count:
        return phrase[0].upper() + phrase[1:]
    return f"{NUMBERS[count]} {phrase}"
