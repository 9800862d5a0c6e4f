"""Builds what browsers download into var/assets: stylesheets, subset fonts, icon sprites, the icons of the app.

Third-party sources come from node_modules (npm ci) and never enter the repository.
Usage: python scripts/build_assets.py [--force]
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from defusedxml import ElementTree
from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
TARGET = ROOT / "var" / "assets"
ICON_LIST = ROOT / "scripts" / "icons.txt"
PHOSPHOR = MODULES / "@phosphor-icons" / "core" / "assets"
SVG = "{http://www.w3.org/2000/svg}"
LOGO = ROOT / "static" / "img" / "logo.svg"
WHITE, LOGO_SIZE, FINER = "#ffffff", 64, 4

# name, pixels, how much of the width the ring gets, paper behind it, one colour for all dots.
# A phone may cut a maskable icon down to a circle of four fifths; a badge is only read for its shape.
APP_ICONS: list[tuple[str, int, float, str | None, str | None]] = [
    ("app-192", 192, 0.86, WHITE, None),
    ("app-512", 512, 0.86, WHITE, None),
    ("app-maskable-512", 512, 0.64, WHITE, None),
    ("app-touch-180", 180, 0.74, WHITE, None),
    ("app-badge-96", 96, 1.0, None, WHITE),
]

# Plain letters, the accents of Dutch and its neighbours, and the punctuation a text really uses.
LETTERS = [*range(0x20, 0x30), *range(0x3A, 0x7F), *map(ord, "áàäâçéèëêíïîóòöôúùüûñÁÇÈÉËÏÖÜ")]
PUNCTUATION = [
    0xA0,
    0xB0,
    0xB7,
    0x2011,
    0x2013,
    0x2018,
    0x2019,
    0x201C,
    0x201D,
    0x201E,
    0x2022,
    0x2026,
    0x20AC,
]
DIGITS = [*range(0x30, 0x3A)]
REST_OF_LATIN = sorted(set(range(0xA1, 0x100)) - set(LETTERS) - set(PUNCTUATION))
LATIN_EXT = [*range(0x100, 0x180), *range(0x218, 0x21C), *range(0x1E80, 0x1E86), 0x1E9E]

# output name, package, its file, code points, weights (one weight: a static font, half the size)
STYLESHEETS = ["kring", "more"]
FONTS: list[tuple[str, str, str, list[int], tuple[int, int] | int]] = [
    ("atkinson", "atkinson-hyperlegible-next", "latin", LETTERS + PUNCTUATION, (400, 700)),
    ("atkinson-rest", "atkinson-hyperlegible-next", "latin", REST_OF_LATIN, (400, 700)),
    ("atkinson-ext", "atkinson-hyperlegible-next", "latin-ext", LATIN_EXT, (400, 700)),
    ("bricolage", "bricolage-grotesque", "latin", LETTERS + DIGITS + PUNCTUATION, 650),
    ("figtree-digits", "figtree", "latin", DIGITS, (400, 700)),
]


def symbol_source(symbol: str) -> Path:
    """Where the drawing of a symbol is: "heart-fill" comes from the fill folder, "heart" from regular."""
    weight = symbol.rpartition("-")[2]
    return PHOSPHOR / (weight if weight in {"bold", "fill"} else "regular") / f"{symbol}.svg"


def shorter(path: str) -> str:
    """Path data with one decimal: a tenth of a pixel on a grid of 256, invisible at icon size."""

    def rounded(match: re.Match[str]) -> str:
        text = f"{float(match[0]):.1f}"
        # ".96" may stand right behind "1.5": without its leading dot it would run into that number
        return text if match[0][0] != "." else text.lstrip("0") if text[0] == "0" else f" {text}"

    return re.sub(r"\d*\.\d+", rounded, path)


def sprite(symbols: Iterable[str]) -> str:
    """One SVG file with a symbol per icon. Raises FileNotFoundError for a name the icon set does not have."""
    parts = []
    for symbol in symbols:
        paths = ElementTree.parse(symbol_source(symbol)).iter(f"{SVG}path")
        drawing = "".join(f'<path d="{shorter(path.attrib["d"])}"/>' for path in paths)
        parts.append(f'<symbol id="{symbol}" viewBox="0 0 256 256">{drawing}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(parts)}</svg>\n'


def build_icons() -> None:
    """The sprites of scripts/icons.txt; a line "# name.svg" starts a file, so parents load only the first."""
    for section in ICON_LIST.read_text().split("# ")[1:]:
        name, *symbols = section.split()
        (TARGET / name).write_text(sprite(symbols))


def drawn_ring(pixels: int, part: float, paper: str | None, ink: str | None) -> Image.Image:
    """The ring of dots of the logo as a square picture, drawn larger and made smaller for smooth edges."""
    side = pixels * FINER
    picture = Image.new("RGBA", (side, side), paper or "#ffffff00")
    pen, scale = ImageDraw.Draw(picture), side * part / LOGO_SIZE
    for group in ElementTree.parse(LOGO).iter():
        for dot in group.findall(f"{SVG}circle"):
            x, y, r = (float(dot.attrib[key]) for key in ("cx", "cy", "r"))
            middle = [side / 2 + (place - LOGO_SIZE / 2) * scale for place in (x, y)]
            colour = ink or dot.attrib.get("fill") or group.attrib["fill"]
            pen.circle((middle[0], middle[1]), r * scale, fill=colour)
    return picture.resize((pixels, pixels), Image.Resampling.LANCZOS)


def build_app_icons() -> None:
    """The pictures with which Kring stands on a telephone, from the logo."""
    (TARGET / "img").mkdir(parents=True, exist_ok=True)
    for name, pixels, part, paper, ink in APP_ICONS:
        drawn_ring(pixels, part, paper, ink).save(TARGET / "img" / f"{name}.png", optimize=True)


def build_font(
    name: str, package: str, script: str, unicodes: list[int], weights: tuple[int, int] | int
) -> None:
    source = MODULES / "@fontsource-variable" / package / "files" / f"{package}-{script}-wght-normal.woff2"
    font = TTFont(source)
    options = subset.Options(layout_features=["kern", "tnum"], hinting=False)
    options.name_IDs = [0, 1, 2, 13]  # copyright, names and licence stay in the file
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=unicodes)
    cutter.subset(font)
    instancer.instantiateVariableFont(font, {"wght": weights}, inplace=True)
    font.flavor = "woff2"
    font.save(TARGET / "fonts" / f"{name}.woff2")


def build_fonts() -> None:
    (TARGET / "fonts").mkdir(parents=True, exist_ok=True)
    for font in FONTS:
        build_font(*font)


def build_css() -> None:
    """Two stylesheets: what every page needs, with the used parts of Bootstrap, and the rest of the house."""
    (TARGET / "css").mkdir(parents=True, exist_ok=True)
    command = [
        "node",
        str(MODULES / "sass" / "sass.js"),
        "--style=compressed",
        "--no-source-map",
        "--no-charset",
    ]
    command += ["--quiet-deps", "--silence-deprecation=import,global-builtin,color-functions"]
    command += [f"--load-path={MODULES}"]
    pairs = [f"{ROOT / 'static' / 'scss' / name}.scss:{TARGET / 'css' / name}.css" for name in STYLESHEETS]
    subprocess.run([*command, *pairs], check=True)


def newest(paths: Iterable[Path]) -> float:
    return max(path.stat().st_mtime for path in paths)


def is_fresh() -> bool:
    """Whether everything built is newer than everything it is built from."""
    built = [TARGET / "icons.svg", TARGET / "icons-more.svg"]
    built += [TARGET / "css" / f"{name}.css" for name in STYLESHEETS]
    built += [TARGET / "fonts" / f"{font[0]}.woff2" for font in FONTS]
    built += [TARGET / "img" / f"{icon[0]}.png" for icon in APP_ICONS]
    if not all(path.exists() for path in built):
        return False
    sources = [ICON_LIST, LOGO, ROOT / "package-lock.json", Path(__file__)]
    sources += [*(ROOT / "static" / "css").glob("*.css"), *(ROOT / "static" / "scss").glob("*.scss")]
    return newest(sources) <= min(path.stat().st_mtime for path in built)


def main(arguments: list[str]) -> None:
    if is_fresh() and "--force" not in arguments:
        return
    TARGET.mkdir(parents=True, exist_ok=True)
    build_css()
    build_fonts()
    build_icons()
    build_app_icons()


if __name__ == "__main__":
    main(sys.argv[1:])
