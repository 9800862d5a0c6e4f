"""Scenes inside, and two without children: a garland of leaves and a table full of artwork."""

import random

from portal.demo.canvas import SHEET, Canvas
from portal.demo.scenery import BRIGHT, bunting, leaf

WIDTH, HEIGHT = SHEET


def classroom(rnd: random.Random) -> Canvas:
    sheet = Canvas(rnd.choice(("#EFE7D6", "#E6EDE6", "#E9EAF0")))
    sheet.rect(0, 740, WIDTH, 165, "#C79F6E")
    sheet.rect(0, 738, WIDTH, 8, "#A77F50")
    sheet.rect(110, 90, 860, 470, "#B98B57", 16)
    sheet.rect(134, 114, 812, 422, rnd.choice(("#245C4E", "#2E5266", "#3B4A3F")), 8)
    _board(sheet, rnd)
    for step, fill in enumerate(rnd.sample(BRIGHT, 3)):
        sheet.rect(1010, 110 + step * 150, 130, 120, "#FDFBF4", 6)
        leaf(sheet, 1075, 170 + step * 150, rnd.uniform(-40, 40), fill, 0.7)
    return sheet


def _board(sheet: Canvas, rnd: random.Random) -> None:
    chalk = "#F4F1E6"
    kind = rnd.randrange(3)
    if kind == 0:
        for x, y, text in (
            (230, 220, "M0 90V0L50 60L100 0V90"),
            (430, 220, "M0 90L45 0L90 90M20 60H70"),
            (620, 220, "M0 90V0L50 60L100 0V90"),
            (800, 220, "M0 90L45 0L90 90M20 60H70"),
        ):
            sheet.at(x, y).stroke(text, chalk, 12)
    elif kind == 1:
        for row, count in enumerate((2, 3, 5)):
            for column in range(count):
                sheet.circle(240 + column * 62, 190 + row * 78, 22, ("#F2B632", "#E4774A", "#8FC1D4")[row])
            sheet.at(640, 170 + row * 78).stroke("M0 12H44M0 34H44", chalk, 8)
    else:
        sheet.circle(540, 270, 74, "#F2B632")
        for x, y, r, fill in (
            (330, 230, 22, "#8FC1D4"),
            (720, 330, 32, "#E4774A"),
            (820, 220, 18, "#C9B8DD"),
        ):
            sheet.circle(x, y, r, fill)
        sheet.stroke("M220 400Q540 460 860 400", chalk, 5)


def craft(rnd: random.Random) -> Canvas:
    sheet = Canvas(rnd.choice(("#F2EBDB", "#E8EEE9", "#F3E9E2")))
    sheet.rect(80, 90, 320, 250, "#A9CFDA", 12)
    sheet.rect(236, 90, 8, 250, "#FBF8F0")
    sheet.rect(80, 210, 320, 8, "#FBF8F0")
    sheet.rect(480, 180, 640, 18, "#B98B57", 6)
    for step in range(9):
        height = rnd.uniform(50, 96)
        sheet.rect(500 + step * 66, 180 - height, 46, height, rnd.choice(BRIGHT), 6)
    bunting(sheet, 20, rnd)
    sheet.rect(0, 760, WIDTH, 145, "#D8C4A0")
    return sheet


def craft_front(sheet: Canvas, rnd: random.Random) -> None:
    sheet.shape("M60 720H1140L1210 905H-10Z", "#D9A566")
    sheet.shape("M60 720H1140L1146 736H54Z", "#C08C4E")
    for x in range(170, 1100, 230):
        sheet.at(x, 800, turn=rnd.uniform(-8, 8)).rect(-70, -34, 150, 84, "#FDFBF4")
        leaf(sheet, x + 6, 808, rnd.uniform(50, 120), rnd.choice(BRIGHT), 0.55)
    for x in (330, 560, 800, 1010):
        sheet.ellipse(x - 40, 868, 34, 18, "#FDFBF4")
        sheet.ellipse(x - 40, 864, 26, 12, rnd.choice(BRIGHT))


def garland(rnd: random.Random) -> Canvas:
    sheet = Canvas("#F2EBDB")
    sheet.rect(0, 740, WIDTH, 165, "#DCCBA6")
    sheet.stroke("M-20 190Q600 380 1220 190", "#8B6B4A", 8)
    for step, fill in enumerate(rnd.sample(BRIGHT, 5)):
        drop = (0, 44, 60, 44, 0)[step]
        card = sheet.at(130 + step * 235, 226 + drop, turn=rnd.uniform(-5, 5))
        card.rect(-92, 10, 184, 236, "#FDFBF4")
        card.shape("M0 50C52 72 62 160 0 214C-62 160-52 72 0 50Z", fill)
        card.stroke("M0 70V226", "#6B4A2A", 4)
        card.circle(-18, 120, 8, "#2A211E")
        card.circle(18, 120, 8, "#2A211E")
        card.stroke("M-16 150Q0 166 16 150", "#2A211E", 5)
        card.rect(-12, -6, 24, 36, "#B9803F")
    for x in range(140, 1100, 190):
        leaf(
            sheet,
            x + rnd.uniform(-40, 40),
            rnd.uniform(790, 850),
            rnd.uniform(0, 180),
            rnd.choice(BRIGHT),
            0.7,
        )
    return sheet


def artwork(rnd: random.Random) -> Canvas:
    sheet = Canvas("#D9B98C")
    for y in range(110, HEIGHT, 150):
        sheet.rect(0, y, WIDTH, 4, "#C9A776")
    for x, turn, fill in ((300, -6, "#C98A3B"), (840, 7, rnd.choice(BRIGHT))):
        paper = sheet.at(x, 400, turn=turn)
        paper.rect(-210, -260, 420, 520, "#FDFBF4")
        paper.shape("M-100-100L-70-180L-20-110ZM100-100L70-180L20-110Z", fill)
        paper.shape(
            "M0-150C-90-150-130-70-120 10C-110 110-40 160 0 160S110 110 120 10C130-70 90-150 0-150Z",
            fill,
        )
        for side in (-1, 1):
            paper.circle(45 * side, -50, 44, "#F7EFD9")
            paper.circle(45 * side, -50, 17, "#2A211E")
        paper.shape("M0-30L18 0H-18Z", "#F2B632")
        paper.stroke("M-50 50Q0 90 50 50M-55 92Q0 136 55 92", "#8B5E2D", 8)
    for _ in range(7):
        leaf(
            sheet,
            rnd.uniform(60, 1140),
            rnd.uniform(730, 850),
            rnd.uniform(0, 180),
            rnd.choice(BRIGHT),
        )
    for x in (570, 1120):
        sheet.circle(x, 120, 52, "#FDFBF4")
        sheet.circle(x, 120, 40, rnd.choice(BRIGHT))
    return sheet
