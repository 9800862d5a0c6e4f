"""Which child a row is about, and what that changes for its guardians."""

from dataclasses import replace
from datetime import date

import pytest

from groups.roster.guardian_plan import plan_guardians
from groups.roster.snapshot import CurrentGuardian
from groups.roster.spreadsheet import read_guardians
from tests.groups.roster.apply import apply_guardian_plan
from tests.groups.roster.fixtures import child, csv, school

HEADER = "Leerlingnummer;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;Groep;Naam ouder;E-mail ouder;Gezag"
SARA = replace(child("1", "Sára", "Boer"), prefix="de")
CARLA = CurrentGuardian("c1", "id-1", "Carla", "carla@voorbeeld.nl", "mother", "yes")


def plan(current, *rows):
    return plan_guardians(current, read_guardians(csv(*rows, header=HEADER)))


def codes(found):
    return [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    "row",
    [
        "1;;;;;;Carla;c@voorbeeld.nl;ja",
        "1;Sara;;Boer;;;Carla;c@voorbeeld.nl;ja",
        "1;Saar;;Boer;04-03-2017;;Carla;c@voorbeeld.nl;ja",
        "999;SARA;de;BOER;04-03-2017;;Carla;c@voorbeeld.nl;ja",
        ";sara;;de Boer;4-3-17;;Carla;c@voorbeeld.nl;ja",
        ";Sara;van;Boer;2017-03-04;;Carla;c@voorbeeld.nl;ja",
        ";Sara;de;Boer;;5b;Carla;c@voorbeeld.nl;ja",
    ],
)
def test_the_child_is_found_by_key_or_name_and_birth_date(row):
    found = plan(school(SARA), row)
    assert [(one.child_id, one.guardian.name, one.guardian.authority) for one in found.new] == [
        ("id-1", "Carla", "yes"),
    ]
    assert codes(found) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (";Sem;de;Boer;04-03-2017;;Carla;c@voorbeeld.nl;ja", "no_child"),
        (";Sara;de;Boer;05-03-2017;;Carla;c@voorbeeld.nl;ja", "other_birth_date"),
        (";Sara;de;Boer;;;Carla;c@voorbeeld.nl;ja", "no_birth_date"),
        (";Sara;de;Boer;;5A;Carla;c@voorbeeld.nl;ja", "no_birth_date"),
        ("1;Bo;;Hendriks;;;Carla;c@voorbeeld.nl;ja", "other_child"),
        ("1;Sara;de;Boer;05-03-2016;;Carla;c@voorbeeld.nl;ja", "other_child"),
        ("999;;;;;;Carla;c@voorbeeld.nl;ja", "no_child"),
    ],
)
def test_a_row_without_a_certain_child_gives_nobody_access(row, code):
    found = plan(school(SARA), row)
    assert (codes(found), found.new, found.problems[0].row) == ([code], (), 2)


@pytest.mark.parametrize("day", ["", "04-03-2017"])
def test_two_children_with_one_name_are_ambiguous(day):
    current = school(SARA, replace(SARA, id="id-2", key="2"))
    found = plan(current, f";Sara;de;Boer;{day};5B;Carla;c@voorbeeld.nl;ja")
    assert (codes(found), found.new) == (["ambiguous"], ())


def test_namesakes_are_told_apart_by_birth_date():
    current = school(SARA, replace(SARA, id="id-2", key="2", born_on=date(2018, 1, 1)))
    found = plan(current, ";Sara;de;Boer;01-01-2018;5B;Carla;c@voorbeeld.nl;ja")
    assert found.new[0].child_id == "id-2"


def test_a_known_guardian_stays_as_known():
    found = plan(school(SARA, guardians=(CARLA,)), "1;;;;;;Carla;CARLA@voorbeeld.nl;")
    assert found.is_empty
    assert found.unchanged_count == 1


def test_a_guardian_who_loses_authority_is_a_change_with_a_note():
    found = plan(school(SARA, guardians=(CARLA,)), "1;;;;;;Carla;carla@voorbeeld.nl;nee")
    assert [(one.field, one.old, one.new) for one in found.changed[0].changes] == [("authority", "yes", "no")]
    assert codes(found) == ["no_authority"]


def test_no_authority_on_one_of_two_rows_is_no_authority():
    found = plan(school(SARA), "1;;;;;;Carla;c@voorbeeld.nl;ja", "1;;;;;;Carla;c@voorbeeld.nl;nee")
    assert [one.guardian.authority for one in found.new] == ["no"]


def test_a_guardian_missing_from_the_sheet_is_listed_and_stays():
    found = plan(school(SARA, guardians=(CARLA,)), "1;;;;;;Dirk;dirk@voorbeeld.nl;ja")
    assert ([one.id for one in found.absent], len(found.new)) == (["c1"], 1)


def test_guardians_of_children_not_in_the_sheet_are_not_absent():
    other = replace(CARLA, id="c2", child_id="id-2")
    current = school(SARA, child("2", "Sem"), guardians=(CARLA, other))
    assert plan(current, "1;;;;;;Carla;carla@voorbeeld.nl;ja").absent == ()


def test_a_guardian_without_an_address_is_recognised_by_name():
    current = school(SARA)
    rows = ["1;;;;;;Carla Smit;;ja", "1;;;;;;Dirk;dirk@voorbeeld.nl;ja"]
    after = apply_guardian_plan(current, plan(current, *rows))
    assert len(after.guardians) == 2
    assert plan(after, *rows).is_empty


def test_the_fingerprint_follows_the_guardians():
    one = plan(school(SARA), "1;;;;;;Carla;c@voorbeeld.nl;ja")
    assert one.fingerprint == plan(school(SARA), "1;;;;;;Carla;c@voorbeeld.nl;ja").fingerprint
    assert one.fingerprint != plan(school(SARA), "1;;;;;;Carla;d@voorbeeld.nl;ja").fingerprint


def test_a_guardian_known_by_name_gets_an_address():
    current = school(SARA, guardians=(replace(CARLA, email=""),))
    found = plan(current, "1;;;;;;Carla;carla@voorbeeld.nl;ja")
    assert [(one.field, one.new) for one in found.changed[0].changes] == [("email", "carla@voorbeeld.nl")]
