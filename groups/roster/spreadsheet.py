"""Reading guardians from a spreadsheet keyed on the child; the Social Schools layout is the default template.

Nobody is looked up here: whether a child exists is for the plan to say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from groups.roster.addresses import ADDRESS_WRONG, address_problem, clean_address
from groups.roster.columns import POSITIONS, Header, find_header
from groups.roster.names import clean_text, fold, parse_date
from groups.roster.problems import RosterRefused, RowProblem
from groups.roster.tables import Cell, Row, no_table, read_tables
from groups.roster.types import NO, UNKNOWN, YES, ChildReference, GuardianSheet, RosterGuardian

MIN_COLUMNS = 2
AUTHORITIES = dict.fromkeys(("ja", "j", "yes", "y", "true", "waar", "1", "x"), YES) | dict.fromkeys(
    ("nee", "n", "no", "false", "onwaar", "0", "geen"), NO
)
RELATIONS = {
    "moeder": "mother",
    "mama": "mother",
    "vader": "father",
    "papa": "father",
    "ouder": "parent",
    "voogd": "legal_guardian",
    "wettelijk vertegenwoordiger": "legal_guardian",
    "pleegouder": "foster_parent",
    "pleegmoeder": "foster_parent",
    "pleegvader": "foster_parent",
}


def read_guardians(data: bytes, mapping: Mapping[str, str] | None = None) -> GuardianSheet:
    """Read guardians from CSV or XLSX bytes; `mapping` is field -> header text, as an earlier sheet had it.

    Raises RosterRefused when there is no table at all. Fields that cannot be found are in `missing` and
    then nothing else is read: the office points them out and reads again.
    """
    table, header = _best(data, mapping)
    if header.missing:
        return GuardianSheet(header.names, header.mapping, missing=header.missing)
    guardians: list[RosterGuardian] = []
    problems: list[RowProblem] = []
    rows = 0
    for number, row in enumerate(table[header.index + 1 :], start=header.index + 2):
        if any(row):
            rows += 1
            found, wrong = _read_row(number, row, header)
            guardians += found
            problems += wrong
    if not rows:
        raise RosterRefused("no_rows", _("There are no rows below the header of this table."))
    problems += _shared_between_rows(guardians)
    return GuardianSheet(header.names, header.mapping, tuple(guardians), tuple(sorted(problems)), (), rows)


def _best(data: bytes, mapping: Mapping[str, str] | None) -> tuple[Sequence[Row], Header]:
    found = [(table, header) for table in read_tables(data) if (header := find_header(table, mapping))]
    if not found:
        raise RosterRefused("not_a_table", _("This file is empty."))
    table, header = max(found, key=lambda pair: (len(pair[1].columns), len(pair[1].names)))
    if len(header.names) < MIN_COLUMNS:
        raise no_table()
    return table, header


def _read_row(number: int, row: Row, header: Header) -> tuple[list[RosterGuardian], list[RowProblem]]:
    cells = {field: row[column] for field, column in header.columns.items() if column < len(row)}
    child, problems = _read_child(number, cells)
    if problems:
        return [], problems
    guardians: list[RosterGuardian] = []
    for position in POSITIONS:
        guardian = _read_guardian(number, position, child, cells)
        if guardian is None:
            continue
        if wrong := address_problem(guardian.email):
            problems.append(RowProblem(number, ADDRESS_WRONG, wrong, child.full_name))
        else:
            guardians.append(guardian)
    if not guardians and not problems:
        sentence = _("No parent is filled in on this row.")
        problems.append(RowProblem(number, "no_guardian", sentence, child.full_name))
    kept, notes = _once_per_address(guardians)
    return kept, problems + notes


def _read_child(number: int, cells: Mapping[str, Cell]) -> tuple[ChildReference, list[RowProblem]]:
    written = cells.get("born_on", "")
    child = ChildReference(
        key=_text(cells, "key"),
        first_name=_text(cells, "first_name"),
        prefix=_text(cells, "prefix"),
        last_name=_text(cells, "last_name"),
        born_on=parse_date(written),
        group_name=_text(cells, "group"),
    )
    if not child.key and not (child.first_name and child.last_name):
        return child, [RowProblem(number, "no_child", _("It does not say which child this row is about."))]
    if written and child.born_on is None:
        sentence = _("The date of birth cannot be read. Write it as dd-mm-yyyy.")
        return child, [RowProblem(number, "bad_date", sentence, child.full_name)]
    return child, []


def _read_guardian(
    number: int, position: int, child: ChildReference, cells: Mapping[str, Cell]
) -> RosterGuardian | None:
    parts = (_text(cells, f"{part}_{position}") for part in ("first_name", "prefix", "last_name"))
    name = _text(cells, f"name_{position}") or " ".join(part for part in parts if part)
    email = clean_address(str(cells.get(f"email_{position}", "")))
    if not name and not email:
        return None
    relation = fold(_text(cells, f"relation_{position}"))
    authority = fold(_text(cells, f"authority_{position}"))
    return RosterGuardian(
        row=number,
        position=position,
        child=child,
        name=clean_text(name),
        email=email,
        relation=RELATIONS.get(relation, "other" if relation else ""),
        authority=AUTHORITIES.get(authority, UNKNOWN),
    )


def _text(cells: Mapping[str, Cell], field: str) -> str:
    return clean_text(str(cells.get(field, "")))


def _once_per_address(guardians: Sequence[RosterGuardian]) -> tuple[list[RosterGuardian], list[RowProblem]]:
    """One account per address: the same person counts once, a second one keeps the name only."""
    kept: list[RosterGuardian] = []
    notes = []
    for guardian in guardians:
        other = next((one for one in kept if one.email and one.email == guardian.email), None)
        if other is None:
            kept.append(guardian)
        elif not guardian.name or fold(guardian.name) == fold(other.name):
            sentence = _("The same e-mail address is filled in twice on this row. It counts once.")
            notes.append(_note(guardian, "same_twice", sentence))
        else:
            kept.append(replace(guardian, email=""))
            sentence = _(
                "Two parents share one e-mail address. It counts for the first; the other gets a letter."
            )
            notes.append(_note(guardian, "shared_mailbox", sentence))
    return kept, notes


def _shared_between_rows(guardians: Sequence[RosterGuardian]) -> Iterator[RowProblem]:
    names: dict[str, str] = {}
    for guardian in guardians:
        if not guardian.email or not guardian.name:
            continue
        if fold(names.setdefault(guardian.email, guardian.name)) != fold(guardian.name):
            sentence = _("This e-mail address is on another row too, with another name. Check whose it is.")
            yield _note(guardian, "address_elsewhere", sentence)


def _note(guardian: RosterGuardian, code: str, sentence: str) -> RowProblem:
    return RowProblem(guardian.row, code, sentence, guardian.child.full_name, blocking=False)
