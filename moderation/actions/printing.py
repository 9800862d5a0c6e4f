"""From a frozen copy to pages: the photos as they were served, the PDF, and a plain one when that cannot be made."""

import hashlib
import logging
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.translation import override
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from common.images import Box, printed, render
from common.mail import render_text
from common.pdf import PdfFailed, data_uri, html_to_pdf
from common.pdf_plain import Picture, plain_pdf
from common.storage import path_of, read_private, write_private
from conversations.models import MessageFile
from moderation.queries import frozen
from posts.models import Photo, Rendition

log = logging.getLogger(__name__)
SERVED_SIZE = 1000
DOCUMENT = MessageFile.Kind.DOCUMENT
# Ten thousand words take one to two; what needs more than this is printed plain.
CPU_SECONDS = 12
# Halves of characters and control characters: HTML drops them, and then the page says less than was said.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Printed:
    """A finished document; `is_plain` when the real printer gave up and the lines were printed as they are."""

    content: bytes
    pages: int
    is_plain: bool


def with_media(copy: dict[str, Any], *, identifier: UUID) -> dict[str, Any]:
    """Keep the photos of a frozen copy as they were served, and return the copy that names them.

    Doing it twice writes the same bytes under the same names. A photo that cannot be read says so in `unreadable`.
    Raises OSError when something cannot be stored.
    """
    return {**copy, "photos": [_with_file(photo, identifier) for photo in copy["photos"]]}


def print_copy(facts: dict[str, Any], *, identifier: UUID) -> Printed:
    """Print a frozen copy with its media; the same copy gives the same bytes.

    Text on which the printer fails or that is beyond its limits is printed plain: there is always a document.
    Raises OSError when a photo is no longer what was kept, PyPdfError when the result does not open.
    """
    shown = [photo for photo in facts["photos"] if photo.get("served") and photo.get("kind") != DOCUMENT]
    pictures = [(photo, served(photo)) for photo in shown]
    with override("nl"):
        try:
            content, is_plain = _in_full(facts, pictures, identifier), False
        except PdfFailed as failure:
            log.warning("Dossier %s is printed plain: %s", facts["number"], failure)
            content, is_plain = _plain(facts, pictures, identifier), True
    return Printed(content, page_count(content), is_plain)


def served(photo: dict[str, Any]) -> bytes:
    """Return a kept photo: children behind a leaf stay there, also in the dossier. Raises OSError when it changed."""
    content = read_private(photo["served"]["file"])
    if hashlib.sha256(content).hexdigest() != photo["served"]["sha256"]:
        raise OSError(f"photo {photo['id']} is not what was kept")
    return content


def unreadable_in(facts: dict[str, Any]) -> list[int]:
    """The places (1 is the first) of the photos that are not in a copy because their files could not be read."""
    return [number for number, photo in enumerate(facts["photos"], start=1) if photo.get("unreadable")]


def media_prefix(incident_id: UUID) -> str:
    """How the names of all kept photos of one incident begin; the rest is what is in them."""
    return f"dossier/{incident_id.hex[:2]}/{incident_id.hex}-"


def delete_media(incident_id: UUID) -> int:
    """Delete the kept photos of a destroyed dossier; gone already is fine. Returns how many there were."""
    prefix = path_of(media_prefix(incident_id) + "x")
    files = list(prefix.parent.glob(f"{incident_id.hex}-*"))
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def page_count(content: bytes) -> int:
    """Return the number of pages; raises PyPdfError for something that does not open as a PDF with pages."""
    pages = len(PdfReader(BytesIO(content)).pages)
    if not pages:
        raise PyPdfError("no pages")
    return pages


def _with_file(photo: dict[str, Any], identifier: UUID) -> dict[str, Any]:
    if not photo["prepared"]:
        return photo
    try:
        content = _as_sent(photo) if "message" in photo else _as_shown(photo)
    except FileNotFoundError:
        return {**photo, "unreadable": "missing"}
    except (OSError, ValueError):
        log.exception("Photo %s cannot be read for the dossier", photo["id"])
        return {**photo, "unreadable": "damaged"}
    sha256 = hashlib.sha256(content).hexdigest()
    suffix = "pdf" if photo.get("kind") == DOCUMENT else "jpg"
    name = f"{media_prefix(identifier)}{sha256}.{suffix}"
    write_private(name, content)
    if read_private(name) != content:
        raise OSError("the kept photo differs from what was made")
    return {**photo, "served": {"file": name, "sha256": sha256}}


def _as_sent(photo: dict[str, Any]) -> bytes:
    """What readers of a conversation got: the picture with its leaves, or the document. Raises OSError, ValueError."""
    file = MessageFile.objects.get(pk=photo["id"])
    if file.is_photo:
        return printed(read_private(file.drawn_as), SERVED_SIZE)
    return read_private(file.stored_as)


def _as_shown(photo: dict[str, Any]) -> bytes:
    """The picture as everybody saw it: drawn from the sealed master, or else a file that was served to readers.

    Raises OSError or ValueError when neither can be read.
    """
    # The master of today: one that was reduced meanwhile has its leaves in it and lies elsewhere.
    master = Photo.objects.only("master_name").get(pk=photo["id"]).master_name
    try:
        return render(read_private(master), [Box(*box) for box in photo["covered"]], SERVED_SIZE, "jpeg")
    except (OSError, ValueError):
        for name in _files_served(photo):
            with suppress(OSError, ValueError):
                return printed(read_private(name), SERVED_SIZE)
        raise


def _files_served(photo: dict[str, Any]) -> list[str]:
    """What was drawn for readers with exactly these masks, the largest first."""
    drawn = Rendition.objects.filter(photo=photo["id"], mask_key=photo["mask_key"])
    return list(drawn.order_by("-size").values_list("stored_as", flat=True))


def _in_full(facts: dict[str, Any], pictures: list[tuple[dict[str, Any], bytes]], identifier: UUID) -> bytes:
    if any(UNPRINTABLE.search(text) for text in _texts(facts)):
        raise PdfFailed("text", "characters that a page would leave out")
    shown = [{**photo, "uri": data_uri(content, "image/jpeg")} for photo, content in pictures]
    html = render_to_string("pdf/dossier.html", {**context_of(facts), "pictures": shown})
    created = datetime.fromisoformat(facts["frozen_at"]["utc"])
    return html_to_pdf(html, identifier=identifier.bytes, created=created, cpu_seconds=CPU_SECONDS)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _plain(facts: dict[str, Any], pictures: list[tuple[dict[str, Any], bytes]], identifier: UUID) -> bytes:
    return plain_pdf(
        render_text("pdf/dossier.txt", context_of(facts)),
        [Picture(content, f"{photo['id']} {photo['served']['sha256']}") for photo, content in pictures],
        reference=facts["number"],
        identifier=identifier.bytes,
        created=datetime.fromisoformat(facts["frozen_at"]["utc"]),
    )


def context_of(facts: dict[str, Any]) -> dict[str, Any]:
    """What the templates of a hard copy are given, but for the pictures."""
    return {
        "copy": facts,
        "lacking": len(unreadable_in(facts)),
        "digest": frozen.digest(facts),
        "school_name": facts["school"]["name"],
        "reference": facts["number"],
    }
