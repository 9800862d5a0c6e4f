"""From a template to a PDF, printed in a process of its own that may not reach anything.

The child gets the HTML over a pipe and nothing else: no settings, no secrets, no network,
no files, limited processor time and memory. A part that could not be printed is a failure,
never a gap: what comes back is complete or an exception.
"""

import base64
import datetime as dt
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

WORKER = Path(__file__).with_name("pdf_worker.py")
CPU_SECONDS = 20
WALL_SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
MAX_HTML_BYTES = 64 * 1024**2
# What the child may know of its surroundings: where the fonts and libraries are.
KEPT_ENVIRONMENT = ("FONTCONFIG_FILE", "FONTCONFIG_PATH", "LD_LIBRARY_PATH", "PATH")


class PdfFailed(Exception):
    """No PDF was made. `reason` is a word for the program, `detail` a line for the log.

    Reasons: too_large, timeout, limit, refused (an outside address), incomplete, crashed.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.detail = detail


class FellOver(PdfFailed):
    """The process touched memory that was not there: by chance, or because it may not have more."""


def render_pdf(
    template: str, context: Mapping[str, Any], *, identifier: bytes, created: dt.datetime
) -> bytes:
    """Print a template as PDF/A-2u. The same input gives the same bytes, always.

    `identifier` names the document (any bytes), `created` (aware) is its date inside the PDF.
    Pictures go in as `data_uri(...)`; any other address is refused. Raises PdfFailed.
    """
    html = render_to_string(template, dict(context))
    return html_to_pdf(html, identifier=identifier, created=created)


def html_to_pdf(
    html: str,
    *,
    identifier: bytes,
    created: dt.datetime,
    cpu_seconds: int = CPU_SECONDS,
    wall_seconds: float = WALL_SECONDS,
) -> bytes:
    """Print finished HTML; limits in seconds. Raises PdfFailed, ValueError for a naive date."""
    if created.tzinfo is None:
        raise ValueError("The date of a document needs a time zone")
    header = {
        "identifier": identifier.hex(),
        "created": created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "cpu_seconds": cpu_seconds,
        "memory_bytes": MEMORY_BYTES,
    }
    body = html.encode("utf-8", "replace")
    if len(body) > MAX_HTML_BYTES:
        raise PdfFailed("too_large", f"{len(body)} bytes of HTML")
    job = json.dumps(header).encode() + b"\n" + body
    try:
        return _run(job, int(created.timestamp()), wall_seconds)
    except FellOver:
        # One in some thousands falls over in a library, and prints the next time. What is too much does so twice.
        return _run(job, int(created.timestamp()), wall_seconds)


def data_uri(content: bytes, mime: str) -> str:
    """The bytes as an address that holds its own content, for `src` in a PDF template."""
    return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"


def _run(job: bytes, created: int, wall_seconds: float) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own script, our own interpreter, no shell
            [sys.executable, "-I", str(WORKER)],
            input=job,
            capture_output=True,
            timeout=wall_seconds,
            env=_environment(created),
            cwd="/",
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise PdfFailed("timeout", f"longer than {wall_seconds} s") from error
    if done.returncode == -signal.SIGSEGV:
        raise FellOver("limit", f"stopped by signal {-done.returncode}")
    if done.returncode < 0:
        raise PdfFailed("limit", f"stopped by signal {-done.returncode}")
    if done.returncode:
        raise _failure(done.stderr)
    if not done.stdout.startswith(b"%PDF-") or b"%%EOF" not in done.stdout[-32:]:
        raise PdfFailed("crashed", "the output is not a whole PDF")
    return done.stdout


def _environment(created: int) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    # Fonts carry a date too; without this the same input would differ by the clock.
    return {**kept, "LANG": "C.UTF-8", "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": str(created)}


def _failure(errors: bytes) -> PdfFailed:
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    try:
        said = json.loads(lines[-1])
        return PdfFailed(str(said["reason"]), str(said["detail"]))
    except (IndexError, KeyError, TypeError, ValueError):
        return PdfFailed("crashed", lines[-1][:500] if lines else "")
