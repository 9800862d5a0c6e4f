"""Names every text of the interface that a reader would see in English, guessed or with a broken placeholder.

`make messages` runs it after collecting the texts; `scripts/check_repo.py` asks the same questions, and
whether the texts were collected at all. Needs no gettext on the machine.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
# Where in a call the context, if any, and the text are.
ARGUMENTS = {"_": 0, "gettext": 0, "ngettext": 0, "pgettext": 1, "npgettext": 1}
# How Django's own collector writes the texts of a template.
IN_TEMPLATE = re.compile(r"\b((?:np|n|p)?gettext|_)\((.*?)\)(?=\s|$)", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")

# No dates and no names of tools: the file changes only when a text does.
METADATA = {
    "Project-Id-Version": "Kring",
    "Language": "nl",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}


def texts_of(source: str) -> Iterator[tuple[str | None, str]]:
    """Yield (context, text) of every literal that Python code has translated."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = str(getattr(node.func, "id", "")).removesuffix("_lazy").removesuffix("_noop")
        used = node.args[: ARGUMENTS.get(name, -1) + 1]
        values = [
            word.value for word in used if isinstance(word, ast.Constant) and isinstance(word.value, str)
        ]
        if values and len(values) == len(used):
            yield (values[0] if len(values) == 2 else None, values[-1])


def texts_in(path: Path) -> Iterator[tuple[str | None, str]]:
    """Yield (context, text) of everything a module or a template has translated."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        yield from texts_of(source)
        return
    for call in IN_TEMPLATE.finditer(templatize(source, origin=str(path))):
        yield from texts_of(call.group(0))


def uncollected(catalogue: polib.POFile, paths: list[Path]) -> Iterator[str]:
    """Yield a sentence for each text of these files that the catalogue does not have."""
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    for path in paths:
        for context, text in texts_in(path):
            if (context, text) not in known:
                yield f"{path.name}: run `make messages`, the catalogue does not have {text!r}"


def placeholders_fit(entry: polib.POEntry) -> bool:
    """Does the Dutch ask for the values the English offers? Another name would be an error on the page."""
    offered = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    asked = set(PLACEHOLDER.findall(entry.msgstr + "".join(entry.msgstr_plural.values())))
    return asked <= offered


def complaints(catalogue: polib.POFile) -> Iterator[str]:
    """Yield a sentence for each text that is not in order."""
    for entry in catalogue:
        if entry.obsolete:
            yield f"nobody uses it any more: {entry.msgid!r}"
        elif not entry.translated():
            yield f"no Dutch, or a guess (fuzzy): {entry.msgid!r}"
        elif not placeholders_fit(entry):
            yield f"the Dutch asks for a value the English does not have: {entry.msgid!r}"


def tidy(catalogue: polib.POFile) -> None:
    """Drop what changes without a text changing: the header's dates and what a text used to be."""
    catalogue.header, catalogue.metadata, catalogue.metadata_is_fuzzy = "", METADATA, False
    for entry in catalogue:
        if not entry.fuzzy:
            entry.previous_msgctxt = entry.previous_msgid = entry.previous_msgid_plural = None
    catalogue.save()


def main() -> int:
    catalogue = polib.pofile(str(CATALOGUE))
    tidy(catalogue)
    found = list(complaints(catalogue))
    for complaint in found:
        print(f"✗ {complaint}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
