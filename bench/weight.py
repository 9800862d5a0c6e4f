"""What a first visit to the feed brings over the wire, photos not counted: everything the page asks for, gzipped."""

import gzip
import re
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from bench.report import Line

LIMIT = 75.0
ASKED = re.compile(r'(?:href|src)="' + re.escape(settings.STATIC_URL) + r'([^"#]+)')
FONT = re.compile(r"@font-face\s*{(.*?)}", re.DOTALL)
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


def measure(html: str) -> list[Line]:
    """The page and every file it names, each once; of the fonts those a browser needs for the letters on the page."""
    page = len(gzip.compress(html.encode(), 6))
    sizes = {"html": page}
    missing = []
    for name in sorted(set(ASKED.findall(html))):
        path = finders.find(name)
        if path is None:
            missing.append(name)
            continue
        sizes[name] = len(gzip.compress(Path(path).read_bytes(), 6))
        if name.endswith(".css"):
            sizes |= fonts_of(Path(path), html)
    note = ", ".join(f"{Path(name).name} {size / 1000:.1f}" for name, size in sizes.items())
    if missing:
        return [
            Line("feed: weight", 0, "skipped", note=f"build the assets first; missing: {', '.join(missing)}")
        ]
    total = round(sum(sizes.values()) / 1000, 1)
    return [
        Line("feed: cold on the wire without photos", total, "kB", limit=LIMIT, note=note),
        Line("feed: HTML on the wire", round(page / 1000, 1), "kB"),
    ]


def fonts_of(stylesheet: Path, html: str) -> dict[str, int]:
    """The fonts a browser fetches: those without a range, and those with a letter that is on the page."""
    letters = {ord(letter) for letter in re.sub(r"<[^>]*>", "", html)}
    chosen: dict[tuple[str, int], str] = {}
    for rule in FONT.findall(stylesheet.read_text()):
        ranges = RANGE.findall(rule.partition("unicode-range")[2]) or [("0", "10FFFF")]
        address, family = re.search(r'url\("?([^")]+)', rule), re.search(r"font-family:([^;]+)", rule)
        if address is None or family is None:
            continue
        for letter in letters:
            # Of two rules for one letter the browser takes the last.
            if any(int(low, 16) <= letter <= int(high or low, 16) for low, high in ranges):
                chosen[family[1], letter] = address[1]
    return {address: (stylesheet.parent / address).stat().st_size for address in set(chosen.values())}
