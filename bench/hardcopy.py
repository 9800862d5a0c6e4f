"""Part "hardcopy": processor time of a hard copy, against bare WeasyPrint on the same HTML in one warm process."""

import resource
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any

from bench.report import Line, compared

ROUNDS = 7
WORDS, HOSTILE_WORDS = 10_000, 200_000
LIMIT_WORDS, LIMIT_HOSTILE = 2.0, 30.0
SENTENCE = "Dit is een zin van acht woorden hoor. "
WORDS_IN_SENTENCE = 8


def run() -> list[Line]:
    """Print an ordinary copy, a long one and a hostile one; returns the lines of the report."""
    from common.pdf import html_to_pdf  # noqa: PLC0415 - only now there are settings

    copy = frozen(300)
    html = as_html(copy)
    ours = median(lambda: html_to_pdf(html, identifier=b"b", created=moment()))
    bare = median(lambda: bare_pdf(html))
    long = median(lambda: printed(frozen(WORDS)), rounds=3)
    start = spent()
    hostile = printed(frozen(HOSTILE_WORDS))
    took = spent() - start
    return [
        compared(
            "hard copy: CPU against bare WeasyPrint",
            ours,
            bare,
            "s",
            note="a process of its own for each, PDF/A-2u and tags included; bare is warm and has neither",
        ),
        Line("hard copy: documents per CPU second", round(1 / ours, 2), "/s", baseline=round(1 / bare, 2)),
        Line(f"hard copy: {WORDS} words, CPU", round(long, 2), "s", limit=LIMIT_WORDS),
        Line(
            f"hard copy: {HOSTILE_WORDS} words, CPU",
            round(took, 1),
            "s",
            limit=LIMIT_HOSTILE,
            note=f"printed {'plain' if hostile.is_plain else 'in full'} on {hostile.pages} pages",
        ),
    ]


def moment() -> Any:
    from django.utils import timezone  # noqa: PLC0415

    return timezone.now().replace(microsecond=0)


def frozen(words: int) -> dict[str, Any]:
    """A frozen copy with one post of so many words and ten comments."""
    from moderation.queries.frozen import moment as twice  # noqa: PLC0415

    at, somebody = twice(moment()), {"name": "Naam Test", "account": str(uuid.UUID(int=1))}
    comment = {"author": {**somebody, "role": "parent"}, "at": at, "state": "hidden", "sha256": "0" * 64}
    return {
        "format": "kring-frozen-copy/2",
        "number": "2026-001",
        "school": {"name": "De Wilgenhof", "brin": "99ZZ"},
        "group": "5B",
        "audience": {"parent": 40, "teacher": 2},
        "readers": "",
        "frozen_at": at,
        "frozen_by": somebody,
        "chain": {"sequence": 1, "link": "0" * 64},
        "subject": "post",
        "subject_id": str(uuid.UUID(int=2)),
        "about": {**somebody, "role": "teacher"},
        "category": "abuse",
        "outside": None,
        "post": {
            "id": str(uuid.UUID(int=2)),
            "author": {**somebody, "role": "teacher"},
            "published_at": at,
            "edited_at": None,
            "state": "hidden",
            "title": "Titel",
            "text": SENTENCE * (words // WORDS_IN_SENTENCE),
            "versions": [],
            "reactions": [],
            "sha256": "0" * 64,
        },
        "comments": [
            {**comment, "id": str(uuid.UUID(int=number)), "text": SENTENCE} for number in range(3, 13)
        ],
        "photos": [],
        "reports": [{"id": "", "at": at, "reason": "hurtful", "note": SENTENCE, "photo": ""}],
    }


def as_html(copy: dict[str, Any]) -> str:
    from django.template.loader import render_to_string  # noqa: PLC0415

    from moderation.actions.printing import context_of  # noqa: PLC0415

    return render_to_string("pdf/dossier.html", {**context_of(copy), "pictures": []})


def printed(copy: dict[str, Any]) -> Any:
    from moderation.actions.printing import print_copy  # noqa: PLC0415

    return print_copy(copy, identifier=uuid.UUID(int=9))


def bare_pdf(html: str) -> bytes:
    import weasyprint  # noqa: PLC0415

    return bytes(weasyprint.HTML(string=html).write_pdf())


def median(job: Callable[[], object], rounds: int = ROUNDS) -> float:
    seconds = []
    for _round in range(rounds):
        start = spent()
        job()
        seconds.append(spent() - start)
    return statistics.median(seconds)


def spent() -> float:
    """Processor seconds of this process and of those it waited for: what else runs on the machine does not count."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
