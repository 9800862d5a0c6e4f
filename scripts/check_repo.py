"""House rules that no linter knows: no address in a lock file, no way around escaping, no missing Dutch."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from scripts import check_messages

ROOT = Path(__file__).resolve().parent.parent
SHOWN = 40
# The one place where checked HTML is handed to templates.
MARKUP = r"common/markup\.py|common/templatetags/markup\.py"
# pattern, the files it may not be in, why
FORBIDDEN = [
    (re.compile(r"://"), re.compile(r"^requirements[^/]*\.txt$"), "a lock file names no registry"),
    (re.compile(r'"resolved"'), re.compile(r"^package-lock\.json$"), "a lock file names no registry"),
    (
        re.compile(r"\|\s*safe\b|autoescape off"),
        re.compile(r"^(?!tests/).*\.html$"),
        "templates escape",
    ),
    (
        re.compile(r"\b(mark_safe|csrf_exempt|SafeString)\b"),
        re.compile(rf"^(?!tests/|scripts/|{MARKUP}).*\.py$"),
        "never",
    ),
    (
        re.compile(r"\sstyle=\"|<style\b|<script>|\son[a-z]+=\""),
        re.compile(r"^templates/(?!emails/|pdf/).*\.html$"),
        "strict CSP",
    ),
    (
        re.compile(r"\b(TO" r"DO|FIX" r"ME)\b"),
        re.compile(r"\.(py|html|js|css|scss|md)$"),
        "finish it or write an issue",
    ),
]


def tracked_files() -> list[str]:
    """Return what git knows, or will know at the next commit."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    found = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in found.stdout.splitlines() if (ROOT / name).is_file()]


def forbidden_lines(name: str) -> Iterator[str]:
    """Yield a complaint for each line that may not be there."""
    rules = [(pattern, why) for pattern, files, why in FORBIDDEN if files.search(name)]
    if not rules:
        return
    for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1):
        for pattern, why in rules:
            if pattern.search(line):
                yield f"{name}:{number}: {why}: {line.strip()[:80]}"


def missing_dutch() -> Iterator[str]:
    """Yield every text of the interface that has no Dutch, or none that fits."""
    catalogue = polib.pofile(str(check_messages.CATALOGUE))
    yield from check_messages.complaints(catalogue)
    interface = re.compile(r"^(?!tests/|bench/|scripts/).*\.py$|^templates/")
    paths = [ROOT / name for name in tracked_files() if interface.search(name)]
    yield from check_messages.uncollected(catalogue, paths)


def main() -> int:
    complaints = [complaint for name in tracked_files() for complaint in forbidden_lines(name)]
    complaints += missing_dutch()
    for complaint in complaints[:SHOWN]:
        print(f"✗ {complaint}")
    if len(complaints) > SHOWN:
        print(f"✗ … and {len(complaints) - SHOWN} more")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
