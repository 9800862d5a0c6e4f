"""For any roster and any school: applying a plan and planning again gives an empty plan."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from groups.roster.guardian_plan import plan_guardians
from groups.roster.matching import OTHER, SAME
from groups.roster.plan import plan_roster
from groups.roster.problems import RosterRefused
from groups.roster.snapshot import CurrentGroup, CurrentGuardian, CurrentPupil, CurrentSchool
from groups.roster.types import (
    ChildReference,
    GuardianSheet,
    Roster,
    RosterGroup,
    RosterGuardian,
    RosterPupil,
)
from tests.groups.roster.apply import apply_guardian_plan, apply_roster_plan
from tests.groups.roster.fixtures import BRIN, TODAY

keys = st.sampled_from(["1", "2", "3", "4", "5"])
first_names = st.sampled_from(["", "Sara", "SARA", "Sem"])
last_names = st.sampled_from(["", "Boer", "de Boer"])
days = st.sampled_from([None, date(2017, 3, 4), date(2018, 1, 1)])
class_keys = st.sampled_from([None, "a", "b"])
years = st.sampled_from(["", "5", "H"])
group_names = st.sampled_from(["5A", "5B", "Koor"])
people = {
    "first_name": first_names,
    "prefix": st.sampled_from(["", "de"]),
    "last_name": last_names,
    "born_on": days,
}

roster_groups = st.lists(
    st.builds(RosterGroup, st.sampled_from(["a", "b", "c"]), group_names, years, st.just("class")),
    unique_by=lambda group: group.key,
)
roster_pupils = st.lists(
    st.builds(
        RosterPupil,
        keys,
        **people,
        year_group=years,
        class_key=class_keys,
        left_on=st.sampled_from([None, date(2026, 1, 1)]),
        starts_on=st.sampled_from([None, date(2027, 1, 1)]),
    ),
    unique_by=lambda pupil: pupil.key,
)
rosters = st.builds(
    Roster,
    st.sampled_from(["", BRIN]),
    st.sampled_from(["", "2026-2027"]),
    st.none(),
    st.none(),
    st.builds(tuple, roster_groups),
    st.builds(tuple, roster_pupils),
    st.just(()),
    st.builds(tuple, st.lists(st.builds(RosterPupil, st.just("#1"), **people), max_size=1)),
)
current_pupils = st.lists(
    st.builds(
        CurrentPupil,
        st.uuids().map(str),
        st.sampled_from(["", "1", "2", "3", "9"]),
        **people,
        year_group=years,
        class_key=st.sampled_from([None, "a", "id:g2"]),
    ),
    unique_by=lambda pupil: pupil.key or pupil.id,
)
schools = st.builds(
    CurrentSchool,
    st.just(BRIN),
    st.sampled_from(["", "2025-2026", "2026-2027"]),
    st.sampled_from([(), (CurrentGroup("g1", "a", "5A"), CurrentGroup("g2", "", "5b"))]),
    st.builds(tuple, current_pupils),
)


@settings(deadline=None, max_examples=300)
@given(schools, rosters, st.dictionaries(keys, st.sampled_from([SAME, OTHER])))
def test_a_roster_plan_is_idempotent(current, roster, decisions):
    try:
        plan = plan_roster(current, roster, today=TODAY, decisions=decisions)
    except RosterRefused:
        return
    after = apply_roster_plan(current, plan)
    again = plan_roster(after, roster, today=TODAY, decisions=decisions)
    assert again.is_empty
    assert plan.fingerprint == plan_roster(current, roster, today=TODAY, decisions=decisions).fingerprint
    assert not {one.id for one in plan.gone} & {one.current_id for one in plan.merges}


children = st.builds(ChildReference, st.sampled_from(["", "1", "2"]), group_name=group_names, **people)
addresses = st.sampled_from(["", "a@voorbeeld.nl", "b@voorbeeld.nl"])
authorities = st.sampled_from(["yes", "no", "unknown"])
names = st.sampled_from(["Carla", "Dirk"])
relations = st.sampled_from(["", "mother", "other"])
sheets = st.lists(
    st.builds(
        RosterGuardian, st.integers(2, 9), st.just(1), children, names, addresses, relations, authorities
    )
).map(lambda found: GuardianSheet((), {}, tuple(found)))


@settings(deadline=None, max_examples=300)
@given(schools, sheets, st.data())
def test_a_guardian_plan_is_idempotent(current, sheet, data):
    ids = [pupil.id for pupil in current.pupils] or ["nobody"]
    known = st.builds(
        CurrentGuardian, st.uuids().map(str), st.sampled_from(ids), names, addresses, relations, authorities
    )
    guardians = data.draw(st.lists(known, unique_by=lambda one: (one.child_id, one.email or one.name)))
    current = CurrentSchool(
        current.brin, current.school_year, current.groups, current.pupils, tuple(guardians)
    )
    after = apply_guardian_plan(current, plan_guardians(current, sheet))
    assert plan_guardians(after, sheet).is_empty
