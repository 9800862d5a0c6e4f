"""Pictures with a word hidden in every place a file format has for words, made by hand where Pillow would not."""

import io
import struct
import zlib
from collections.abc import Callable

import pillow_heif
from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.common.pictures import GPS, encode, scenery

WORD = "KANARIE7f3a"
RAW = WORD.encode()
SPELLINGS = [RAW, WORD.encode("utf-16-le"), WORD.encode("utf-16-be")]
XMP = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'>{WORD}-xmp</x:xmpmeta>".encode()


def exif() -> Image.Exif:
    """Maker, place, comment in two spellings, and a small picture that has a comment of its own."""
    block = Image.Exif()
    block[ExifTags.Base.Make] = block[ExifTags.Base.Artist] = WORD
    block[ExifTags.Base.ImageDescription] = f"<script>{WORD}</script>"
    block[ExifTags.Base.XPAuthor] = SPELLINGS[1]
    block._ifds[ExifTags.IFD.Exif] = {
        ExifTags.Base.UserComment: b"ASCII\0\0\0" + RAW,
        ExifTags.Base.MakerNote: RAW,
        ExifTags.Base.DateTimeOriginal: "2026:03:01 10:11:12",
    }
    block._ifds[ExifTags.IFD.GPSInfo] = GPS | {27: RAW}
    return block


def profile() -> bytes:
    """The sRGB profile, with the word in its description."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    content = bytearray(made.tobytes())
    place = content.find("sRGB".encode("utf-16-be"))
    assert place > 0
    return bytes(content[: -len(RAW)]) + RAW


def segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def jpeg() -> bytes:
    """EXIF, a thumbnail, XMP in two parts, IPTC, ICC, C2PA, comments, an unknown segment, a second picture, a tail."""
    small = encode(scenery(80, 60), "JPEG", comment=RAW + b"-thumbnail")
    plain = encode(scenery(), "JPEG", quality=92, exif=exif(), icc_profile=profile(), comment=RAW)
    more = [
        segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP),
        segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"0" * 32 + struct.pack(">II", 99, 0) + XMP),
        segment(0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0" + small),
        segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x78\0\x0b" + RAW),
        segment(0xEB, b"JP\0\0jumb" + RAW),
        segment(0xE9, RAW),
        segment(0xFE, RAW + b"-second comment"),
    ]
    second = encode(scenery(40, 30), "JPEG", comment=RAW + b"-behind")
    tables = plain.rindex(b"\xff\xdb\x00C\x00")
    return plain[:tables] + b"".join(more) + plain[tables:] + second + b"<script>" + RAW + b"</script>"


def mpo() -> bytes:
    """What phones make: a second picture with an index in the first."""
    second = scenery(40, 30)
    return encode(scenery(), "MPO", save_all=True, append_images=[second], exif=exif(), xmp=XMP, comment=RAW)


def png() -> bytes:
    text = PngInfo()
    text.add_text(f"Author {WORD}", WORD)
    text.add_text("Comment", WORD, zip=True)
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    text.add(b"prVt", RAW)
    text.add(b"laSt", RAW, after_idat=True)
    content = encode(scenery(), "PNG", pnginfo=text, exif=exif(), icc_profile=profile())
    named = chunk(b"iTXt", b"Title\0\0\0nl\0\0" + RAW)
    return content[:33] + named + content[33:] + b"<script>" + RAW + b"</script>"


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def webp() -> bytes:
    content = encode(scenery(), "WEBP", exif=exif(), xmp=XMP, icc_profile=profile())
    content += b"prVt" + struct.pack("<I", len(RAW)) + RAW + b"\0" * (len(RAW) % 2)
    return content[:4] + struct.pack("<I", len(content) - 8) + content[8:] + RAW


def heic() -> bytes:
    """EXIF, XMP, ICC, a thumbnail, a second picture, a free box and a tail."""
    file = pillow_heif.from_pillow(scenery(256, 192))
    file.add_from_pillow(scenery(128, 96))
    buffer = io.BytesIO()
    file.info["icc_profile"], file.info["icc_profile_type"] = profile(), "prof"
    file.save(buffer, quality=60, exif=exif().tobytes(), xmp=XMP, thumbnails=[64])
    return buffer.getvalue() + struct.pack(">I", 8 + len(RAW)) + b"free" + RAW


MAKERS: dict[str, Callable[[], bytes]] = {"jpeg": jpeg, "mpo": mpo, "png": png, "webp": webp, "heic": heic}


def is_in(content: bytes) -> bool:
    """Is the word in these bytes, in any spelling or letter case?"""
    lower = content.lower()
    return any(spelling.lower() in lower for spelling in SPELLINGS)
