"""What a roster would change: new, changed, moved, gone, and what a person must decide."""

from dataclasses import replace
from datetime import date

import pytest

from groups.roster.edexml import read_edexml
from groups.roster.matching import OTHER, SAME
from groups.roster.plan import plan_roster
from groups.roster.problems import RosterRefused
from groups.roster.snapshot import CurrentGroup, CurrentSchool
from tests.groups.roster.apply import apply_roster_plan
from tests.groups.roster.fixtures import BRIN, CLASSES, TODAY, child, cluster, document, group, pupil, school

SARA = child("1", "Sara", "Boer")


def roster(*pupils, groups=CLASSES, **options):
    return read_edexml(document(*pupils, groups=groups, **options).encode())


def plan(current, *pupils, decisions=None, today=TODAY, **options):
    return plan_roster(current, roster(*pupils, **options), today=today, decisions=decisions)


def sara(**fields):
    return pupil("1", "Sara", "Boer", **{"place": "K5B", **fields})


def test_nothing_changes_when_nothing_changed():
    found = plan(school(SARA), sara())
    assert found.is_empty
    assert (found.unchanged_count, found.gone_share) == (1, 0)


def test_a_first_roster_makes_groups_and_pupils():
    found = plan(CurrentSchool(BRIN), sara(), pupil("2", "Sem", place="K5A"))
    assert [one.key for one in found.new_groups] == ["K5A", "K5B"]
    assert [one.full_name for one in found.new] == ["Sara Boer", "Sem"]
    assert (found.school_year, found.needs_confirmation) == ("2026-2027", False)


def test_new_changed_moved_and_gone_are_told_apart():
    current = school(SARA, child("2", "Sem"), child("3", "Noor"), child("4", "Bo"))
    found = plan(
        current,
        sara(place="K5A"),
        pupil("2", "Sam", "Boer", "de", place="K5B"),
        pupil("3", "Noor", "de Boer", place="K5B"),
        pupil("5", "Fenna", place="K5A"),
    )
    assert [(one.name, one.old_class, one.new_class) for one in found.moved] == [("Sara Boer", "K5B", "K5A")]
    assert [(change.field, change.old, change.new) for change in found.changed[0].changes] == [
        ("first_name", "Sem", "Sam"),
        ("prefix", "", "de"),
        ("last_name", "de Boer", "Boer"),
    ]
    assert [one.key for one in found.new] == ["5"]
    assert [(one.name, one.reason) for one in found.gone] == [("Bo de Boer", "absent")]
    assert found.unchanged_count == 1
    assert found.needs_confirmation


@pytest.mark.parametrize(("gone", "asks"), [(1, False), (2, True)])
def test_more_than_a_tenth_gone_needs_confirmation(gone, asks):
    current = school(*[child(str(number), f"Kind{number}") for number in range(10)])
    staying = [pupil(str(number), f"Kind{number}", "de Boer", place="K5B") for number in range(10 - gone)]
    assert plan(current, *staying).needs_confirmation is asks


@pytest.mark.parametrize(
    "leaving",
    [{"uitstroomdatum": "2026-10-05"}, {"jaargroep": "H"}],
    ids=["date", "historic"],
)
def test_a_leaver_still_in_the_file_is_gone(leaving):
    found = plan(school(SARA, child("2", "Sem")), sara(**leaving), pupil("2", "Sem", "de Boer", place="K5B"))
    assert [(one.name, one.reason) for one in found.gone] == [("Sara Boer", "left")]


def test_someone_who_leaves_later_stays_until_then():
    assert plan(school(SARA), sara(uitstroomdatum="2026-10-06")).is_empty


def test_a_leaver_kring_never_knew_is_no_news():
    found = plan(school(SARA), sara(), pupil("9", "Oud", "Kind", uitstroomdatum="2020-01-01"))
    assert found.is_empty


def test_someone_who_starts_later_is_announced_but_not_let_in():
    found = plan(school(SARA), sara(), pupil("2", "Sem", place="K5A", instroomdatum="2026-11-01"))
    assert ([one.key for one in found.upcoming], found.new) == (["2"], ())


def test_a_file_without_groups_leaves_everyone_in_their_group():
    assert plan(school(SARA), sara(place=""), groups="").is_empty


def test_what_the_file_leaves_out_is_not_erased():
    found = plan(school(replace(SARA, prefix="de")), pupil("1", "Sara", born="", place="K5B"))
    assert found.is_empty


def test_a_pupil_set_aside_is_neither_changed_nor_gone():
    current = school(SARA, child("2", "Sem"), child("3", "Noor"))
    found = plan(
        current,
        sara(),
        pupil("#8", "Sem", "Boer", "de", place="K5B"),
        pupil("3", "Noor", place="nowhere"),
    )
    assert (found.gone, found.new, found.changed, found.moved) == ((), (), (), ())
    assert [problem.code for problem in found.problems] == ["dummy_key", "unknown_group"]


