"""Which scenes there are, where the children stand in them, and how they are described."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from portal.demo import indoors, outdoors
from portal.demo.canvas import Canvas
from portal.demo.figures import Place


def _nothing(sheet: Canvas, rnd: random.Random) -> None:
    """A scene without anything in front of the children."""


@dataclass(frozen=True)
class Scene:
    """`alt` is a Dutch phrase that follows the number of children ("… in het bos")."""

    alt: str
    back: Callable[[random.Random], Canvas]
    places: tuple[Place, ...] = ()
    front: Callable[[Canvas, random.Random], None] = _nothing


SCENES: dict[str, Scene] = {
    "forest": Scene(
        "in het bos",
        outdoors.forest,
        (
            Place(660, 742, 0.86, "wave", bag=True),
            Place(500, 770, 0.92, bag=True),
            Place(810, 778, 0.95, "down", bag=True),
            Place(320, 812, 1.02, "wave", bag=True),
            Place(975, 826, 1.06, bag=True),
            Place(150, 866, 1.1, "up", bag=True),
        ),
        outdoors.forest_front,
    ),
    "pond": Scene(
        "bij de vijver",
        outdoors.pond,
        (
            Place(390, 650, 0.9, "right", item="net"),
            Place(1040, 700, 1.0, "wave"),
            Place(205, 740, 1.1, "right", item="net"),
            Place(880, 640, 0.85, "left"),
        ),
        outdoors.pond_front,
    ),
    "farm": Scene(
        "op de kinderboerderij",
        outdoors.farm,
        (
            Place(330, 790, 1.0, "right"),
            Place(850, 790, 1.0, "left"),
            Place(150, 850, 1.1, "wave"),
            Place(1045, 850, 1.1, "down"),
            Place(490, 866, 1.08, "hold"),
        ),
        outdoors.farm_front,
    ),
    "picnic": Scene(
        "op het picknickkleed",
        outdoors.picnic,
        (
            Place(330, 720, 1.05, "sit"),
            Place(520, 680, 0.98, "sit"),
            Place(715, 680, 0.98, "sit"),
            Place(905, 725, 1.06, "sit"),
        ),
        outdoors.picnic_front,
    ),
    "classroom": Scene(
        "voor het bord",
        indoors.classroom,
        (
            Place(640, 850, 1.3, "left"),
            Place(1000, 862, 1.28, "wave"),
            Place(290, 862, 1.3, "down"),
            Place(465, 886, 1.15, "hold"),
        ),
        _nothing,
    ),
    "craft": Scene(
        "aan de knutseltafel",
        indoors.craft,
        (
            Place(240, 850, 1.25, "right", item="brush"),
            Place(480, 840, 1.22, "hold"),
            Place(720, 842, 1.24, "right", item="brush"),
            Place(965, 852, 1.25, "wave"),
        ),
        indoors.craft_front,
    ),
    "playground": Scene(
        "op het schoolplein",
        outdoors.playground,
        (
            Place(860, 402, 0.6, "up"),
            Place(330, 830, 1.1, "up"),
            Place(620, 862, 1.1, "hold", item="ball"),
            Place(180, 800, 0.95, "wave"),
            Place(890, 868, 1.05, "left"),
        ),
        outdoors.playground_front,
    ),
    "group": Scene(
        "samen op het gras",
        outdoors.group,
        (
            Place(300, 690, 0.98),
            Place(470, 672, 0.98),
            Place(640, 668, 1.0),
            Place(815, 680, 0.98),
            Place(380, 878, 1.08, "wave"),
            Place(570, 884, 1.08),
            Place(750, 882, 1.06),
            Place(935, 872, 1.05, "wave"),
        ),
        outdoors.group_front,
    ),
    "garland": Scene("Een slinger met bladeren", indoors.garland),
    "artwork": Scene("Knutselwerk van papier en bladeren", indoors.artwork),
}
