"""The texts a school starts with until it writes its own: school data, so Dutch, in `texts/<kind>.md`."""

from pathlib import Path

TEXTS = Path(__file__).resolve().parent / "texts"


def default_text(kind: str) -> tuple[str, str]:
    """Return the title and the Markdown of the standard text of this kind of document."""
    title, _, text = (TEXTS / f"{kind}.md").read_text(encoding="utf-8").partition("\n")
    return title.removeprefix("# ").strip(), text.strip()