@pytest.mark.parametrize("old_key", ["", "old-key"])
def test_a_known_child_with_an_unknown_key_is_proposed_and_waits(old_key):
    current = school(SARA, child(old_key, "Séma", "van den Berg"))
    stranger = pupil("77", "SEMA", "Berg", "v.d.", place="K5B")
    found = plan(current, sara(), stranger)
    assert [(one.pupil.key, one.old_key) for one in found.merges] == [("77", old_key)]
    assert (found.new, found.gone) == ((), ())
    same = plan(current, sara(), stranger, decisions={"77": SAME})
    assert same.changed[0].changes[0].new == "77"
    assert (same.new, same.gone, same.merges) == ((), (), ())
    other = plan(current, sara(), stranger, decisions={"77": OTHER})
    assert ([one.key for one in other.new], len(other.gone)) == (["77"], 1 if old_key else 0)


def test_two_claims_on_one_child_are_a_question():
    current = school(SARA, child("", "Sem"))
    twins = [pupil(key, "Sem", "Boer", "de", place="K5B") for key in ("7", "8")]
    found = plan(current, sara(), *twins)
    assert ([problem.code for problem in found.problems], found.new) == (["ambiguous"] * 2, ())


def test_a_namesake_with_another_birth_date_is_new_with_a_note():
    found = plan(school(SARA), sara(), pupil("2", "Sara", "Boer", born="2016-01-01", place="K5A"))
    assert [one.key for one in found.new] == ["2"]
    assert [(problem.code, problem.blocking) for problem in found.problems] == [("same_name", False)]


def test_groups_are_new_renamed_recognised_or_gone():
    current = replace(school(SARA), groups=(*school().groups, CurrentGroup("g3", "", "koor", "", "cluster")))
    groups = group("K5B", "5 Beer") + group("K6", "6A", "6") + cluster("c1", "Koor")
    found = plan(current, sara(), groups=groups)
    assert [one.key for one in found.new_groups] == ["K6"]
    assert [(one.id, one.changes[0].new) for one in found.changed_groups] == [("g2", "5 Beer"), ("g3", "c1")]
    assert [one.key for one in found.gone_groups] == ["K5A"]


def test_a_class_made_by_hand_keeps_its_pupils_when_recognised():
    current = CurrentSchool(
        BRIN, "2026-2027", (CurrentGroup("g9", "", "5b", "5"),), (replace(SARA, class_key="id:g9"),)
    )
    found = plan(current, sara(), groups=group("K5B", "5B"))
    assert (found.moved, found.new_groups) == ((), ())
    assert found.changed_groups[0].changes[0].field == "key"


def test_clusters_are_joined_and_left():
    current = school(replace(SARA, cluster_keys=("c1", "c2")))
    found = plan(current, sara(clusters="c2 c3"), groups=CLASSES + cluster("c2", "B") + cluster("c3", "C"))
    assert (found.moved[0].leaves_clusters, found.moved[0].joins_clusters) == (("c1",), ("c3",))
    assert found.moved[0].new_class == "K5B"


def test_a_new_school_year_moves_everyone_even_with_the_same_keys():
    found = plan(school(SARA), sara(), year="2027-2028", today=date(2027, 8, 20))
    assert [one.new_class for one in found.moved] == ["K5B"]
    assert (len(found.new_groups), len(found.gone_groups)) == (2, 2)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"brin": "99ZZ"}, "wrong_school"),
        ({"year": "2025-2026"}, "old_year"),
        ({"year": "2027-2028"}, "future_year"),
    ],
)
def test_a_file_of_another_school_or_year_is_refused(options, code):
    with pytest.raises(RosterRefused) as caught:
        plan(school(SARA), sara(), **options)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("own", "building", "fits"),
    [
        ("12AB", "01", True),
        ("12AB01", "01", True),
        ("12AB01", "00", True),
        ("12AB01", "02", False),
    ],
)
def test_a_building_counts_when_both_name_one(own, building, fits):
    file = roster(sara(), extra=f"<dependancecode>{building}</dependancecode>")
    current = replace(school(SARA), brin=own)
    if fits:
        assert plan_roster(current, file, today=TODAY).is_empty
    else:
        pytest.raises(RosterRefused, plan_roster, current, file, today=TODAY)


def test_only_leavers_is_the_same_as_nobody():
    with pytest.raises(RosterRefused):
        plan(school(SARA), sara(uitstroomdatum="2026-01-01"))


def test_the_fingerprint_follows_what_would_happen():
    before = plan(school(SARA), sara(place="K5A"))
    assert before.fingerprint == plan(school(SARA), sara(place="K5A")).fingerprint
    assert before.fingerprint != plan(school(SARA), sara(place="K5B")).fingerprint
    assert before.fingerprint != plan(school(SARA, child("2", "Sem")), sara(place="K5A")).fingerprint


def test_applying_and_planning_again_is_empty():
    current = school(SARA, child("2", "Sem"), child("3", "Noor"))
    pupils = [sara(place="K5A"), pupil("2", "Sam", place="K6"), pupil("4", "Fenna")]
    groups = group("K5A", "5 Aap") + group("K6", "6A", "6")
    after = apply_roster_plan(current, plan(current, *pupils, groups=groups))
    assert plan(after, *pupils, groups=groups).is_empty
