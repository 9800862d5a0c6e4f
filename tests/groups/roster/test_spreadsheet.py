"""Reading a guardians' spreadsheet: layouts, encodings, dates, and rows to fix."""

from datetime import date

import pytest

from groups.roster.spreadsheet import read_guardians
from tests.groups.roster.fixtures import csv, xlsx

ROW = "Sara;de;Boer;04-03-2017;carla@voorbeeld.nl;dirk@voorbeeld.nl"


def codes(sheet):
    return [(problem.row, problem.code) for problem in sheet.problems]


def test_the_social_schools_layout_needs_no_mapping():
    sheet = read_guardians(csv(ROW))
    one, two = sheet.guardians
    assert (one.child.full_name, one.child.born_on, one.row) == ("Sara de Boer", date(2017, 3, 4), 2)
    assert [(guardian.position, guardian.email) for guardian in (one, two)] == [
        (1, "carla@voorbeeld.nl"),
        (2, "dirk@voorbeeld.nl"),
    ]
    assert (one.name, one.authority, sheet.problems, sheet.missing) == ("", "unknown", (), ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_every_encoding_a_spreadsheet_program_writes_is_read(encoding):
    sheet = read_guardians(csv("Zoë;;Müller;4-3-17;zoe@voorbeeld.nl;", encoding=encoding))
    assert sheet.guardians[0].child.full_name == "Zoë Müller"
    assert sheet.guardians[0].child.born_on == date(2017, 3, 4)


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_the_separator_is_recognised(separator):
    assert len(read_guardians(csv(ROW).replace(b";", separator.encode())).guardians) == 2


def test_excels_own_separator_line_is_followed():
    sheet = read_guardians(b"sep=,\r\n" + csv(ROW).replace(b";", b","))
    assert [guardian.row for guardian in sheet.guardians] == [3, 3]


def test_titles_above_the_header_are_skipped():
    sheet = read_guardians(b"Ouders van De Wilgenhof\r\n\r\n" + csv(ROW))
    assert sheet.guardians[0].row == 4


def test_headers_are_recognised_in_other_words():
    header = (
        "LEERLINGNUMMER; Voornaam leerling ;Voorvoegsel;Achternaam;Geb. datum;Groep;"
        "Verzorger 1 naam;Verzorger 1 e-mail;Relatie verzorger 1;Gezag verzorger 1;"
        "Naam ouder 2;E-mail ouder 2"
    )
    row = "77;Sara;de;Boer;4 mrt 2017;5B;Carla Smit;Carla@Voorbeeld.nl;Moeder;Ja;Dirk de Boer;;"
    one, two = read_guardians(csv(row, header=header)).guardians
    assert (one.child.key, one.child.group_name, one.child.born_on) == ("77", "5B", date(2017, 3, 4))
    assert (one.name, one.email, one.relation, one.authority) == (
        "Carla Smit",
        "carla@voorbeeld.nl",
        "mother",
        "yes",
    )
    assert (two.name, two.email, two.position) == ("Dirk de Boer", "", 2)


def test_one_guardian_per_row_is_a_layout_too():
    header = "Roepnaam kind;Achternaam kind;Geboortedatum;Voornaam ouder;Achternaam ouder;E-mailadres;Gezag"
    sheet = read_guardians(csv("Sara;Boer;2017-03-04;Carla;Smit;c@voorbeeld.nl;nee", header=header))
    assert (sheet.guardians[0].name, sheet.guardians[0].authority) == ("Carla Smit", "no")


def test_unknown_headers_are_asked_for_and_then_followed():
    data = csv("Sara;Boer;04-03-2017;c@voorbeeld.nl", header="Wie;Familie;Jarig;Post")
    sheet = read_guardians(data)
    assert sheet.missing
    assert sheet.guardians == ()
    assert sheet.columns == ("Wie", "Familie", "Jarig", "Post")
    told = {"first_name": "wie", "last_name": "Familie", "born_on": "Jarig", "email_1": "Post"}
    again = read_guardians(data, told)
    assert again.guardians[0].child.full_name == "Sara Boer"
    assert read_guardians(data, again.mapping) == again


def test_the_address_of_a_pupil_is_not_a_parents():
    header = "Roepnaam;Achternaam;Geboortedatum;E-mailadres leerling;E-mailadres ouder 1"
    sheet = read_guardians(csv("Sara;Boer;04-03-2017;sara@voorbeeld.nl;c@voorbeeld.nl", header=header))
    assert [guardian.email for guardian in sheet.guardians] == ["c@voorbeeld.nl"]


def test_a_column_with_a_citizen_number_is_never_read():
    header = "Roepnaam;Achternaam;Geboortedatum;BSN;Adres;E-mailadres ouder 1"
    sheet = read_guardians(csv("Sara;Boer;04-03-2017;CANARY;CANARY;c@voorbeeld.nl", header=header))
    assert "CANARY" not in repr(sheet)


def test_excel_is_read_with_its_own_kinds_of_cells():
    header = ["Leerlingnummer", "Roepnaam", "Achternaam", "Geboortedatum", "E-mail ouder 1", "Gezag ouder 1"]
    sheet = read_guardians(
        xlsx(
            ["Lijst van de administratie"],
            header,
            [77.0, "Sara", "Boer", date(2017, 3, 4), "c@voorbeeld.nl", True],
            [78, "Sem", "Boer", 42798, "c@voorbeeld.nl", "nee"],
        )
    )
    assert [one.child.key for one in sheet.guardians] == ["77", "78"]
    assert [one.child.born_on for one in sheet.guardians] == [date(2017, 3, 4)] * 2
    assert [one.authority for one in sheet.guardians] == ["yes", "no"]


def test_formulas_stay_plain_text():
    header = "Roepnaam;Achternaam;Geboortedatum;Naam ouder 1;E-mailadres ouder 1"
    sheet = read_guardians(csv('=1+1;-Boer;04-03-2017;"@SUM(1;1)";c@voorbeeld.nl', header=header))
    assert (sheet.guardians[0].child.first_name, sheet.guardians[0].name) == ("=1+1", "@SUM(1;1)")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Sara;de;Boer;04-03-2017;carla.voorbeeld.nl;", "bad_email"),
        ("Sara;de;Boer;04-03-2017;a@voorbeeld.nl b@voorbeeld.nl;", "bad_email"),
        ("Sara;de;Boer;04-03-2017;carla@voorbeeld;", "bad_email"),
        ("Sara;de;Boer;31-02-2017;carla@voorbeeld.nl;", "bad_date"),
        ("Sara;de;;04-03-2017;carla@voorbeeld.nl;", "no_child"),
        ("Sara;de;Boer;04-03-2017;;", "no_guardian"),
    ],
)
def test_a_row_to_fix_names_its_number_and_is_skipped(row, code):
    sheet = read_guardians(csv(ROW, row))
    assert codes(sheet) == [(3, code)]
    assert "3" in str(sheet.problems[0])
    assert len(sheet.guardians) == 2


