"""From an upload to the sealed master: upright, sRGB, without a word about where or how."""

import contextlib
import datetime as dt
import io
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from PIL import ExifTags, Image, ImageCms, ImageOps

from common.uploads import DECODER_ERRORS, ReadableFile, load_image, open_image, read_limited

# What phones make of twelve megapixels: to shrink that by a hair costs more than all the rest.
MASTER_SIDE = 4032
MASTER_QUALITY = 92
# Cameras write local time without a zone; the school's clock is the honest guess.
CAMERA_ZONE = ZoneInfo("Europe/Amsterdam")
MAX_PROFILE_BYTES = 1024 * 1024
# Before the first there were no digital cameras, after the last no four digits.
FIRST_YEAR, LAST_YEAR = 1970, 9998


@dataclass(frozen=True)
class SealedPhoto:
    """The sealed master as JPEG, its size in pixels, and when it was taken (aware, or None)."""

    content: bytes
    width: int
    height: int
    taken_at: dt.datetime | None


def seal(source: bytes | ReadableFile) -> SealedPhoto:
    """Make the master: turned upright, sRGB, at most 4032 px, every kind of metadata gone.

    Raises UploadRefused exactly as `check_image` does.
    """
    content = source if isinstance(source, bytes) else read_limited(source)
    image, kind = open_image(content)
    if kind == "JPEG":
        image.draft("RGB", _fitted(image.size))
    load_image(image)
    taken_at = _taken_at(image)
    _turn_upright(image)
    image.thumbnail((MASTER_SIDE, MASTER_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    clean = _fresh_rgb(image)
    return SealedPhoto(encode_master(clean), clean.width, clean.height, taken_at)


def _fitted(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, MASTER_SIDE / max(size))
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _turn_upright(image: Image.Image) -> None:
    """In place: a copy of twelve megapixels is 50 MB."""
    with contextlib.suppress(*DECODER_ERRORS):
        # An unreadable EXIF block says nothing about the pixels: they stay as they are stored.
        ImageOps.exif_transpose(image, in_place=True)


def _fresh_rgb(image: Image.Image) -> Image.Image:
    """A new picture holding pixels only, so that nothing can travel along in `info`."""
    rgb = _to_srgb(_on_white(image))
    fresh = Image.new("RGB", rgb.size)
    fresh.paste(rgb)
    return fresh


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return image.point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image
    with_alpha = image.convert("RGBA")
    ground = Image.new("RGB", image.size, "white")
    ground.paste(with_alpha, mask=with_alpha.getchannel("A"))
    if profile := image.info.get("icc_profile"):
        ground.info["icc_profile"] = profile
    return ground


def _to_srgb(image: Image.Image) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile or len(profile) > MAX_PROFILE_BYTES:
        return image if image.mode == "RGB" else image.convert("RGB")
    try:
        converted = ImageCms.profileToProfile(
            image,
            ImageCms.ImageCmsProfile(io.BytesIO(profile)),
            ImageCms.createProfile("sRGB"),
            outputMode="RGB",
        )
    except (ImageCms.PyCMSError, *DECODER_ERRORS):
        # A broken profile costs some colour, never the photo.
        return image.convert("RGB")
    return converted or image.convert("RGB")


def _taken_at(image: Image.Image) -> dt.datetime | None:
    try:
        exif = image.getexif()
        details = exif.get_ifd(ExifTags.IFD.Exif)
        written = details.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        offset = details.get(ExifTags.Base.OffsetTimeOriginal)
    except DECODER_ERRORS:
        return None
    if not isinstance(written, str):
        return None
    return _moment(written.strip("\0 "), offset.strip("\0 ") if isinstance(offset, str) else "")


def _moment(written: str, offset: str) -> dt.datetime | None:
    try:
        local = dt.datetime.strptime(written, "%Y:%m:%d %H:%M:%S").replace(tzinfo=CAMERA_ZONE)
    except ValueError:
        return None
    # A camera that lost its clock writes the year 1, a moment that not every database can give back.
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        return None
    try:
        return dt.datetime.strptime(f"{written}{offset}", "%Y:%m:%d %H:%M:%S%z")
    except ValueError:
        return local


def encode_master(image: Image.Image) -> bytes:
    """A fresh RGB picture as the JPEG that is kept of it."""
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=MASTER_QUALITY)
    return buffer.getvalue()
