"""The process that prints: HTML on standard input, PDF on standard output, nothing else.

Run as a script by common/pdf.py, isolated from the project; it imports nothing of it.
First line in: a JSON header. On failure: exit status 3 and one JSON line on standard error.
"""

import contextlib
import json
import logging
import os
import resource
import sys
from typing import Any, NoReturn

# No network needs few files: the fonts, the libraries, the three pipes.
MAX_FILES = 128
MAX_DETAIL = 500
# Complaints by which nothing is lost: a picture without words, a link to nowhere. All others count.
HARMLESS = (
    'Image "%s" has no required alt description',
    'Missing required "lang" attribute at the root of the document',
    "No anchor #%s for internal URI reference",
)


class Complaints(logging.Handler):
    """Keeps what the printer only logs: a picture or style sheet that it left out."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg in HARMLESS:
            return
        self.lines.append(record.getMessage()[:MAX_DETAIL])


def limit(cpu_seconds: int, memory_bytes: int) -> None:
    """Give up rights before anything is read: the system ends us when we go beyond."""
    for what, most in (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_NOFILE, MAX_FILES),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def fail(reason: str, detail: object = "") -> NoReturn:
    sys.stderr.write(json.dumps({"reason": reason, "detail": str(detail)[:MAX_DETAIL]}) + "\n")
    sys.exit(3)


def print_pdf(html: str, header: dict[str, Any]) -> bytes:
    """The PDF, complete, or an exit with the reason."""
    import weasyprint  # noqa: PLC0415 - after the limits, which must hold for it as well
    from weasyprint.urls import URLFetcher  # noqa: PLC0415

    refused: list[str] = []

    class OnlyInline(URLFetcher):
        """Addresses that carry their own content, and no other."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.lower().startswith("data:"):
                refused.append(url)
                raise ValueError("Outside addresses are not fetched")
            return super().fetch(url, headers)

    complaints = Complaints()
    weasyprint.LOGGER.handlers = [complaints]
    fetcher = OnlyInline(allowed_protocols={"data"}, allow_redirects=False)
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url=None)
    # A picture without an address is passed over without a word.
    if not all((image.get("src") or "").strip() for image in page.etree_element.iter("img")):
        fail("incomplete", "a picture without an address")
    document = page.render()
    document.metadata.created = document.metadata.modified = header["created"]
    pdf = document.write_pdf(
        pdf_variant="pdf/a-2u", pdf_tags=True, pdf_identifier=bytes.fromhex(header["identifier"])
    )
    if refused:
        fail("refused", f"{len(refused)} outside addresses, first {refused[0]}")
    if complaints.lines:
        fail("incomplete", f"{len(complaints.lines)} parts, first: {complaints.lines[0]}")
    return bytes(pdf)


def main() -> None:
    header = json.loads(sys.stdin.buffer.readline())
    limit(header["cpu_seconds"], header["memory_bytes"])
    html = sys.stdin.buffer.read().decode("utf-8", "replace")
    try:
        # Whatever a library prints must not end up inside the document.
        with contextlib.redirect_stdout(sys.stderr):
            pdf = print_pdf(html, header)
    except MemoryError:
        fail("limit", "out of memory")
    except RecursionError:
        fail("limit", "nested too deep")
    sys.stdout.buffer.write(pdf)
    sys.stdout.buffer.flush()
    # Nothing is left to tidy, and a library that falls over while it goes must not take the document with it.
    os._exit(0)


if __name__ == "__main__":
    main()