def test_a_wrong_address_does_not_cost_the_other_parent():
    sheet = read_guardians(csv("Sara;de;Boer;04-03-2017;carla.voorbeeld.nl;dirk@voorbeeld.nl"))
    assert [guardian.email for guardian in sheet.guardians] == ["dirk@voorbeeld.nl"]
    assert codes(sheet) == [(2, "bad_email")]


def test_the_same_parent_twice_on_a_row_counts_once():
    sheet = read_guardians(csv("Sara;de;Boer;04-03-2017;carla@voorbeeld.nl;CARLA@voorbeeld.nl"))
    assert len(sheet.guardians) == 1
    assert codes(sheet) == [(2, "same_twice")]


def test_a_shared_family_mailbox_gives_the_second_parent_a_letter():
    header = "Roepnaam;Achternaam;Geboortedatum;Naam ouder 1;E-mail ouder 1;Naam ouder 2;E-mail ouder 2"
    sheet = read_guardians(
        csv("Sara;Boer;04-03-2017;Carla;fam@voorbeeld.nl;Dirk;fam@voorbeeld.nl", header=header)
    )
    assert [(one.name, one.email) for one in sheet.guardians] == [("Carla", "fam@voorbeeld.nl"), ("Dirk", "")]
    assert codes(sheet) == [(2, "shared_mailbox")]


def test_one_address_with_two_names_on_two_rows_is_noted():
    header = "Roepnaam;Achternaam;Geboortedatum;Naam ouder 1;E-mail ouder 1"
    rows = ["Sara;Boer;04-03-2017;Carla;fam@voorbeeld.nl", "Sem;Boer;04-03-2018;Dirk;fam@voorbeeld.nl"]
    assert codes(read_guardians(csv(*rows, header=header))) == [(3, "address_elsewhere")]
