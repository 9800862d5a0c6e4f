"""The plain PDF: whatever the text, there is a document, and nothing of the text is lost in it."""

import io
import random
import sys
from datetime import UTC, datetime

import pytest
from PIL import Image
from pypdf import PdfReader

from common.pdf_plain import COLUMNS, Picture, plain_pdf, printable, wrapped

CREATED = datetime(2026, 10, 6, 13, 0, tzinfo=UTC)


def printed(text: str, *pictures: Picture) -> PdfReader:
    content = plain_pdf(text, pictures, reference="2026-001", identifier=b"id", created=CREATED)
    assert content == plain_pdf(text, pictures, reference="2026-001", identifier=b"id", created=CREATED)
    return PdfReader(io.BytesIO(content), strict=True)


def words_of(reader: PdfReader) -> str:
    return "".join(page.extract_text() for page in reader.pages).replace("\n", "")


def test_the_text_comes_back_with_its_page_numbers() -> None:
    reader = printed("Café (één) \\ twee\n" * 100)
    assert len(reader.pages) == 2
    assert "Café (één) \\ twee" in reader.pages[0].extract_text()
    assert "2026-001 - pagina 2 van 2" in reader.pages[1].extract_text()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\ud800x", "<U+D800>x"),
        ("\u202edlrow", "<U+202E>dlrow"),
        ("\x00\x1b[31m", "<U+0000><U+001B>[31m"),
        ("\U0001f984", "<U+1F984>"),
        ("", ""),
        ("%PDF-1.7 (Tj) ET endstream", "%PDF-1.7 (Tj) ET endstream"),
    ],
)
def test_what_has_no_letter_is_written_as_its_number(text: str, shown: str) -> None:
    assert shown in words_of(printed(text))


def test_every_character_there_is_can_be_printed() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert all(len(line) <= COLUMNS for line in wrapped(every))
    assert all(printable(character) for character in random.Random(4).choices(every, k=5000))


def test_no_text_is_too_long_or_nested_too_deep() -> None:
    assert len(printed("woord " * 200_000).pages) > 200
    assert len(printed("<div>" * 100_000).pages) > 50


def test_a_picture_is_on_a_page_of_its_own_with_its_caption() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (640, 480), (10, 200, 30)).save(buffer, "JPEG")
    page = printed("tekst", Picture(buffer.getvalue(), "foto van 6 oktober")).pages[1]
    assert page.images[0].image is not None
    assert page.images[0].image.size == (640, 480)
    assert "foto van 6 oktober" in page.extract_text()


def test_what_is_no_picture_is_refused() -> None:
    with pytest.raises(OSError, match="identify"):
        printed("tekst", Picture(b"geen foto", ""))
