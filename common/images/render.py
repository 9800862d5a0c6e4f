"""From the sealed master to what may be served: covered first, then made small.

The order is the promise: covering happens before shrinking, so no pixel of a covered
face contributes to any pixel of any rendition; it is repeated at each size, so that
rounding and ringing near the rim cannot lighten the cover.
"""

import io
from collections.abc import Sequence
from typing import Literal

from PIL import Image

from common.images.mask import Box, check_boxes, cover
from common.images.seal import SealedPhoto, encode_master

ImageFormat = Literal["webp", "jpeg"]
DEFAULT_FORMAT: ImageFormat = "webp"
CONTENT_TYPES: dict[ImageFormat, str] = {"webp": "image/webp", "jpeg": "image/jpeg"}
# The long side in pixels; halves, because JPEG decodes at half the size for almost nothing.
SIZES = (2000, 1000, 320)
# Half of what phones make is 2016: shrinking that by a hair costs as much as all that follows.
SLACK = 1.01


def render(master: bytes, covered: Sequence[Box], size: int, format: ImageFormat = DEFAULT_FORMAT) -> bytes:
    """One rendition: long side at most `size` pixels and a hair, every box covered, no metadata.

    Raises ValueError for a box that cannot be right, a size outside SIZES or a bad master.
    """
    return _renditions(master, covered, (size,), format)[size]


def render_all(
    master: bytes,
    covered: Sequence[Box],
    format: ImageFormat = DEFAULT_FORMAT,
    sizes: Sequence[int] = SIZES,
) -> dict[int, bytes]:
    """Renditions keyed by size, from one decode. Raises ValueError as `render` does."""
    return _renditions(master, covered, sizes, format)


def reduce_master(master: bytes, covered: Sequence[Box]) -> SealedPhoto:
    """A master to put in the place of this one: 2000 px, every box covered for good.

    Raises ValueError as `render` does.
    """
    boxes = check_boxes(covered)
    picture = _decode(master, max(SIZES), blank=any(_is_whole(box) for box in boxes))
    cover(picture, boxes)
    picture = _shrink(picture, max(SIZES), boxes)
    return SealedPhoto(encode_master(picture), picture.width, picture.height, None)


def printed(rendition: bytes, size: int) -> bytes:
    """A rendition again, as a JPEG for on paper: what was covered in it stays so. Raises ValueError for a bad one."""
    try:
        picture = Image.open(io.BytesIO(rendition), formats=("WEBP", "JPEG")).convert("RGB")
    except (OSError, SyntaxError) as error:
        raise ValueError("The rendition cannot be read") from error
    picture.info.clear()
    return _encode(_shrink(picture, size, []), "jpeg")


def _renditions(
    master: bytes, covered: Sequence[Box], sizes: Sequence[int], format: ImageFormat
) -> dict[int, bytes]:
    boxes = check_boxes(covered)
    if format not in CONTENT_TYPES or not set(sizes) <= set(SIZES):
        raise ValueError(f"No such rendition: {sizes} {format}")
    picture = _decode(master, max(sizes), blank=any(_is_whole(box) for box in boxes))
    cover(picture, boxes)
    result = {}
    for size in sorted(sizes, reverse=True):
        picture = _shrink(picture, size, boxes)
        result[size] = _encode(picture, format)
    return result


def _is_whole(box: Box) -> bool:
    return box.shape == "rectangle" and min(box.x, box.y) <= 0 and min(box.x + box.w, box.y + box.h) >= 1


def _decode(master: bytes, size: int, *, blank: bool) -> Image.Image:
    """The pixels at about this size; a blank sheet where a cover will lie over all of them."""
    try:
        image = Image.open(io.BytesIO(master), formats=("JPEG",))
        image.draft("RGB", _fitted(image.size, size))
        if blank:
            return Image.new("RGB", image.size)
        rgb = image.convert("RGB")
    except (OSError, SyntaxError) as error:
        raise ValueError("The sealed master cannot be read") from error
    # `convert` hands over `info` too; pixels are all that may travel on.
    rgb.info.clear()
    return rgb


def _fitted(size: tuple[int, int], side: int) -> tuple[int, int]:
    scale = min(1.0, side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _shrink(picture: Image.Image, size: int, boxes: Sequence[Box]) -> Image.Image:
    if max(picture.size) <= size * SLACK:
        return picture
    fitted = _fitted(picture.size, size)
    smaller = picture.resize(fitted, Image.Resampling.LANCZOS, reducing_gap=2.0)
    cover(smaller, boxes)
    return smaller


def _encode(picture: Image.Image, format: ImageFormat) -> bytes:
    buffer = io.BytesIO()
    if format == "webp":
        picture.save(buffer, "WEBP", quality=78, method=2)
    else:
        picture.save(buffer, "JPEG", quality=80)
    return buffer.getvalue()
