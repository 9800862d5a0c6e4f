"""Fills the Dutch catalogue from `locale/fragments/*.po` and says what still has no Dutch.

A fragment holds the translations somebody wrote next to their own pages. Only empty entries are filled;
the same text with two translations is refused, because chance would decide.
"""

import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
FRAGMENTS = ROOT / "locale" / "fragments"

# No dates and no names of tools: the file changes only when a text does.
METADATA = {
    "Project-Id-Version": "Kring",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}

Key = tuple[str | None, str]


def key_of(entry: polib.POEntry) -> Key:
    """Return what gettext looks a text up by."""
    return entry.msgctxt, entry.msgid


def read_fragments() -> tuple[dict[Key, polib.POEntry], list[str]]:
    """Return the translations of all fragments, and a sentence for each contradiction."""
    found: dict[Key, polib.POEntry] = {}
    complaints = []
    for path in sorted(FRAGMENTS.glob("*.po")):
        for entry in polib.pofile(str(path)):
            known = found.setdefault(key_of(entry), entry)
            if entry.translated() and not known.translated():
                found[key_of(entry)] = entry
            elif entry.translated() and (known.msgstr, known.msgstr_plural) != (
                entry.msgstr,
                entry.msgstr_plural,
            ):
                complaints.append(f"{path.name}: {entry.msgid!r} is translated in two ways")
    return found, complaints


def fill(entry: polib.POEntry, source: polib.POEntry) -> None:
    """Take over a translation."""
    entry.msgstr = source.msgstr
    entry.msgstr_plural = dict(source.msgstr_plural)
    entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]


def main() -> int:
    catalogue = polib.pofile(str(CATALOGUE))
    fragments, complaints = read_fragments()
    for entry in catalogue:
        source = fragments.get(key_of(entry))
        if source is not None and source.translated() and not entry.translated():
            fill(entry, source)
    catalogue.header, catalogue.metadata, catalogue.metadata_is_fuzzy = "", METADATA, False
    catalogue.save()
    missing = [entry.msgid for entry in catalogue if not entry.translated() and not entry.obsolete]
    for complaint in complaints:
        print(f"✗ {complaint}")
    for msgid in missing:
        print(f"✗ no Dutch yet: {msgid!r}")
    return 1 if missing or complaints else 0


if __name__ == "__main__":
    sys.exit(main())
