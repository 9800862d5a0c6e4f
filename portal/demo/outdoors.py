"""Scenes outside: each draws what is behind the children, its `_front` what is before them."""

import random

from portal.demo.canvas import SHEET, Canvas
from portal.demo.scenery import BRIGHT, clouds, duck, flower, goat, hill, season, toadstool, tree

WIDTH = SHEET[0]


def forest(rnd: random.Random) -> Canvas:
    look = season(rnd)
    sheet = Canvas("#DCEBDD", "#F7F3DC")
    for x in range(60, WIDTH, 120):
        sheet.rect(x + rnd.uniform(-30, 30), 0, rnd.uniform(18, 30), 640, "#BFD2BB")
    hill(sheet, 560, 500, 540, look.far)
    hill(sheet, 640, 570, 620, look.near)
    for x, w, foot in ((30, 60, 690), (1090, 66, 700), (250, 34, 640), (880, 36, 640)):
        left = x + rnd.uniform(-14, 14)
        sheet.shape(f"M{left} 0H{left + w}L{left + w + 8} {foot}H{left - 12}Z", "#7A5A43")
    crowns = ((60, 20, 170), (240, -10, 130), (580, -90, 150), (900, -20, 140), (1120, 30, 180))
    for x, y, r in crowns:
        sheet.circle(x, y, r, look.crowns[0])
    for x, y, r in ((150, 40, 90), (420, -40, 100), (740, -50, 110), (1010, 50, 100)):
        sheet.circle(x + rnd.uniform(-20, 20), y, r, look.crowns[2])
    sheet.shape("M470 905Q560 700 600 605Q640 605 660 620Q760 760 900 905Z", "#E3D2A8")
    sheet.grass(34, 660, 890, look.blades, rnd)
    return sheet


def forest_front(sheet: Canvas, rnd: random.Random) -> None:
    for x, y in ((150, 858), (205, 884), (1060, 866)):
        toadstool(sheet, x + rnd.uniform(-30, 30), y, rnd.uniform(0.8, 1.2))


def pond(rnd: random.Random) -> Canvas:
    look = season(rnd)
    sheet = Canvas(*look.sky)
    clouds(sheet, rnd)
    hill(sheet, 430, 350, 390, look.far)
    for x, y, k in ((150, 480, 0.9), (1060, 470, 1.0), (940, 460, 0.6)):
        tree(sheet, x + rnd.uniform(-30, 30), y, k, rnd.choice(look.crowns))
    hill(sheet, 520, 470, 510, look.near)
    sheet.ellipse(620, 740, 560, 160, "#7FB6C6")
    sheet.ellipse(620, 748, 505, 132, "#9CCBD6")
    for x, y in ((380, 720), (520, 800), (800, 730), (720, 836)):
        sheet.stroke(f"M{x} {y}H{x + 100}", "#CBE4EA", 6)
    for x, y in ((830, 790), (910, 752), (430, 812)):
        sheet.ellipse(x, y, 46, 18, "#5E8C61")
        sheet.shape(f"M{x} {y}L{x + 48} {y - 12}V{y + 8}Z", "#9CCBD6")
    duck(sheet, rnd.uniform(620, 720), 700, 1.0, "#F7F3E8", "#3F7F5F")
    duck(sheet, rnd.uniform(540, 600), 752, 0.6, "#F4DE9A", "#F4DE9A")
    return sheet


def pond_front(sheet: Canvas, rnd: random.Random) -> None:
    for x, lean in ((36, 24), (66, 8), (98, -12), (1112, 16), (1146, -8), (1178, -24)):
        top = 720 + rnd.uniform(-16, 16)
        sheet.stroke(f"M{x} 905Q{x + lean / 2} 800 {x + lean} {top}", "#4F7A52", 9)
        if x in (66, 1146):
            sheet.rect(x + lean - 9, top - 50, 18, 64, "#7A4E2D", 9)


def farm(rnd: random.Random) -> Canvas:
    look = season(rnd)
    sheet = Canvas("#D6E9F2", "#FBF3DF")
    clouds(sheet, rnd)
    hill(sheet, 500, 430, 490, look.far)
    barn = sheet.at(rnd.choice((0, -520)), 0)
    barn.shape("M640 545V310L820 190L1000 310V545Z", "#A8442F")
    barn.shape("M610 330L820 180L1030 330L1006 350L820 220L634 350Z", "#5A3A33")
    barn.rect(750, 380, 140, 165, "#F6EBDD")
    barn.stroke("M755 385L885 540M885 385L755 540", "#A8442F", 10)
    barn.rect(792, 268, 56, 56, "#F6EBDD", 6)
    tree(sheet, 560, 560, 0.8, look.crowns[0])
    tree(sheet, 1130, 565, 0.95, look.crowns[1])
    hill(sheet, 560, 525, 560, look.near)
    for y in (600, 650):
        sheet.rect(0, y, WIDTH, 16, "#F1E3C6")
    for x in range(40, WIDTH, 180):
        sheet.rect(x, 570, 20, 130, "#F1E3C6", 6)
    goat(sheet, rnd.uniform(640, 690), 770, 0.85, "#F7F3E8", flip=rnd.random() < 0.5)
    sheet.grass(26, 720, 890, look.blades, rnd)
    return sheet


