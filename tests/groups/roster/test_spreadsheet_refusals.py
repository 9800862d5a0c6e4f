"""Spreadsheets that are refused as a whole: bombs, old formats, no tables."""

import io
import zipfile

import pytest

from groups.roster import tables
from groups.roster.problems import RosterRefused
from groups.roster.spreadsheet import read_guardians
from tests.groups.roster.fixtures import csv, xlsx

HEADER = ["Roepnaam", "Achternaam", "Geboortedatum", "E-mailadres ouder 1"]
ROW = ["Sara", "Boer", "04-03-2017", "c@voorbeeld.nl"]


def refusal(data: bytes) -> str:
    with pytest.raises(RosterRefused) as caught:
        read_guardians(data)
    return caught.value.code


def changed(change: dict[str, bytes]) -> bytes:
    """A good workbook with some parts replaced or added."""
    source, target = zipfile.ZipFile(io.BytesIO(xlsx(HEADER, ROW))), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [*source.namelist(), *(name for name in change if name not in source.namelist())]:
            archive.writestr(name, change.get(name) or source.read(name))
    return target.getvalue()


def test_a_zip_bomb_is_refused_before_it_unpacks():
    assert refusal(changed({"xl/worksheets/sheet1.xml": b" " * 50_000_000})) == "too_large"


def test_a_zip_with_a_great_many_parts_is_refused():
    assert refusal(changed({f"xl/{number}.bin": b"x" for number in range(600)})) == "too_large"


def test_entities_inside_a_workbook_are_refused():
    bomb = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
    assert refusal(changed({"xl/worksheets/sheet1.xml": bomb})) == "dtd"
    assert refusal(changed({"xl/sharedStrings.xml": bomb.decode().encode("utf-16")})) == "dtd"


def test_a_workbook_with_broken_parts_is_refused():
    assert refusal(changed({"xl/workbook.xml": b"<workbook/>"})) == "not_a_table"
    assert refusal(changed({"xl/worksheets/sheet1.xml": b"<worksheet"})) == "not_xml"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_a_table"),
        (b"%PDF-1.7\n\x00\x01\x02", "not_a_table"),
        (b"\xd0\xcf\x11\xe0old", "old_excel"),
        (b"PK\x03\x04nothing", "not_a_table"),
        (b"just a sentence", "not_a_table"),
        (b"<EDEX></EDEX>", "not_a_table"),
        (csv(), "no_rows"),
        (csv("Sara;;Boer;" + "x" * 200_000), "not_a_table"),
        (csv("a;" * 300), "not_a_table"),
    ],
)
def test_what_is_no_table_is_refused(data, code):
    assert refusal(data) == code


def test_too_many_bytes_and_rows_are_refused(monkeypatch):
    monkeypatch.setattr(tables, "MAX_ROWS", 20)
    assert refusal(csv(*["Sara;de;Boer;04-03-2017;c@voorbeeld.nl;"] * 30)) == "too_large"
    assert refusal(xlsx(HEADER, *[ROW] * 30)) == "too_large"
    monkeypatch.setattr(tables, "MAX_BYTES", 100)
    assert refusal(xlsx(HEADER, ROW)) == "too_large"


def test_a_sheet_that_claims_a_million_rows_is_read_by_what_it_holds():
    book = zipfile.ZipFile(io.BytesIO(xlsx(HEADER, ROW)))
    sheet = book.read("xl/worksheets/sheet1.xml").replace(b'ref="A1:D2"', b'ref="A1:XFD1048576"')
    assert len(read_guardians(changed({"xl/worksheets/sheet1.xml": sheet})).guardians) == 1
