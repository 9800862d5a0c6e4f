"""The hard copy: complete or an error, the same bytes every time, and no way out (G03, G04)."""

import datetime as dt
import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from common import pdf
from common.pdf import PdfFailed, data_uri, html_to_pdf, render_pdf
from tests.common import pictures

CREATED = dt.datetime(2026, 3, 1, 9, 30, tzinfo=dt.UTC)
CANARY = "canary-8c1f"


def page(body: str) -> str:
    return f'<!doctype html><html lang="nl"><head><title>Proef</title></head><body>{body}</body></html>'


def printed(body: str, **options: float) -> bytes:
    return html_to_pdf(page(body), identifier=b"dossier-1", created=CREATED, **options)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[object]]]:
    """A port on this machine and everyone who ever knocked on it."""
    visitors: list[object] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, address = server.accept()
            except OSError:
                return
            visitors.append(address)
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield server.getsockname()[1], visitors
    server.close()


@pytest.fixture
def canary(tmp_path: Path) -> str:
    file = tmp_path / "canary.css"
    file.write_text(f"/* {CANARY} */")
    return file.as_uri()


ATTACKS = [
    '<img alt="" src="{url}">',
    '<style>@import url("{url}");</style>',
    '<link rel="stylesheet" href="{url}">',
    '<link rel="attachment" href="{url}">',
    '<a rel="attachment" href="{url}">x</a>',
    '<p style="background:url({url})">x</p>',
    "<style>@font-face{{font-family:z;src:url({url})}}p{{font-family:z}}</style><p>x</p>",
    '<svg width="9" height="9"><image href="{url}" width="9" height="9"/></svg>',
    '<object data="{url}"></object>',
    '<embed src="{url}">',
    '<ul style="list-style-image:url({url})"><li>x</ul>',
]
# A font of one's own is first written to disk, which the process may not do at all.
FONTS_NEED_A_FILE = "crashed"


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_outside_address_is_never_fetched_and_never_left_out_in_silence(attack, listener, canary):
    port, visitors = listener
    both = (attack.format(url=url) for url in (f"http://127.0.0.1:{port}/x", canary))
    with pytest.raises(PdfFailed, match=FONTS_NEED_A_FILE if "font-face" in attack else "refused: 2 outside"):
        printed("".join(both))
    assert visitors == []


def test_a_picture_inside_a_picture_does_not_open_files(canary):
    inner = f'<image href="{canary}" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inner}</svg>'
    with pytest.raises(PdfFailed, match="refused"):
        printed(f'<img alt="x" src="{data_uri(svg.encode(), "image/svg+xml")}">')


def test_a_frame_is_not_loaded(listener):
    port, visitors = listener
    text = text_of(printed(f'<iframe src="http://127.0.0.1:{port}/"></iframe><p>eromheen</p>'))
    assert "eromheen" in text
    assert visitors == []


def text_of(content: bytes) -> str:
    return "\n".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_same_input_gives_the_same_bytes_and_another_identifier_does_not():
    picture = data_uri(pictures.encode(pictures.scenery(), "JPEG"), "image/jpeg")
    body = f'<h1>Één reünie 🎉</h1><img alt="uitzicht" src="{picture}">'
    first = printed(body)
    assert printed(body) == first
    assert html_to_pdf(page(body), identifier=b"dossier-2", created=CREATED) != first


def test_dutch_letters_emoji_and_pictures_are_all_in_it():
    picture = data_uri(pictures.encode(pictures.scenery(), "PNG"), "image/png")
    content = printed(f'<p>Één coöperatieve reünie à € 5 🎉</p><img alt="uitzicht" src="{picture}">')
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert "Één coöperatieve reünie à € 5 🎉" in reader.pages[0].extract_text()
    assert len(reader.pages[0].images) >= 1
    assert reader.metadata is not None
    assert reader.metadata.creation_date == CREATED


def test_it_is_an_archive_format_with_tags_and_a_language():
    content = printed("<h1>Kop</h1>")
    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert b"pdfaid:part" in content or b"pdfaid" in root["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "nl"


@pytest.mark.parametrize("source", ["data:image/png;base64,AAAA", "foto.jpg", ""])
def test_a_part_that_cannot_be_printed_is_a_failure(source):
    with pytest.raises(PdfFailed):
        printed(f'<img alt="x" src="{source}"><p>rest</p>')


def test_a_picture_without_words_or_a_link_to_nowhere_does_not_stop_the_hard_copy():
    picture = data_uri(pictures.encode(pictures.scenery(40, 30), "WEBP"), "image/webp")
    content = printed(f'<img src="{picture}"><img alt="" src="{picture}"><a href="#weg">weg</a>')
    assert "weg" in text_of(content)


def test_an_expensive_text_is_stopped_in_time():
    with pytest.raises(PdfFailed, match="limit"):
        printed("<p>" + "woord " * 400_000, cpu_seconds=2)


def test_a_process_that_hangs_is_stopped_in_time():
    with pytest.raises(PdfFailed, match="timeout"):
        printed("<p>x", wall_seconds=0.05)


def test_too_little_memory_is_a_failure(monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 150 * 1024**2)
    with pytest.raises(PdfFailed):
        printed("<p>" + "woord " * 50_000)


def test_too_much_text_is_refused_before_a_process_starts(monkeypatch):
    monkeypatch.setattr(pdf, "MAX_HTML_BYTES", 100)
    monkeypatch.setattr(pdf, "_run", lambda *args: pytest.fail("started"))
    with pytest.raises(PdfFailed, match="too_large"):
        printed("x" * 200)


def test_the_process_does_not_know_our_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "geheim")
    monkeypatch.setenv("DATABASE_URL", "postgres://geheim")
    assert "geheim" not in str(pdf._environment(0))


def test_a_printer_that_dies_is_a_failure_with_a_reason(monkeypatch, tmp_path):
    broken = tmp_path / "worker.py"
    for script, reason in (
        ("raise SystemExit(1)", "crashed"),
        ("print('half')", "crashed"),
        ("import os; os.kill(os.getpid(), 9)", "limit"),
    ):
        broken.write_text(script)
        monkeypatch.setattr(pdf, "WORKER", broken)
        with pytest.raises(PdfFailed, match=reason):
            printed("<p>x")


def test_a_date_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        html_to_pdf("x", identifier=b"a", created=dt.datetime(2026, 3, 1))  # noqa: DTZ001


def test_the_base_template_prints_heads_and_page_numbers():
    context = {"title": "Uitnodiging", "school_name": "De Wilgenhof", "reference": "2026-0001"}
    content = render_pdf("pdf/base.html", context, identifier=b"a", created=CREATED)
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title == "Uitnodiging"
    text = reader.pages[0].extract_text()
    for part in ("De Wilgenhof", "2026-0001", "1"):
        assert part in text


def test_a_process_that_falls_over_by_chance_prints_the_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fallen = tmp_path / "fallen"
    worker = tmp_path / "worker.py"
    worker.write_text(
        f"import os, pathlib, signal, sys\n"
        f"sys.stdin.buffer.read()\n"
        f"mark = pathlib.Path({str(fallen)!r})\n"
        f"if not mark.exists():\n"
        f"    mark.touch()\n"
        f"    os.kill(os.getpid(), signal.SIGSEGV)\n"
        f"sys.stdout.buffer.write(b'%PDF-1.7 %%EOF')\n"
    )
    monkeypatch.setattr("common.pdf.WORKER", worker)
    assert html_to_pdf("<p>x</p>", identifier=b"x", created=CREATED) == b"%PDF-1.7 %%EOF"
    assert fallen.exists()
