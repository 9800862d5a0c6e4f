"""One look at a picture by CenterFace, a small network that says where faces are and nothing about whose.

Imported by common.faces alone, when the first picture comes: numpy and onnxruntime are large, and only the
process that prepares photos needs them. The network also guesses eyes and mouths; that output is not asked for.
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

Numbers = NDArray[np.float32]

# The stored network is fixed to ten pictures of 32 pixels. A dimension in the file is written as 0a 02 08 NN;
# 0a 02 12 00 of the same length says "any", so the file can be opened up without a tool that parses it.
FIXED, FREE = b"\x0a\x02\x08", b"\x0a\x02\x12\x00"
SHAPES = ((10, 3, 32, 32), (10, 1, 8, 8), (10, 2, 8, 8), (10, 10, 8, 8))
OUTPUTS = ["537", "538", "539"]
STRIDE = 4
STEP = 32
ERRORS_ONLY = 3
AS_REQUESTED = 1
SAME_FACE = 0.3
# Of a face this high (of the picture) the fine look sees an eye or a mouth, and takes it for a face of its own.
CLOSE_UP = 0.4
SURE = 0.6
# A real face of this height inside a close-up has fifty pixels in the coarse look, which never misses those.
PART = 0.1
WITHIN = 0.8


def look(picture: Image.Image, *, side: int, threshold: float, model: Path) -> Numbers:
    """Scores and boxes of one pass, best first: rows of (score, left, top, right, bottom).

    The long side becomes `side` pixels; places are fractions of the picture, not yet cut off at its edges.
    """
    scale = side / max(picture.size)
    width, height = (STEP * max(1, -(-round(length * scale) // STEP)) for length in picture.size)
    small = picture.resize((width, height), Image.Resampling.BILINEAR, reducing_gap=2.0)
    pixels = np.asarray(small, dtype=np.float32).transpose(2, 0, 1)[None]
    heat, size, offset = _session(model).run(OUTPUTS, {"input.1": np.ascontiguousarray(pixels)})
    return apart(_boxes(heat[0, 0], size[0], offset[0], threshold, width, height), SAME_FACE)


def apart(found: Numbers, overlap: float, at_most: int = 1000) -> Numbers:
    """Of boxes that overlap more than this (intersection over union) only the best; best first."""
    left = found[np.argsort(-found[:, 0], kind="stable")]
    kept: list[Numbers] = []
    while len(left) and len(kept) < at_most:
        best, left = left[0], left[1:]
        kept.append(best)
        left = left[_overlap(best, left) <= overlap]
    return np.stack(kept) if kept else found[:0]


def merged(fine: Numbers, coarse: Numbers, overlap: float) -> list[list[float]]:
    """The boxes of both looks as one list of faces; the best box of each, best first."""
    for face in coarse[(coarse[:, 0] >= SURE) & (coarse[:, 4] - coarse[:, 2] >= CLOSE_UP)]:
        part = (fine[:, 4] - fine[:, 2] >= PART) & (_shared(face, fine) >= WITHIN * _area(fine))
        fine = fine[~part]
    rows: list[list[float]] = apart(np.concatenate([fine, coarse]), overlap).tolist()
    return rows


def _overlap(one: Numbers, others: Numbers) -> Numbers:
    shared = _shared(one, others)
    result: Numbers = shared / (_area(one[None]) + _area(others) - shared)
    return result


def _shared(one: Numbers, others: Numbers) -> Numbers:
    wide = np.minimum(one[3], others[:, 3]) - np.maximum(one[1], others[:, 1])
    high = np.minimum(one[4], others[:, 4]) - np.maximum(one[2], others[:, 2])
    shared: Numbers = np.clip(wide, 0, None) * np.clip(high, 0, None)
    return shared


def _area(boxes: Numbers) -> Numbers:
    area: Numbers = (boxes[:, 3] - boxes[:, 1]) * (boxes[:, 4] - boxes[:, 2])
    return area


def _boxes(
    heat: Numbers, size: Numbers, offset: Numbers, threshold: float, width: int, height: int
) -> Numbers:
    rows, columns = np.nonzero(heat > threshold)
    with np.errstate(over="ignore"):
        high, wide = (np.exp(size[axis, rows, columns]) * STRIDE for axis in (0, 1))
    middle_y = (rows + offset[0, rows, columns] + 0.5) * STRIDE
    middle_x = (columns + offset[1, rows, columns] + 0.5) * STRIDE
    edges = [
        heat[rows, columns],
        (middle_x - wide / 2) / width,
        (middle_y - high / 2) / height,
        (middle_x + wide / 2) / width,
        (middle_y + high / 2) / height,
    ]
    return sound(np.stack(edges, axis=1).astype(np.float32))


def sound(found: Numbers) -> Numbers:
    """Cut off at the edges of the picture; what is no number or has no area left is dropped."""
    real = found[np.isfinite(found).all(axis=1)]
    real[:, 1:] = np.clip(real[:, 1:], 0, 1)
    inside: Numbers = real[(real[:, 3] > real[:, 1]) & (real[:, 4] > real[:, 2])]
    return inside


@lru_cache(maxsize=1)
def _session(model: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = ERRORS_ONLY
    # Measured on two looks: 490 MB at 0.48 CPU s; growing in powers of two 570, with patterns 650, no arena 0.75 s.
    options.enable_mem_pattern = False
    _share_frugal_memory()
    options.add_session_config_entry("session.use_env_allocators", "1")
    return onnxruntime.InferenceSession(_opened_up(model.read_bytes()), options)


@lru_cache(maxsize=1)
def _share_frugal_memory() -> None:
    """Once a process: memory that is kept between looks and grows by what is asked for."""
    kind = onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR
    memory = onnxruntime.OrtMemoryInfo("Cpu", kind, 0, onnxruntime.OrtMemType.DEFAULT)
    onnxruntime.create_and_register_allocator(
        memory, onnxruntime.OrtArenaCfg({"arena_extend_strategy": AS_REQUESTED})
    )


def _opened_up(content: bytes) -> bytes:
    for shape in SHAPES:
        fixed = [FIXED + bytes([length]) for length in shape]
        content = content.replace(b"".join(fixed), FREE + fixed[1] + FREE + FREE)
    return content