def farm_front(sheet: Canvas, rnd: random.Random) -> None:
    goat(sheet, rnd.uniform(700, 820), 892, 0.7, "#CDB89A", flip=rnd.random() < 0.5)


def picnic(rnd: random.Random) -> Canvas:
    look = season(rnd)
    sheet = Canvas(*look.sky)
    clouds(sheet, rnd)
    hill(sheet, 440, 370, 420, look.far)
    tree(sheet, 120, 520, 1.1, look.crowns[0])
    tree(sheet, 1080, 510, 1.0, look.crowns[1])
    hill(sheet, 500, 450, 500, look.near)
    sheet.grass(24, 540, 640, look.blades, rnd)
    cloth, check = rnd.choice((("#F6EBDD", "#D9725E"), ("#F6F1E4", "#5B8DB8"), ("#F6F1E4", "#E9A23B")))
    sheet.shape("M210 650H990L1110 890H90Z", cloth)
    for row in range(4):
        for column in range(row % 2, 8, 2):
            top, low = row / 4, (row + 1) / 4
            corners = [
                (210 - 120 * t + (780 + 240 * t) * (column + side) / 8, 650 + 240 * t)
                for t, side in ((top, 0), (top, 1), (low, 1), (low, 0))
            ]
            sheet.shape("M" + "L".join(f"{x} {y}" for x, y in corners) + "Z", check, 0.75)
    return sheet


def picnic_front(sheet: Canvas, rnd: random.Random) -> None:
    basket = sheet.at(600, 830)
    basket.stroke("M-50-64Q0-140 50-64", "#8B5E2D", 12)
    basket.rect(-74, -64, 148, 74, "#B9803F", 14)
    basket.rect(-74, -44, 148, 8, "#8B5E2D")
    for x, y in ((440, 810), (486, 836)):
        sheet.stroke(f"M{x} {y - 20}Q{x + 4} {y - 36} {x + 16} {y - 40}", "#4F7A52", 6)
        sheet.circle(x, y, 24, rnd.choice(("#C8302F", "#8FB04A", "#E9A23B")))
    for x, y in ((742, 800), (800, 826)):
        sheet.stroke(f"M{x + 20} {y - 30}L{x + 32} {y - 62}", "#FFFFFF", 6)
        sheet.rect(x, y - 32, 40, 54, rnd.choice(BRIGHT), 8)


def playground(rnd: random.Random) -> Canvas:
    look = season(rnd)
    sheet = Canvas(*look.sky)
    clouds(sheet, rnd)
    hill(sheet, 520, 450, 520, look.far)
    tree(sheet, 110, 640, 0.95, look.crowns[0])
    tree(sheet, 1130, 620, 0.8, look.crowns[1])
    hill(sheet, 620, 570, 620, look.near)
    sheet.ellipse(640, 800, 540, 86, "#E3D2A8")
    sheet.stroke("M960 480H1050M960 560H1050M960 640H1050M960 720H1050", "#8B5E2D", 12)
    sheet.stroke("M1050 400V800", "#8B5E2D", 16)
    sheet.stroke("M760 800V270M960 800V270", "#8B5E2D", 22)
    slide = rnd.choice((("#5B8DB8", "#7FAFD0"), ("#C8553D", "#E08A75"), ("#E9A23B", "#F4C77A")))
    sheet.stroke("M770 424Q600 520 470 790", slide[0], 44)
    sheet.stroke("M770 424Q600 520 470 790", slide[1], 16)
    sheet.rect(730, 400, 260, 26, "#B9803F", 10)
    return sheet


def playground_front(sheet: Canvas, rnd: random.Random) -> None:
    sheet.shape("M700 206L860 96L1020 206Z", rnd.choice(("#C8553D", "#2F7F8C", "#7A3E73")))
    sheet.rect(749, 200, 22, 70, "#8B5E2D")
    sheet.rect(949, 200, 22, 70, "#8B5E2D")


def group(rnd: random.Random) -> Canvas:
    look = season(rnd)
    sheet = Canvas("#DDEBDD", "#F9F4DE")
    hill(sheet, 430, 340, 430, look.far)
    for x, y, k in ((330, 470, 0.65), (900, 470, 0.6), (120, 570, 1.25), (1090, 560, 1.3)):
        tree(sheet, x + rnd.uniform(-24, 24), y, k, rnd.choice(look.crowns))
    hill(sheet, 540, 480, 540, look.near)
    sheet.grass(30, 600, 890, look.blades, rnd)
    return sheet


def group_front(sheet: Canvas, rnd: random.Random) -> None:
    for _ in range(12):
        flower(sheet, rnd.uniform(20, 1180), rnd.uniform(880, 898), rnd.choice(("#FFFFFF", "#F6D6E0")))
