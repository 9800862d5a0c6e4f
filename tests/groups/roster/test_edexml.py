"""Reading EDEXML: the three versions, the traps, and what is never read."""

from datetime import date
from pathlib import Path

import pytest

from groups.roster.edexml import read_edexml, without_the_rest
from groups.roster.types import RosterGroup
from tests.groups.roster.fixtures import CANARIES, CLASSES, canaries, cluster, document, group, pupil

FILES = Path(__file__).parent / "files"


def read(*pupils, **options):
    return read_edexml(document(*pupils, **options).encode())


@pytest.mark.parametrize("name", ["EDEXML.Voorbeeld.2.0", "EDEXML.Voorbeeld.2.1"])
def test_the_official_dutch_example_is_read_whole(name):
    roster = read_edexml((FILES / f"{name}.xml").read_bytes())
    assert (roster.brin, roster.school_year, roster.reference_date) == (
        "99ZZ",
        "2014-2015",
        date(2014, 10, 1),
    )
    assert [group.key for group in roster.groups] == [
        "001",
        "sg3",
        "002",
        "003",
        "GRP4A",
        "GRP4B",
        "sg1",
        "sg2",
    ]
    wimpie, ismael, gradje = roster.pupils
    assert (wimpie.first_name, wimpie.class_key, wimpie.cluster_keys) == ("Wimpie", "GRP4B", ("sg1", "sg2"))
    assert (ismael.first_name, ismael.class_key) == ("Ismaël Hassan", None)
    assert (gradje.prefix, gradje.year_group, gradje.left_on) == ("van 't", "H", date(2014, 7, 18))
    assert [member.key for member in roster.staff] == ["LK1", "LK2", "LK3"]
    assert roster.problems == ()


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_the_flemish_example_is_read_without_a_brin(version):
    roster = read_edexml((FILES / f"EDEXML.Voorbeeld.{version}-Vla.xml").read_bytes())
    assert roster.brin == ""
    assert roster.pupils[0].full_name == "Wimpie"
    assert any("school" in warning for warning in roster.warnings)


@pytest.mark.parametrize("path", sorted(FILES.glob("*.xml")), ids=lambda path: path.stem)
def test_an_export_without_the_rest_reads_the_same(path):
    data = path.read_bytes()
    kept = without_the_rest(data)
    assert read_edexml(kept) == read_edexml(data)
    assert b"bsn" not in kept


def test_version_1_0_3_gives_the_pupil_the_year_of_the_class():
    roster = read(
        pupil("1", "Noor", "Berg", "v. d.", place="49"),
        pupil("2", "Sem", "Bakker", jaargroep="4"),
        groups=group("49", "1A", "1"),
        version="1.03",
        reference="",
        year="2026-2027",
    )
    noor, sem = roster.pupils
    assert (noor.year_group, noor.class_key, noor.prefix) == ("1", "49", "v. d.")
    assert (sem.year_group, sem.class_key) == ("4", None)
    assert roster.reference_date is None


def test_a_year_group_in_a_combination_class_is_the_pupils_own():
    roster = read(
        pupil("1", "Noor", place="34", jaargroep="3"),
        pupil("2", "Sem", place="34"),
        groups=group("34", "3/4", "C"),
    )
    assert [one.year_group for one in roster.pupils] == ["3", ""]


@pytest.mark.parametrize("year", ["2026-2027", "2031-2032", "2026 / 2027", "2026/27"])
def test_a_school_year_after_the_published_schema_is_fine(year):
    assert read(pupil("1", "Noor"), year=year).school_year.startswith(year[:4] + "-")


def test_a_missing_school_year_follows_from_the_reference_date():
    assert read(pupil("1", "Noor"), year="", reference="2027-03-01").school_year == "2026-2027"


def test_only_one_name_is_enough():
    roster = read(pupil("1", first="Noor"), pupil("2", last="Bakker"), pupil("3", **{"voorletters-1": "GJ"}))
    assert [one.full_name for one in roster.pupils] == ["Noor", "Bakker", "G.J."]


def test_groups_and_clusters_may_be_mixed():
    roster = read(
        pupil("1", "Noor", place="a", clusters="c d x"),
        groups=group("a", "5A") + cluster("c", "Plus") + group("b", "5B") + cluster("d", "Koor"),
    )
    assert [(one.key, one.kind) for one in roster.groups] == [
        ("a", "class"),
        ("c", "cluster"),
        ("b", "class"),
        ("d", "cluster"),
    ]
    assert roster.pupils[0].cluster_keys == ("c", "d")


def test_vendor_additions_are_ignored_everywhere():
    inside = '<blok xmlns:v="urn:v" v:type="VendorThing"><code>x</code><groep key="K5A"/></blok>'
    block = f"<toevoegingen>{inside}</toevoegingen>"
    roster = read(pupil("1", "Noor", place="K5B", extra=block), groups=CLASSES, extra=block)
    assert roster.pupils[0].class_key == "K5B"
    assert roster.problems == ()


def test_sensitive_data_never_leave_the_parser():
    roster = read(
        pupil("1", "Noor", extra=canaries()),
        pupil("#1", "Sem", extra=canaries()),
        pupil("2", "Fenna", place="nowhere", extra=canaries()),
        groups=CLASSES,
    )
    written = repr(roster) + "".join(str(problem) for problem in roster.problems)
    assert [value for value in CANARIES.values() if value in written] == []
    assert "CANARY" not in written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_every_declared_encoding_is_read(encoding):
    head = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    data = document(pupil("1", "Ismaël", "Özdemir" if "utf" in encoding else "Özdemir"), head=head).encode(
        encoding
    )
    assert read_edexml(data).pupils[0].full_name == "Ismaël Özdemir"


def test_windows_text_that_says_utf8_is_read():
    assert read_edexml(document(pupil("1", "Ismaël")).encode("cp1252")).pupils[0].first_name == "Ismaël"


def test_names_lose_control_and_direction_signs():
    assert read(pupil("1", "No\u202eor\u200b  Anna")).pupils[0].first_name == "Noor Anna"


@pytest.mark.parametrize(
    "levels", [{}, {"groups": CLASSES}, {"groups": CLASSES, "staff": "<leerkracht key='l'/>"}]
)
def test_all_three_filling_levels_are_read(levels):
    assert len(read(pupil("1", "Noor"), **levels).pupils) == 1


def test_a_dummy_key_of_a_group_becomes_its_name():
    roster = read(pupil("1", "Noor", place="#7"), groups=group("#7", "Groep 5 Blauw"))
    assert roster.groups == (RosterGroup("naam:groep 5 blauw", "Groep 5 Blauw", "5"),)
    assert roster.pupils[0].class_key == "naam:groep 5 blauw"


def test_a_historic_group_is_no_place_to_be():
    roster = read(
        pupil("1", "Noor", place="h"),
        pupil("2", "Sem", place="a"),
        groups=group("h", "Oud", "H") + group("a", "5A"),
    )
    assert [one.key for one in roster.groups] == ["a"]
    assert (roster.pupils[0].class_key, roster.pupils[0].year_group) == (None, "H")
