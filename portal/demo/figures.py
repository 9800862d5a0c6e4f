"""The children of the demo pictures: made of circles and paths, each with a look of its own."""

import hashlib
import math
from dataclasses import dataclass
from typing import Literal

from portal.demo.canvas import SHEET, Canvas

SKIN = ("#F6D2B8", "#EDBE9C", "#D9A27C", "#B97F57", "#8F5B3C", "#6E4630")
FAIR_HAIR = ("#4A3226", "#7A4E2D", "#B9803F", "#E0B667", "#A6492B")
DARK_HAIR = ("#2B211D", "#4A3226")
SHIRTS = (
    "#E4774A",
    "#2F7F8C",
    "#C8553D",
    "#7A3E73",
    "#5B8DB8",
    "#F2B632",
    "#5E8C61",
    "#B0413E",
    "#3D6F9E",
    "#E9A23B",
    "#8F5388",
    "#4F9D8A",
)
STRIPES = {"#7A3E73": "#A76BA0", "#2F7F8C": "#62A7B2", "#F2B632": "#E08A2E", "#3D6F9E": "#7FA8CE"}
TROUSERS = ("#35506B", "#3E5C50", "#4A3B5C", "#3A302B")
BAGS = ("#C8553D", "#E9A23B", "#35506B", "#5E8C61", "#B0413E")
STYLES = ("short", "side", "buzz", "bob", "long", "pony", "bun", "tails", "curly")
SHOES, INK, MOUTH, CHEEK, SHADOW = "#3A302B", "#2A211E", "#7B3B2E", "#E26D5A", "#12332C"
FACE_Y, FACE_HALF = -262, 66

Pose = Literal["down", "wave", "up", "sit", "hold", "right", "left"]
ARMS: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "down": ((-38, -178, -62, -112), (38, -178, 62, -112)),
    "wave": ((-38, -178, -60, -112), (36, -182, 84, -244)),
    "up": ((-36, -182, -80, -250), (36, -182, 80, -250)),
    "sit": ((-38, -176, -48, -104), (38, -176, 48, -104)),
    "hold": ((-38, -178, -26, -112), (38, -178, 26, -112)),
    "right": ((-38, -178, -60, -112), (38, -178, 98, -150)),
    "left": ((38, -178, 60, -112), (-38, -178, -98, -150)),
}
FRONT_HAIR = {
    "short": "M-54-258C-62-342 62-342 54-258C48-284 30-292 6-290C-22-290-46-284-54-258Z",
    "side": "M-54-258C-62-342 62-342 54-256C50-280 40-290 24-296C6-276-34-272-54-258Z",
    "buzz": "M-52-266C-54-340 54-340 52-266C38-296-38-296-52-266Z",
    "bob": "M-54-256C-60-342 60-342 54-256C44-276 40-284 34-288H-34C-42-282-48-272-54-256Z",
    "long": "M-55-250C-62-342 62-342 55-250C48-276 30-292 0-300C-30-292-48-276-55-250Z",
    "pony": "M-54-260C-60-342 62-342 54-260C46-284 22-296-4-296C-28-294-46-282-54-260Z",
    "bun": "M-54-260C-60-342 60-342 54-260C42-288 20-298 0-298S-42-288-54-260Z",
    "tails": "M-54-258C-60-342 60-342 54-258C44-284 20-294 0-308C-20-294-44-284-54-258Z",
}
BACK_HAIR = {
    "bob": "M-60-262C-64-342 64-342 60-262L60-214C60-198 30-196 0-196S-60-198-60-214Z",
    "long": "M-60-262C-66-344 66-344 60-262L62-184C62-164 40-166 0-166S-62-164-62-184Z",
    "pony": "M42-300C82-312 92-252 74-218C72-246 62-262 44-268Z",
    "tails": "M-46-292C-86-296-88-238-74-216C-68-240-58-254-46-262Z"
    "M46-292C86-296 88-238 74-216C68-240 58-254 46-262Z",
}


@dataclass(frozen=True)
class Look:
    """How one child is drawn; the same child looks the same in every picture."""

    skin: str
    hair: str
    style: str
    shirt: str
    stripes: str | None
    trousers: str
    glasses: bool
    bag: str

    @classmethod
    def of(cls, key: str) -> "Look":
        """The look that belongs to a key (any text that names the child)."""
        digits = list(hashlib.sha256(key.encode()).digest())
        skin = digits[0] % len(SKIN)
        hair = FAIR_HAIR if skin < 2 else DARK_HAIR
        shirt = SHIRTS[digits[3] % len(SHIRTS)]
        return cls(
            skin=SKIN[skin],
            hair=hair[digits[1] % len(hair)],
            style=STYLES[digits[2] % len(STYLES)],
            shirt=shirt,
            stripes=STRIPES.get(shirt) if digits[4] % 2 else None,
            trousers=TROUSERS[digits[5] % len(TROUSERS)],
            glasses=digits[6] % 6 == 0,
            bag=BAGS[digits[7] % len(BAGS)],
        )


