"""Accepting a scanned form: a PDF, or a picture that is drawn anew so that nothing travels along with it."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.images.seal import seal
from common.uploads import ReadableFile, UploadRefused, read_limited

PDF = "application/pdf"
JPEG = "image/jpeg"
MAX_PDF_BYTES = 10 * 1024 * 1024
# What makes a PDF do something when it is opened; a scanner writes none of it.
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|XFA|RichMedia)\b")


@dataclass(frozen=True)
class Document:
    """The bytes to keep and what they are."""

    content: bytes
    content_type: str

    @property
    def suffix(self) -> str:
        return "pdf" if self.content_type == PDF else "jpg"


def check_document(file: ReadableFile) -> Document:
    """Return what may be kept of an uploaded scan. Raises UploadRefused.

    Names and content types that came along are not believed. A picture loses everything but its pixels; a PDF is
    kept as it came, so it leaves this server as a download only.
    """
    content = read_limited(file)
    if not content.startswith(b"%PDF-"):
        return Document(seal(content).content, JPEG)
    if len(content) > MAX_PDF_BYTES:
        limit = MAX_PDF_BYTES // 1024 // 1024
        raise UploadRefused("too_big", _("This PDF is too big. It may be %(limit)s MB.") % {"limit": limit})
    if b"%%EOF" not in content[-2048:] or ACTIVE.search(content):
        raise UploadRefused(
            "broken", _("This PDF cannot be kept. Scan the form again, or take a photo of it.")
        )
    return Document(content, PDF)
