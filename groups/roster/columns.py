"""Which column is which: recognising the headers of a guardians' spreadsheet, or following a mapping."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from groups.roster.names import fold
from groups.roster.tables import Row

POSITIONS = (1, 2, 3, 4)
HEADER_ROWS = 20
GUARDIAN_WORDS = frozenset({"ouder", "ouders", "verzorger", "verzorgers", "voogd", "contactpersoon"})
CHILD_WORDS = frozenset({"leerling", "leerlingen", "kind", "kinderen"})
FILLERS = frozenset({"van", "de", "het", "een", "en", "of"})
ORDINALS = {"eerste": "1", "tweede": "2", "derde": "3", "vierde": "4"}
CHILD_COLUMNS = {
    "key": (
        "leerlingnummer",
        "nummer",
        "sleutel",
        "leerlingsleutel",
        "leerlingkey",
        "key",
        "leerlingcode",
        "code",
        "stamnummer",
    ),
    "first_name": ("roepnaam", "voornaam"),
    "prefix": ("tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"),
    "last_name": ("achternaam", "familienaam"),
    "born_on": ("geboortedatum", "gebdatum", "geboren"),
    "group": ("groep", "klas", "klasnaam", "groepsnaam", "stamgroep", "naamgroep"),
}
GUARDIAN_COLUMNS = {
    "email": ("email", "emailadres", "mail", "mailadres"),
    "name": ("naam", "volledigenaam", ""),
    "first_name": ("roepnaam", "voornaam"),
    "prefix": ("tussenvoegsel", "tussenvoegsels", "voorvoegsel", "voorvoegsels"),
    "last_name": ("achternaam", "familienaam"),
    "relation": ("relatie", "relatietot", "soort", "soortrelatie", "rol"),
    "authority": ("gezag", "ouderlijkgezag", "wettelijkgezag", "heeftgezag", "gezaghebbend", "gezagsdrager"),
}
_CHILD = {word: field for field, words in CHILD_COLUMNS.items() for word in words}
_GUARDIAN = {word: field for field, words in GUARDIAN_COLUMNS.items() for word in words}
_GUARDIAN_ONLY = frozenset({"email", "relation", "authority"})
GUARDIAN_FIELDS = tuple(f"{field}_{position}" for position in POSITIONS for field in GUARDIAN_COLUMNS)
FIELDS = (*CHILD_COLUMNS, *GUARDIAN_FIELDS)


@dataclass(frozen=True)
class Header:
    """Where the header is (index of its row), what it says and which column holds which field."""

    index: int
    names: tuple[str, ...]
    columns: Mapping[str, int]

    @property
    def mapping(self) -> dict[str, str]:
        """Field to header text: what a school can keep and pass in again next time."""
        return {field: self.names[column] for field, column in self.columns.items()}

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields without which no guardian can be tied to a child."""
        needs = []
        if "key" not in self.columns and not {"first_name", "last_name"} <= self.columns.keys():
            needs.append("key" if "first_name" in self.columns else "last_name")
        if not any(field.startswith(("email_", "name_", "last_name_")) for field in self.columns):
            needs.append("email_1")
        return tuple(needs)


def recognise(text: str) -> str | None:
    """The field a header names, in any case, spelling of accents or spacing; None when it is none of ours."""
    words = [ORDINALS.get(word, word) for word in re.findall(r"[a-z]+|\d+", fold(text))]
    numbers = [word for word in words if word.isdigit()]
    plain = "".join(
        word for word in words if not word.isdigit() and word not in GUARDIAN_WORDS | CHILD_WORDS | FILLERS
    )
    if len(numbers) > 1 or (numbers and int(numbers[0]) not in POSITIONS):
        return None
    field = _GUARDIAN.get(plain)
    if GUARDIAN_WORDS & set(words) or (field in _GUARDIAN_ONLY and not CHILD_WORDS & set(words)):
        return f"{field}_{numbers[0] if numbers else 1}" if field else None
    return None if numbers else _CHILD.get(plain)


def find_header(table: Sequence[Row], mapping: Mapping[str, str] | None) -> Header | None:
    """The row in the first twenty that holds most headers we know, or most of those in the mapping."""
    headers = [_header(index, row, mapping) for index, row in enumerate(table[:HEADER_ROWS]) if any(row)]
    return max(headers, key=lambda header: (len(header.columns), -header.index), default=None)


def _header(index: int, row: Row, mapping: Mapping[str, str] | None) -> Header:
    names = tuple(str(cell).strip() for cell in row)
    columns: dict[str, int] = {}
    if mapping is not None:
        wanted = {fold(header): field for field, header in mapping.items() if field in FIELDS and header}
        fields = [wanted.get(fold(name)) if name else None for name in names]
    else:
        fields = [recognise(name) if name else None for name in names]
    for column, field in enumerate(fields):
        if field:
            columns.setdefault(field, column)
    return Header(index, names, columns)
