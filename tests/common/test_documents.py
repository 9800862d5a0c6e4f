"""Scans of forms: a PDF or a picture, and nothing that does something."""

import io

import pytest
from PIL import Image

from common.documents import JPEG, PDF, check_document
from common.uploads import UploadRefused

WHOLE = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n%%EOF\n"


def picture(kind: str, **words: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, kind, **words)
    return out.getvalue()


def test_a_pdf_is_kept_as_it_came():
    document = check_document(io.BytesIO(WHOLE))
    assert (document.content, document.content_type, document.suffix) == (WHOLE, PDF, "pdf")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_is_drawn_anew_and_nothing_travels_along(kind):
    document = check_document(io.BytesIO(picture(kind) + b"<script>tail</script>"))
    assert (document.content_type, document.suffix) == (JPEG, "jpg")
    assert b"tail" not in document.content
    assert Image.open(io.BytesIO(document.content)).size == (40, 30)


def test_words_in_a_picture_are_gone():
    comment = b"Hof van Twente 12"
    assert comment not in check_document(io.BytesIO(picture("JPEG", comment=comment))).content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 but no end",
        WHOLE.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(x)>>"),
        WHOLE.replace(b"/Catalog", b"/Catalog/AA<</S/Launch>>"),
        b"MZ\x90 a program",
        b"<html>no scan</html>",
        b"%PDF-" + b"0" * (11 * 1024 * 1024) + b"%%EOF",
    ],
    ids=["empty", "half", "script", "launch", "program", "page", "too big"],
)
def test_anything_else_is_refused_in_a_sentence(content):
    with pytest.raises(UploadRefused) as refusal:
        check_document(io.BytesIO(content))
    assert refusal.value.message.endswith(".")
