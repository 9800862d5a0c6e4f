"""Things that stand around in the demo pictures: trees, clouds, hills, toadstools, animals."""

import random
from dataclasses import dataclass

from portal.demo.canvas import SHEET, Canvas

SHADOW = "#12332C"
TRUNK = "#7A5A43"
BRIGHT = ("#C8553D", "#E9A23B", "#5E8C61", "#5B8DB8", "#7A3E73", "#2F7F8C")


@dataclass(frozen=True)
class Season:
    """The colours outdoors: far hill, near hill, grass blades, tree crowns, sky top and bottom."""

    far: str
    near: str
    blades: str
    crowns: tuple[str, ...]
    sky: tuple[str, str]


SEASONS = (
    Season("#B4D0A0", "#93B877", "#6B9560", ("#5E8C61", "#6F9B6A", "#86AE7B"), ("#CFE6EF", "#F3F6E8")),
    Season("#C9CF9A", "#A9B56F", "#86935A", ("#C98A3B", "#B9682F", "#D8A548"), ("#DDE7E4", "#FBF0D8")),
    Season("#A9C698", "#86AE7B", "#5E8C61", ("#4F7F58", "#5E8C61", "#7FA86F"), ("#D6E9F2", "#FBF3DF")),
)


def season(rnd: random.Random) -> Season:
    return rnd.choice(SEASONS)


def tree(sheet: Canvas, x: float, y: float, k: float, crown: str) -> None:
    view = sheet.at(x, y, k)
    view.ellipse(0, 0, 70, 12, SHADOW, 0.12)
    view.shape("M-16 0L-10-150H10L16 0Z", TRUNK)
    view.circle(-70, -200, 72, crown)
    view.circle(72, -204, 76, crown)
    view.circle(0, -250, 112, crown)
    view.circle(-30, -290, 60, "#FFFFFF", 0.10)


def cloud(sheet: Canvas, x: float, y: float, k: float) -> None:
    view = sheet.at(x, y, k)
    for cx, cy, r in ((0, 0, 36), (44, -16, 46), (92, 0, 34)):
        view.circle(cx, cy, r, "#FBFDFC")
    view.rect(-36, 0, 164, 35, "#FBFDFC", 17)


def clouds(sheet: Canvas, rnd: random.Random) -> None:
    for _ in range(rnd.randint(2, 3)):
        cloud(sheet, rnd.uniform(60, 1080), rnd.uniform(80, 190), rnd.uniform(0.8, 1.3))


def hill(sheet: Canvas, left: float, middle: float, right: float, fill: str) -> None:
    """Ground up to the lower edge, its top a slow curve through three heights."""
    width, height = SHEET
    sheet.shape(f"M-10 {left}Q{width / 2} {middle} {width + 10} {right}V{height + 5}H-10Z", fill)


def toadstool(sheet: Canvas, x: float, y: float, k: float = 1.0) -> None:
    view = sheet.at(x, y, k)
    view.shape("M-8 0H8L5-30H-5Z", "#F6EBDD")
    view.shape("M-30-28Q0-76 30-28Z", "#C8553D")
    view.circle(-10, -40, 4, "#FFFFFF")
    view.circle(9, -36, 4, "#FFFFFF")


def flower(sheet: Canvas, x: float, y: float, fill: str) -> None:
    view = sheet.at(x, y)
    view.stroke("M0 0V-20", "#5E8C61", 4)
    for dx, dy in ((-6, -22), (6, -22), (0, -29), (0, -16)):
        view.circle(dx, dy, 6, fill)
    view.circle(0, -22, 5, "#F2B632")


def duck(sheet: Canvas, x: float, y: float, k: float, body: str, head: str) -> None:
    view = sheet.at(x, y, k)
    view.shape("M58-26L86-20L60-12Z", "#F2B632")
    view.ellipse(0, 0, 52, 26, body)
    view.circle(44, -28, 20, head)
    view.circle(49, -32, 3.5, "#222222")


def goat(sheet: Canvas, x: float, y: float, k: float, coat: str, *, flip: bool = False) -> None:
    view = sheet.at(x, y, k, flip=flip)
    view.ellipse(0, 2, 110, 12, SHADOW, 0.12)
    view.stroke("M-70-60V-4M-40-60V-2M40-60V-2M70-60V-4", "#4A3B33", 15)
    view.stroke("M112-176Q100-206 76-210M126-180Q120-214 100-222", "#6B5B4E", 9)
    view.rect(-96, -130, 190, 86, coat, 43)
    view.shape("M66-104Q92-180 120-182Q162-182 162-156Q160-134 128-130Q110-110 90-74Z", coat)
    view.stroke("M140-134Q144-112 136-104", coat, 9)
    view.circle(132, -160, 5, "#222222")


def leaf(sheet: Canvas, x: float, y: float, turn: float, fill: str, k: float = 1.0) -> None:
    view = sheet.at(x, y, k, turn=turn)
    view.shape("M0-60C40-40 46 20 0 60C-46 20-40-40 0-60Z", fill)
    view.stroke("M0-48V66", "#6B4A2A", 4)


def bunting(sheet: Canvas, y: float, rnd: random.Random) -> None:
    sheet.stroke(f"M-20 {y}Q600 {y + 130} 1220 {y}", "#8B6B4A", 5)
    fills = ["#C8553D", "#F2B632", "#5E8C61", "#5B8DB8", "#7A3E73"]
    rnd.shuffle(fills)
    for step in range(13):
        t = (step + 0.5) / 13
        x, top = -20 + 1240 * t, y + 260 * t * (1 - t)
        sheet.at(x, top).shape("M-34 0L34 0L0 62Z", fills[step % 5])
