"""Pictures without a school: sealing what came in, and covering what may not be seen.

sealed = seal(upload)                          one upright, clean master; never served
renditions = render_all(sealed.content, boxes)  what may be served, covered in the pixels
"""

from common.images.mask import MASK_VERSION, MAX_BOXES, Box
from common.images.render import (
    CONTENT_TYPES,
    DEFAULT_FORMAT,
    SIZES,
    ImageFormat,
    printed,
    reduce_master,
    render,
    render_all,
)
from common.images.seal import SealedPhoto, seal
from common.images.weakness import Weakness, weakness_of

__all__ = [
    "CONTENT_TYPES",
    "DEFAULT_FORMAT",
    "MASK_VERSION",
    "MAX_BOXES",
    "SIZES",
    "Box",
    "ImageFormat",
    "SealedPhoto",
    "Weakness",
    "printed",
    "reduce_master",
    "render",
    "render_all",
    "seal",
    "weakness_of",
]
