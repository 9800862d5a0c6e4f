"""Pupils a person must look at, and staff roles that only suggest."""

import pytest

from groups.roster.edexml import read_edexml
from tests.groups.roster.fixtures import CLASSES, cluster, document, pupil


def read(*pupils, **options):
    return read_edexml(document(*pupils, **options).encode())


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (pupil("", "Sem"), "no_key"),
        (pupil("#12", "Sem"), "dummy_key"),
        (pupil("k" * 257, "Sem"), "long_key"),
        (pupil("2", "", ""), "no_name"),
        (pupil("2", "Sem", place="K9"), "unknown_group"),
        (pupil("2", "Sem", place="c1"), "unknown_group"),
    ],
)
def test_a_pupil_that_cannot_be_taken_in_is_set_aside(wrong, code):
    roster = read(pupil("1", "Noor"), wrong, groups=CLASSES + cluster("c1", "Plus"))
    assert [one.key for one in roster.pupils] == ["1"]
    assert [(problem.row, problem.code) for problem in roster.problems] == [(2, code)]
    assert len(roster.set_aside) == 1


def test_a_key_of_256_signs_is_fine():
    assert read(pupil("k" * 256, "Sem")).problems == ()


def test_two_pupils_with_one_key_are_both_set_aside():
    roster = read(pupil("1", "Noor"), pupil("2", "Sem"), pupil("2", "Fenna"))
    assert [problem.code for problem in roster.problems] == ["duplicate_key"] * 2
    assert [one.key for one in roster.pupils] == ["1"]


def test_the_same_pupil_written_twice_counts_once():
    roster = read(pupil("1", "Noor"), pupil("1", "Noor"))
    assert (len(roster.pupils), roster.problems) == (1, ())


def staff(inside: str) -> str:
    return f'<leerkracht key="L1"><roepnaam>Anna</roepnaam>{inside}</leerkracht>'


@pytest.mark.parametrize(
    ("inside", "general", "in_group"),
    [
        ('<groepen><groep key="K5A"/></groepen>', "teacher", "teacher"),
        ('<rol>DIR</rol><groepen><groep key="K5A"/></groepen>', "director", "director"),
        ('<rol>IB</rol><groepen><groep key="K5A"><rol>LRK</rol></groep></groepen>', "counsellor", "teacher"),
        ('<groepen><groep key="K5A"><rol>STA</rol><rol>OWA</rol></groep></groepen>', "teacher", "trainee"),
        ('<rol>CON</rol><groepen><groep key="K5A"><rol>XYZ</rol></groep></groepen>', "staff", "staff"),
    ],
)
def test_roles_of_staff_are_suggestions(inside, general, in_group):
    member = read(pupil("1", "Noor"), groups=CLASSES, staff=staff(inside)).staff[0]
    assert (member.role_suggestion, member.group_roles) == (general, (("K5A", in_group),))


def test_a_parent_in_the_staff_list_is_not_staff():
    roster = read(pupil("1", "Noor", place="K5A"), groups=CLASSES, staff=staff("<rol>OUD</rol>"))
    assert (roster.staff, len(roster.warnings)) == ((), 1)


def test_an_unusable_address_of_staff_is_left_out():
    roster = read(pupil("1", "Noor"), staff=staff("<emailadres>anna at school</emailadres>"))
    assert roster.staff[0].email == ""
