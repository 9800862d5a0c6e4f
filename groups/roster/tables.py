"""A spreadsheet from outside (CSV or XLSX) as plain rows of cells.

Every cell is text or a date. Formulas are never evaluated: a value starting with = + - @ is just text.
Row numbers are those a person sees in the spreadsheet program.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from groups.roster.problems import RosterRefused
from groups.roster.safe_xml import check_xml

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_CELL = 1_000
MAX_ENTRIES = 500
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
DELIMITERS = ";,\t"

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")

Cell = str | date
Row = tuple[Cell, ...]


def read_tables(data: bytes) -> Iterator[list[Row]]:
    """The table(s) in an upload, best guess first: a CSV once per possible separator, an XLSX once per sheet.

    Raises RosterRefused when the bytes are too many, an old or protected Excel file, or no table at all.
    """
    if len(data) > MAX_BYTES:
        raise _too_large()
    if data.startswith(b"PK"):
        yield from _xlsx_tables(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        sentence = _("This Excel file is old or has a password. Save it as .xlsx or CSV.")
        raise RosterRefused("old_excel", sentence)
    else:
        yield from _csv_tables(decode(data))


def decode(data: bytes) -> str:
    """Text in the character sets spreadsheet programs write: UTF-8, UTF-16 or Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data[:1000]:
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _csv_tables(text: str) -> Iterator[list[Row]]:
    if _CONTROL.search(text):
        raise no_table()
    first, _newline, rest = text.partition("\n")
    # Excel writes the separator as a line of its own; the row number still counts it.
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        yield _csv_rows("\n" + rest, first.strip()[4])
        return
    refusal = no_table()
    readable = False
    for delimiter in sorted(DELIMITERS, key=text[:20_000].count, reverse=True):
        try:
            rows = _csv_rows(text, delimiter)
        except RosterRefused as error:
            refusal = error
            continue
        readable = True
        yield rows
    if not readable:
        raise refusal


def _csv_rows(text: str, delimiter: str) -> list[Row]:
    try:
        return _limited(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise no_table() from None


def _xlsx_tables(data: bytes) -> Iterator[list[Row]]:
    _check_archive(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except (InvalidFileException, KeyError, ValueError, TypeError, AttributeError, OSError):
        raise no_table() from None
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state == "visible":
                yield _limited(sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1, max_col=MAX_COLUMNS))
    except (KeyError, ValueError, TypeError, AttributeError, zipfile.BadZipFile):
        raise no_table() from None
    finally:
        book.close()


def _check_archive(data: bytes) -> None:
    """A workbook is a zip of XML: both get their limits before a library touches them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(part.file_size for part in parts)
            if len(parts) > MAX_ENTRIES or unpacked > min(MAX_UNPACKED, MAX_RATIO * len(data)):
                raise _too_large()
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    check_xml(archive.read(part))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise no_table() from None


def _limited(rows: Iterable[Sequence[object]]) -> list[Row]:
    table: list[Row] = []
    for values in rows:
        if len(table) >= MAX_ROWS or len(values) > MAX_COLUMNS:
            raise _too_large()
        table.append(tuple(_cell(value) for value in values))
    return table


def _cell(value: object) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)[:MAX_CELL].strip()


def _too_large() -> RosterRefused:
    return RosterRefused("too_large", _("This file is too large or too complicated to read."))


def no_table() -> RosterRefused:
    """The refusal for anything that is no table."""
    return RosterRefused("not_a_table", _("This file is no table that can be read. Save it as CSV or .xlsx."))
