"""One public-domain portrait, the astronaut in the scikit-image wheel, pasted wherever a test needs a face."""

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from common.faces import Face

# Head and shoulders in the stored picture, and the face inside that cut.
HEAD = (150, 0, 310, 210)
FACE_HEIGHT = 0.577


@lru_cache(maxsize=1)
def head() -> Image.Image:
    spec = find_spec("skimage")
    assert spec
    assert spec.origin
    return Image.open(Path(spec.origin).parent / "data" / "astronaut.png").convert("RGB").crop(HEAD)


def canvas(width: int = 1200, height: int = 900) -> Image.Image:
    return Image.new("RGB", (width, height), (120, 130, 125))


def paste(picture: Image.Image, at: tuple[float, float], face_pixels: float, turned: int = 0) -> None:
    """A head with its middle at `at` (fractions), its face so many pixels high, turned by degrees."""
    high = round(face_pixels / FACE_HEIGHT)
    small = head().resize((round(high * head().width / head().height), high), Image.Resampling.LANCZOS)
    alpha = Image.new("L", small.size, 255).rotate(turned, expand=True)
    small = small.rotate(turned, Image.Resampling.BICUBIC, expand=True)
    left, top = (
        round(part * whole - length / 2)
        for part, whole, length in zip(at, picture.size, small.size, strict=True)
    )
    picture.paste(small, (left, top), alpha)


def is_found(faces: list[Face], at: tuple[float, float]) -> bool:
    """Does a box hold this point?"""
    boxes = [face.box for face in faces]
    return any(0 <= at[0] - box.x <= box.w and 0 <= at[1] - box.y <= box.h for box in boxes)
