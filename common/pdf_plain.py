"""The plain PDF: fixed-width lines on pages, for text on which the real printer gives up.

It knows no layout, so there is no text on which it can fail: every character is printed, or written as its code
point, such as <U+202E>. Nothing is turned around, nothing is left out. Not PDF/A: its one font is a standard one
that every reader has, and is not embedded.
"""

import datetime as dt
import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

COLUMNS, LINES = 90, 60
WIDTH, HEIGHT, MARGIN = 595, 842, 54
SIZE, LEADING = 9, 11.5
COLOURS = {"RGB": "/DeviceRGB", "L": "/DeviceGray"}


@dataclass(frozen=True)
class Picture:
    """A JPEG in RGB or grey, on a page of its own with its caption below it."""

    jpeg: bytes
    caption: str


def plain_pdf(
    text: str, pictures: Iterable[Picture] = (), *, reference: str, identifier: bytes, created: dt.datetime
) -> bytes:
    """Print text and pictures; the same input gives the same bytes. `reference` stands on every page.

    Raises OSError or ValueError, and only for a picture that is none.
    """
    lines = list(wrapped(text))
    bodies = [_text_body(lines[start : start + LINES]) for start in range(0, max(len(lines), 1), LINES)]
    images = [_image(picture) for picture in pictures]
    objects = [b"<</Type/Catalog/Pages 2 0 R/Lang(nl)>>", b"", _font(), _info(reference, created)]
    first_image = len(objects) + 1
    objects += [content for content, _body in images]
    kids = []
    total = len(bodies) + len(images)
    for number, body in enumerate([*bodies, *(body for _content, body in images)], 1):
        image = first_image + number - 1 - len(bodies) if number > len(bodies) else None
        foot = _show(MARGIN, 30, f"{reference} - pagina {number} van {total}")
        objects.append(_stream("", zlib.compress(body + foot, 9), flate=True))
        objects.append(_page(len(objects), image))
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {total}/Kids[{' '.join(kids)}]>>".encode()
    return _file(objects, identifier)


def wrapped(text: str) -> Iterable[str]:
    """The text as printable lines of at most COLUMNS characters."""
    for line in text.split("\n"):
        shown, start = "".join(map(printable, line)), 0
        while len(shown) - start > COLUMNS:
            end = shown.rfind(" ", start + 1, start + COLUMNS) + 1 or start + COLUMNS
            yield shown[start:end]
            start = end
        yield shown[start:]


def printable(character: str) -> str:
    """The character itself when the font has it, else its code point."""
    if character == "\t":
        return "    "
    known = character.isprintable() and character.encode("cp1252", "ignore")
    return character if known else f"<U+{ord(character):04X}>"


def _text_body(lines: Sequence[str]) -> bytes:
    top = HEIGHT - MARGIN - SIZE
    return b"".join(_show(MARGIN, top - number * LEADING, line) for number, line in enumerate(lines) if line)


def _show(x: float, y: float, line: str) -> bytes:
    encoded = line.encode("cp1252", "replace")
    for special in (b"\\", b"(", b")"):
        encoded = encoded.replace(special, b"\\" + special)
    return b"BT /F %d Tf %.1f %.1f Td (%b) Tj ET\n" % (SIZE, x, y, encoded)


def _image(picture: Picture) -> tuple[bytes, bytes]:
    with Image.open(io.BytesIO(picture.jpeg), formats=("JPEG",)) as opened:
        (wide, high), mode = opened.size, opened.mode
    if mode not in COLOURS:
        raise ValueError(f"A picture in {mode} cannot be printed")
    space = WIDTH - 2 * MARGIN
    scale = min(space / wide, (HEIGHT - 4 * MARGIN) / high)
    across, down = wide * scale, high * scale
    bottom = HEIGHT - MARGIN - down
    drawn = b"q %.2f 0 0 %.2f %d %.2f cm /I Do Q\n" % (across, down, MARGIN, bottom)
    caption = b"".join(
        _show(MARGIN, bottom - (number + 1.5) * LEADING, line)
        for number, line in enumerate(list(wrapped(picture.caption))[:8])
    )
    about = f"/Type/XObject/Subtype/Image/Width {wide}/Height {high}/BitsPerComponent 8"
    return _stream(f"{about}/ColorSpace{COLOURS[mode]}/Filter/DCTDecode", picture.jpeg), drawn + caption


def _page(content: int, image: int | None) -> bytes:
    pictures = f"/XObject<</I {image} 0 R>>" if image else ""
    return (
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents {content} 0 R"
        f"/Resources<</Font<</F 3 0 R>>{pictures}>>>>"
    ).encode()


def _font() -> bytes:
    return b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"


def _info(title: str, created: dt.datetime) -> bytes:
    day = created.astimezone(dt.UTC).strftime("D:%Y%m%d%H%M%SZ")
    return f"<</Title<FEFF{title.encode('utf-16-be', 'replace').hex()}>/CreationDate({day})>>".encode()


def _stream(about: str, content: bytes, *, flate: bool = False) -> bytes:
    packed = "/Filter/FlateDecode" if flate else ""
    return f"<<{about}{packed}/Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream"


def _file(objects: Sequence[bytes], identifier: bytes) -> bytes:
    out, places = io.BytesIO(), []
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, content))
    start, name = out.tell(), identifier.hex()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}".encode())
    root = f"/Size {len(objects) + 1}/Root 1 0 R/Info 4 0 R/ID[<{name}><{name}>]"
    out.write(f"trailer\n<<{root}>>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()
