"""Pictures for tests: made on the spot, small, and never of anybody."""

import io
import struct
import zlib

import pillow_heif
from PIL import ExifTags, Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

GPS = {1: "N", 2: (52.0, 5.0, 0.0), 3: "E", 4: (4.0, 20.0, 0.0)}


def encode(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def scenery(width: int = 400, height: int = 300) -> Image.Image:
    """A picture with a different colour everywhere."""
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (across, down, Image.blend(across, down, 0.5)))


def marked_jpeg(orientation: int = 1, taken: str = "2026:03:01 10:11:12", offset: str = "") -> bytes:
    """A JPEG that tells where, when and by which camera; its upper left corner is red."""
    image = scenery()
    ImageDraw.Draw(image).rectangle((0, 0, 99, 99), fill="red")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SECRETCAM"
    exif[ExifTags.Base.ImageDescription] = "<script>alert(1)</script>"
    details = {ExifTags.Base.DateTimeOriginal: taken}
    if offset:
        details[ExifTags.Base.OffsetTimeOriginal] = offset
    exif._ifds[ExifTags.IFD.Exif] = details
    exif._ifds[ExifTags.IFD.GPSInfo] = GPS
    return encode(image, "JPEG", quality=92, exif=exif, comment=b"SECRETNOTE")


def marked_png() -> bytes:
    text = PngInfo()
    text.add_text("Comment", "SECRETNOTE")
    text.add_itxt("XML:com.adobe.xmp", "<x>SECRETCAM</x>")
    return encode(scenery(), "PNG", pnginfo=text)


def heic(exif: bytes | None = None) -> bytes:
    buffer = io.BytesIO()
    file = pillow_heif.from_pillow(scenery(128, 96))
    file.save(buffer, quality=60, exif=exif)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds almost nothing."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def jpeg_segments(content: bytes) -> list[int]:
    """The marker of every segment up to the pixels."""
    markers, position = [], 2
    while content[position + 1] != 0xDA:
        markers.append(content[position + 1])
        position += 2 + struct.unpack(">H", content[position + 2 : position + 4])[0]
    return markers


def webp_chunks(content: bytes) -> list[bytes]:
    names, position = [], 12
    while position < len(content):
        names.append(content[position : position + 4])
        length = struct.unpack("<I", content[position + 4 : position + 8])[0]
        position += 8 + length + length % 2
    return names
