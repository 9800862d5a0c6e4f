"""A small drawing table: flat shapes from SVG-like paths, smooth edges, plain Pillow.

Coordinates are those of a 1200 x 900 sheet. The sheet is drawn at twice the size it is
kept at, then halved: that is where the smooth edges come from.
"""

import io
import math
import random
import re
from collections.abc import Iterator

from PIL import Image, ImageColor, ImageDraw

SHEET = (1200, 900)
PICTURE = (1600, 1200)
OVERSAMPLE = 2
SCALE = PICTURE[0] / SHEET[0] * OVERSAMPLE

Point = tuple[float, float]
Colour = tuple[int, int, int, int]
_TOKEN = re.compile(r"[A-Za-z]|-?\d*\.?\d+")
_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "Q": 4, "C": 6, "S": 4, "Z": 0}


def colour(name: str, opacity: float = 1.0) -> Colour:
    """A colour for drawing from "#RRGGBB"."""
    red, green, blue = ImageColor.getrgb(name)[:3]
    return red, green, blue, round(255 * opacity)


class Canvas:
    """A sheet to draw on. `at` moves and scales what is drawn next; nothing is kept but pixels."""

    def __init__(self, top: str, bottom: str | None = None) -> None:
        size = (PICTURE[0] * OVERSAMPLE, PICTURE[1] * OVERSAMPLE)
        self.image = Image.new("RGB", size, top)
        if bottom:
            fade = Image.linear_gradient("L").resize(size)
            self.image.paste(Image.new("RGB", size, bottom), mask=fade)
        self._draw = ImageDraw.Draw(self.image, "RGBA")
        self._x, self._y, self._kx, self._ky, self._turn = 0.0, 0.0, 1.0, 1.0, 0.0

    def at(self, x: float, y: float, k: float = 1.0, *, flip: bool = False, turn: float = 0.0) -> "Canvas":
        """A view of the same sheet with its own origin, scale, mirror and turn in degrees."""
        view = object.__new__(Canvas)
        view.image, view._draw = self.image, self._draw
        view._x, view._y = x, y
        view._kx, view._ky, view._turn = (-k if flip else k), k, math.radians(turn)
        return view

    def circle(self, x: float, y: float, r: float, fill: str, opacity: float = 1.0) -> None:
        self.ellipse(x, y, r, r, fill, opacity)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str, opacity: float = 1.0) -> None:
        if self._turn:
            steps = [math.tau * i / 48 for i in range(48)]
            ring = [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in steps]
            self._draw.polygon(self._place(ring), fill=colour(fill, opacity))
            return
        ((cx, cy),) = self._place([(x, y)])
        rx, ry = rx * self._ky * SCALE, ry * self._ky * SCALE
        self._draw.ellipse((cx - rx, cy - ry, cx + rx, cy + ry), fill=colour(fill, opacity))

    def rect(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        fill: str,
        r: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        corners = self._place([(x, y), (x + w, y + h)])
        paint = colour(fill, opacity)
        if self._turn:
            ring = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
            self._draw.polygon(self._place(ring), fill=paint)
            return
        left, right = sorted((corners[0][0], corners[1][0]))
        box = (left, corners[0][1], right, corners[1][1])
        self._draw.rounded_rectangle(box, r * self._ky * SCALE, fill=paint)

    def shape(self, path: str, fill: str, opacity: float = 1.0) -> None:
        """A filled shape from a path such as "M0 0Q10-5 20 0Z"; capitals only."""
        for line in flatten(path):
            self._draw.polygon(self._place(line), fill=colour(fill, opacity))

    def stroke(self, path: str, ink: str, width: float) -> None:
        """A line with round ends and joints along a path."""
        thick = width * self._ky * SCALE
        for line in flatten(path):
            points = self._place(line)
            self._draw.line(points, fill=colour(ink), width=max(1, round(thick)))
            for x, y in points:
                box = (x - thick / 2, y - thick / 2, x + thick / 2, y + thick / 2)
                self._draw.ellipse(box, fill=colour(ink))

    def grass(self, n: int, top: float, bottom: float, ink: str, rnd: random.Random) -> None:
        for _ in range(n):
            x, y = rnd.uniform(10, SHEET[0] - 30), rnd.uniform(top, bottom)
            for dx, lean, length in ((0, -6, 18), (8, 2, 22), (16, 8, 16)):
                self.stroke(f"M{x + dx} {y}L{x + dx + lean} {y - length}", ink, 4)

    def jpeg(self) -> bytes:
        """The finished picture at 1600 x 1200."""
        buffer = io.BytesIO()
        self.image.reduce(OVERSAMPLE).save(buffer, "JPEG", quality=88)
        return buffer.getvalue()

    def _place(self, points: list[Point]) -> list[Point]:
        cos, sin = math.cos(self._turn), math.sin(self._turn)
        result = []
        for px, py in points:
            x, y = px * self._kx, py * self._ky
            result.append(((self._x + x * cos - y * sin) * SCALE, (self._y + x * sin + y * cos) * SCALE))
        return result


def flatten(path: str) -> list[list[Point]]:
    """The lines of a path with absolute M L H V Q C S Z commands, curves cut into pieces."""
    lines: list[list[Point]] = []
    handle: Point = (0, 0)
    for command, numbers in _commands(path):
        if command == "M":
            lines.append([(numbers[0], numbers[1])])
            continue
        line = lines[-1]
        start = line[-1]
        if command == "Z":
            line.append(line[0])
        elif command in "LHV":
            line.append(_straight(command, numbers, start))
        else:
            first, second, end = _handles(command, numbers, start, handle)
            line.extend(_curve(start, first, second, end))
            handle = (2 * end[0] - second[0], 2 * end[1] - second[1])
    return lines


def _commands(path: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(path)
    position, command = 0, "M"
    while position < len(tokens):
        if tokens[position].isalpha():
            command = tokens[position]
            position += 1
        elif command == "M":
            command = "L"
        count = _ARGUMENTS[command]
        yield command, [float(token) for token in tokens[position : position + count]]
        position += count


def _straight(command: str, numbers: list[float], start: Point) -> Point:
    if command == "H":
        return numbers[0], start[1]
    if command == "V":
        return start[0], numbers[0]
    return numbers[0], numbers[1]


def _handles(command: str, n: list[float], start: Point, handle: Point) -> tuple[Point, Point, Point]:
    if command == "Q":
        end = (n[2], n[3])
        return (_towards(start, (n[0], n[1])), _towards(end, (n[0], n[1])), end)
    if command == "S":
        return handle, (n[0], n[1]), (n[2], n[3])
    return (n[0], n[1]), (n[2], n[3]), (n[4], n[5])


def _towards(start: Point, control: Point) -> Point:
    return start[0] + (control[0] - start[0]) * 2 / 3, start[1] + (control[1] - start[1]) * 2 / 3


def _curve(a: Point, b: Point, c: Point, d: Point) -> list[Point]:
    result = []
    for step in range(1, 21):
        t = step / 20
        u = 1 - t
        k = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        result.append(
            (
                k[0] * a[0] + k[1] * b[0] + k[2] * c[0] + k[3] * d[0],
                k[0] * a[1] + k[1] * b[1] + k[2] * c[1] + k[3] * d[1],
            )
        )
    return result
