"""Accepting what people upload: a picture is a picture only when it decodes.

Names and content types sent along with a file are never believed. The checks run
from cheap to dear: bytes, kind, measurements from the header, and only then pixels.
"""

import contextlib
import io
import math
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import pillow_heif
from django.utils.translation import gettext as _
from PIL import Image

MAX_BYTES = 25 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000
PILLOW_FORMATS = ("JPEG", "PNG", "WEBP")
# Phones write a second picture (depth, brightness) behind a JPEG; Pillow calls that MPO.
FORMAT_NAMES = {"MPO": "JPEG"}
# Whatever a decoder may throw at hostile bytes: all of it means "broken" to the sender.
DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    RuntimeError,
    MemoryError,
    AssertionError,
    struct.error,
    zlib.error,
)


class ReadableFile(Protocol):
    """A file as Django hands it over, or any seekable binary stream."""

    def read(self, size: int = ..., /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> object: ...


class UploadRefused(Exception):
    """A file we do not take. `code` is for the program, `message` is for the sender."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class ImageInfo:
    """What a checked picture is: JPEG, PNG, WEBP or HEIF, and its stored size in pixels."""

    format: str
    width: int
    height: int


def check_image(file: ReadableFile) -> ImageInfo:
    """Decode the picture once and say what it is; the file is rewound afterwards.

    Raises UploadRefused with code too_big, empty, not_an_image, too_many_pixels or broken.
    """
    content = read_limited(file)
    image, kind = open_image(content)
    info = ImageInfo(format=kind, width=image.width, height=image.height)
    if kind == "JPEG":
        # An eighth of the size still reads every compressed byte, so a cut-off file is noticed.
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
    load_image(image)
    file.seek(0)
    return info


def read_limited(file: ReadableFile) -> bytes:
    """Read the file from its start, never more than the limit. Raises UploadRefused."""
    file.seek(0)
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        file.seek(0, io.SEEK_END)
        check_size(_length_of(file, len(content)))
    if not content:
        raise UploadRefused("empty", _broken_message())
    return content


def check_size(size: int) -> None:
    """Raises UploadRefused for a file of more bytes than the limit."""
    if size > MAX_BYTES:
        raise UploadRefused("too_big", _size_message(size))


def open_image(content: bytes) -> tuple[Image.Image, str]:
    """Open without decoding: (picture, format name), measurements already within limits.

    Only JPEG, PNG, WebP and HEIF have a reader here: TIFF, EPS or SVG never reach theirs.
    """
    with _as_refusal():
        image, kind = _open_heif(content) if _is_heif(content) else _open_common(content)
    width, height = image.size
    if width < 1 or height < 1:
        raise UploadRefused("broken", _broken_message())
    if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
        raise UploadRefused("too_many_pixels", _pixels_message())
    return image, kind


def load_image(image: Image.Image) -> None:
    """Decode the (first) picture. Raises UploadRefused when the pixels are not there."""
    with _as_refusal():
        image.load()


def _open_common(content: bytes) -> tuple[Image.Image, str]:
    try:
        image = Image.open(io.BytesIO(content), formats=PILLOW_FORMATS)
    except Image.UnidentifiedImageError as error:
        code, message = (
            ("broken", _broken_message())
            if _claims_to_be_image(content)
            else ("not_an_image", _("This is not a photo. Choose JPG, PNG or HEIC."))
        )
        raise UploadRefused(code, message) from error
    kind = image.format or ""
    return image, FORMAT_NAMES.get(kind, kind)


def _open_heif(content: bytes) -> tuple[Image.Image, str]:
    # pillow-heif stays out of Pillow's registry, so no other code opens HEIF by surprise.
    return pillow_heif.HeifImageFile(io.BytesIO(content)), "HEIF"


def _is_heif(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and bool(pillow_heif.is_supported(io.BytesIO(content)))


def _claims_to_be_image(content: bytes) -> bool:
    return content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n")) or (
        content.startswith(b"RIFF") and content[8:12] == b"WEBP"
    )


@contextlib.contextmanager
def _as_refusal() -> Iterator[None]:
    """Turn anything a decoder throws into a refusal in plain words."""
    try:
        with warnings.catch_warnings():
            # Our own limit is lower than the one this warns about.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            yield
    except Image.DecompressionBombError as error:
        raise UploadRefused("too_many_pixels", _pixels_message()) from error
    except DECODER_ERRORS as error:
        raise UploadRefused("broken", _broken_message()) from error


def _length_of(file: ReadableFile, at_least: int) -> int:
    tell = getattr(file, "tell", None)
    return max(int(tell()), at_least) if tell else at_least


def _size_message(size: int) -> str:
    return _("This photo is %(size)s MB. It may be %(limit)s MB.") % {
        "size": math.ceil(size / 1024 / 1024),
        "limit": MAX_BYTES // 1024 // 1024,
    }


def _pixels_message() -> str:
    return _("This photo has too many pixels. It may be %(limit)s megapixels.") % {
        "limit": MAX_PIXELS // 1_000_000
    }


def _broken_message() -> str:
    return _("This photo is empty or broken. Choose another one.")
