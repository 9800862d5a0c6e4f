"""Accepting evidence: a picture is one only when it decodes, a PDF only when it opens."""

import io
from dataclasses import dataclass

from django.utils.translation import gettext as _
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from common.uploads import DECODER_ERRORS, ReadableFile, UploadRefused, check_image, read_limited

CONTENT_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}


@dataclass(frozen=True)
class Evidence:
    """A file that was checked, byte for byte as it came: evidence is not made nicer. `pages` is 0 for a picture."""

    content: bytes
    content_type: str
    pages: int


def check_evidence(file: ReadableFile) -> Evidence:
    """Say what was sent. Raises UploadRefused for what is no photo and no PDF, is broken, locked or too large."""
    content = read_limited(file)
    if content.startswith(b"%PDF-"):
        return Evidence(content, "application/pdf", _pages_of(content))
    try:
        info = check_image(io.BytesIO(content))
    except UploadRefused as refusal:
        if refusal.code == "not_an_image":
            message = _("This is not a photo or PDF. Choose JPG, PNG, HEIC or PDF.")
            raise UploadRefused("not_evidence", message) from refusal
        raise
    return Evidence(content, CONTENT_TYPES[info.format], 0)


def _pages_of(content: bytes) -> int:
    broken = UploadRefused(
        "broken", _("This PDF is broken or locked. Print it as a new PDF, or take a photo.")
    )
    try:
        reader = PdfReader(io.BytesIO(content))
        pages = 0 if reader.is_encrypted else len(reader.pages)
    except (PyPdfError, *DECODER_ERRORS) as error:
        raise broken from error
    if not pages:
        raise broken
    return pages
