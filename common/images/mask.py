"""The cover: an opaque disc in the house colour with a leaf on it.

Inside the disc every pixel is a constant of the disc alone, so two different faces give
the same pixels there. Nothing can be recovered because nothing is left: a blur or a mosaic
still tells faces apart, a constant does not. The soft edge lies wholly outside the disc.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from PIL import Image, ImageChops, ImageDraw

# Part of every rendition's key: raise it when the cover changes, and old files fall away.
MASK_VERSION = 1
MAX_BOXES = 300
GROW = 1.4
RAISE = 0.06
RECTANGLE_MARGIN = 0.04
SOFT_EDGE = 0.05

FILL = (233, 226, 210)
RIM = (250, 247, 242)
LEAF = (163, 155, 135)
TEMPLATE = 512
# Rounding of fractions in forms and JSON; anything further out is a mistake, not rounding.
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Box:
    """A region in fractions 0..1 of the upright picture: left, top, width, height.

    An ellipse is drawn round a face, larger than the box; a rectangle covers a free
    region such as a name card. Raises ValueError when the numbers cannot be a region.
    """

    x: float
    y: float
    w: float
    h: float
    shape: Literal["ellipse", "rectangle"] = "ellipse"

    def __post_init__(self) -> None:
        numbers = (self.x, self.y, self.w, self.h)
        if not all(isinstance(n, int | float) and math.isfinite(n) for n in numbers):
            raise ValueError("A box needs four finite numbers")
        outside = min(self.x, self.y) < -TOLERANCE or (max(self.x + self.w, self.y + self.h) > 1 + TOLERANCE)
        if outside or min(self.w, self.h) <= 0:
            raise ValueError("A box must lie within the picture and have an area")
        if self.shape not in ("ellipse", "rectangle"):
            raise ValueError(f"No such shape: {self.shape}")


def check_boxes(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """The boxes as a tuple. Raises ValueError past 300: a detector gone wrong, not a class."""
    if len(boxes) > MAX_BOXES:
        raise ValueError(f"{len(boxes)} boxes on one picture, at most {MAX_BOXES}")
    return tuple(boxes)


def cover(picture: Image.Image, boxes: Sequence[Box]) -> None:
    """Paint a cover over every box, in place. The picture must be RGB."""
    for box in boxes:
        bounds = pixel_bounds(box, picture.size)
        if box.shape == "rectangle":
            _paste_rectangle(picture, bounds)
        else:
            _paste_disc(picture, bounds)


def pixel_bounds(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom (exclusive) in pixels of what is surely covered."""
    width, height = size
    grow = GROW if box.shape == "ellipse" else 1 + 2 * RECTANGLE_MARGIN
    centre_x = (box.x + box.w / 2) * width
    centre_y = (box.y + box.h / 2 - (RAISE * box.h if box.shape == "ellipse" else 0)) * height
    half_w, half_h = box.w * width * grow / 2, box.h * height * grow / 2
    # A pixel more on each side: drawing rounds, and rounding must never uncover.
    return (
        math.floor(centre_x - half_w) - 1,
        math.floor(centre_y - half_h) - 1,
        math.ceil(centre_x + half_w) + 1,
        math.ceil(centre_y + half_h) + 1,
    )


def _paste_disc(picture: Image.Image, bounds: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = bounds
    width, height = right - left, bottom - top
    edge = max(2, round(max(width, height) * SOFT_EDGE))
    patch_size = (width + 2 * edge, height + 2 * edge)
    hard = Image.new("L", patch_size)
    ImageDraw.Draw(hard).ellipse((edge, edge, edge + width - 1, edge + height - 1), fill=255)
    alpha = ImageChops.lighter(_soft_edge().resize(patch_size), hard)
    patch = _disc().resize(patch_size)
    _paste_leaf(patch)
    picture.paste(patch, (left - edge, top - edge), alpha)


def _paste_rectangle(picture: Image.Image, bounds: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = bounds
    patch = Image.new("RGB", (right - left, bottom - top), FILL)
    line = max(1, round(min(patch.size) * 0.03))
    ImageDraw.Draw(patch).rectangle((0, 0, patch.width - 1, patch.height - 1), None, RIM, line)
    _paste_leaf(patch)
    picture.paste(patch, (left, top))


def _paste_leaf(patch: Image.Image) -> None:
    side = round(min(patch.size) * 0.62)
    if side < 8:
        return
    leaf = _leaf().resize((side, side), reducing_gap=2.0)
    patch.paste(LEAF, ((patch.width - side) // 2, (patch.height - side) // 2), leaf)


@lru_cache(maxsize=1)
def _disc() -> Image.Image:
    """The disc with its rim, reaching into the corners so that the soft edge has a colour."""
    image = Image.new("RGB", (TEMPLATE, TEMPLATE), RIM)
    rim = TEMPLATE * 0.075
    ImageDraw.Draw(image).ellipse((rim, rim, TEMPLATE - rim, TEMPLATE - rim), fill=FILL)
    return image.resize((TEMPLATE // 2, TEMPLATE // 2), Image.Resampling.BOX)


@lru_cache(maxsize=1)
def _soft_edge() -> Image.Image:
    """Full up to the disc, falling to nothing at the rim of the patch."""
    image = Image.new("L", (TEMPLATE, TEMPLATE))
    draw = ImageDraw.Draw(image)
    steps = 24
    outer = TEMPLATE / 2
    inner = outer / (1 + 2 * SOFT_EDGE)
    for step in range(steps + 1):
        radius = outer - (outer - inner) * step / steps
        box = (outer - radius, outer - radius, outer + radius, outer + radius)
        draw.ellipse(box, fill=round(255 * step / steps))
    return image.resize((TEMPLATE // 2, TEMPLATE // 2), Image.Resampling.BOX)


@lru_cache(maxsize=1)
def _leaf() -> Image.Image:
    """The leaf of the house style as a mask: an outline and its vein, drawn round."""
    scale = TEMPLATE / 100
    image = Image.new("L", (TEMPLATE, TEMPLATE))
    draw = ImageDraw.Draw(image)
    outline = [
        *_curve((26, 70), (26, 28), (55, 14), (82, 12)),
        *_curve((82, 12), (87, 48), (66, 76), (34, 73)),
    ]
    vein = [*_curve((21, 88), (30, 60), (45, 44), (62, 34))]
    for line in (outline, vein):
        _round_line(draw, [(x * scale, y * scale) for x, y in line], 7 * scale)
    return image


def _curve(*points: tuple[float, float]) -> list[tuple[float, float]]:
    """A cubic curve through its first and last point, as 33 points."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    result = []
    for step in range(33):
        t = step / 32
        u = 1 - t
        k0, k1, k2, k3 = u**3, 3 * u * u * t, 3 * u * t * t, t**3
        result.append((k0 * ax + k1 * bx + k2 * cx + k3 * dx, k0 * ay + k1 * by + k2 * cy + k3 * dy))
    return result


def _round_line(draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float) -> None:
    radius = width / 2
    draw.line(points, fill=255, width=round(width))
    for x, y in points:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
