"""Photos on which faces are missed more often: so dark or so smeared that a person has to look."""

import io
from typing import Literal

from PIL import Image, ImageChops, ImageStat

Weakness = Literal["dark", "blurred"]
SIDE = 640
# Mean brightness of 255. At a tenth of daylight faces begin to be missed, at a twentieth one in three is.
DARK = 18
# A sharp edge changes as much in one pixel as in eight; smeared over eight or more, an eighth of it.
NEAR, FAR = 1, 8
BLURRED = 0.2
# Of all pixels the few that change most: only edges tell, and where hardly anything changes there are none.
EDGES = 0.998
FLAT = 16


def weakness_of(master: bytes) -> Weakness | None:
    """What is the matter with a sealed master, if anything. Raises ValueError when it cannot be read."""
    grey = _small_grey(master)
    if ImageStat.Stat(grey).mean[0] < DARK:
        return "dark"
    return "blurred" if _sharpness(grey) < BLURRED else None


def _small_grey(master: bytes) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(master), formats=("JPEG",))
        image.draft("L", (SIDE, SIDE))
        grey = image.convert("L")
    except (OSError, SyntaxError) as error:
        raise ValueError("The sealed master cannot be read") from error
    grey.thumbnail((SIDE, SIDE), Image.Resampling.BILINEAR)
    return grey


def _sharpness(grey: Image.Image) -> float:
    """About 0.5 for a sharp photo. A photo that moved is smeared one way: the worse of the two directions."""
    changes = [
        (_change(grey, NEAR * along, NEAR * down), _change(grey, FAR * along, FAR * down))
        for along, down in ((1, 0), (0, 1))
    ]
    return min((near / far for near, far in changes if far >= FLAT), default=1.0)


def _change(grey: Image.Image, along: int, down: int) -> int:
    """How much brighter or darker the pixel this far away is, where it differs most."""
    width, height = grey.size
    here, there = grey.crop((0, 0, width - along, height - down)), grey.crop((along, down, width, height))
    counts = ImageChops.difference(here, there).histogram()
    left = (1 - EDGES) * sum(counts)
    for value in range(255, 0, -1):
        left -= counts[value]
        if left < 0:
            return value
    return 0