@dataclass(frozen=True)
class Place:
    """Where a child stands on the sheet: feet, scale, pose, and whether it carries a bag."""

    x: float
    y: float
    k: float = 1.0
    pose: Pose = "down"
    bag: bool = False
    item: Literal["", "net", "brush", "ball"] = ""

    def face(self) -> tuple[float, float, float, float]:
        """Left, top, width, height of the face as fractions of the picture."""
        half = FACE_HALF * self.k
        top = self.y + FACE_Y * self.k - half
        width, height = SHEET
        return (self.x - half) / width, top / height, 2 * half / width, 2 * half / height


def draw_child(sheet: Canvas, look: Look, place: Place) -> None:
    """Draw one child with its feet at the place."""
    view = sheet.at(place.x, place.y, place.k)
    view.ellipse(0, 0, 62, 11, SHADOW, 0.13)
    if place.bag:
        view.rect(-54, -196, 108, 104, look.bag, 34)
    _back_hair(view, look)
    _legs(view, look, place.pose)
    _body(view, look, place)
    if place.item:
        _item(view, place.item)
    _head(view, look)


def _back_hair(view: Canvas, look: Look) -> None:
    if look.style in BACK_HAIR:
        view.shape(BACK_HAIR[look.style], look.hair)
    elif look.style == "bun":
        view.circle(0, -326, 24, look.hair)
    elif look.style == "curly":
        for step in range(8):
            angle = math.pi * (1 + step / 7)
            view.circle(54 * math.cos(angle), -270 + 48 * math.sin(angle), 25, look.hair)


def _legs(view: Canvas, look: Look, pose: Pose) -> None:
    if pose == "sit":
        view.stroke("M-22-84Q-62-60-70-22M22-84Q62-60 70-22", look.trousers, 34)
        feet = ((-78, -14), (78, -14))
    else:
        view.stroke("M-19-92L-21-18M19-92L21-18", look.trousers, 32)
        feet = ((-25, -7), (25, -7))
    for x, y in feet:
        view.ellipse(x, y, 24, 13, SHOES)


def _body(view: Canvas, look: Look, place: Place) -> None:
    view.shape("M-44-172C-44-204-24-212 0-212S44-204 44-172L42-88C42-74-42-74-42-88Z", look.shirt)
    if look.stripes:
        for y in (-160, -132, -104):
            view.rect(-43, y - 5, 86, 9, look.stripes)
    if place.bag:
        view.stroke("M-26-204L-24-120M26-204L24-120", look.bag, 12)
    for ax, ay, bx, by in ARMS[place.pose]:
        view.stroke(f"M{ax} {ay}L{bx} {by}", look.shirt, 26)
        view.circle(bx, by, 14, look.skin)
    view.shape("M-14-226H14V-204Q0-192-14-204Z", look.skin)
    view.shape("M-14-216Q0-204 14-216V-208Q0-196-14-208Z", "#000000", 0.10)


def _head(view: Canvas, look: Look) -> None:
    for x in (-51, 51):
        view.circle(x, -258, 10, look.skin)
    view.ellipse(0, -262, 51, 53, look.skin)
    for side in (-1, 1):
        view.ellipse(18 * side, -260, 4.8, 6.6, INK)
        view.circle(31 * side, -242, 9, CHEEK, 0.28)
        view.stroke(f"M{11 * side}-277Q{18 * side}-281 {24 * side}-276", look.hair, 4)
    view.stroke("M-14-238Q0-222 14-238", MOUTH, 4.4)
    if look.style == "curly":
        for x, y in ((-38, -298), (-14, -308), (12, -308), (36, -298)):
            view.circle(x, y, 20, look.hair)
    else:
        view.shape(FRONT_HAIR[look.style], look.hair)
    if look.glasses:
        for side in (-1, 1):
            ring = " ".join(
                f"{19 * side + 14 * math.cos(a):.1f} {-259 + 14 * math.sin(a):.1f}"
                for a in (math.tau * i / 20 for i in range(21))
            )
            view.stroke(f"M{ring}", "#2F4858", 4)
        view.stroke("M-5-260H5", "#2F4858", 4)


def _item(view: Canvas, item: str) -> None:
    if item == "net":
        view.stroke("M98-150L170-50", "#8B6B4A", 9)
        view.ellipse(186, -36, 32, 24, "#8B6B4A")
        view.ellipse(186, -36, 26, 18, "#E8F1EE")
    elif item == "brush":
        view.stroke("M98-150L128-196", "#B9803F", 8)
        view.stroke("M128-196L136-208", "#C8553D", 14)
    else:
        view.circle(0, -112, 36, "#F2B632")
        view.stroke("M-34-120Q0-92 34-120M-10-146Q18-112 4-78", "#C8553D", 5)
