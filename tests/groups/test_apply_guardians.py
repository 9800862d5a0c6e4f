"""Applying a guardians' sheet: it writes down guardians and gives nobody access by itself."""

import pytest

from groups.actions.guardian_sheet import apply_guardians
from groups.actions.roster import PlanChanged
from groups.permissions import may
from groups.roster.current import current_school
from groups.roster.guardian_plan import plan_guardians
from groups.roster.spreadsheet import read_guardians
from people import actions as people_actions
from people.models import ParentalAuthority
from tests import make
from tests.groups.roster.fixtures import csv

HEADER = "Roepnaam;Achternaam;Groep;Naam ouder;E-mail ouder;Relatie ouder;Gezag"


def apply(school, by, *rows):
    sheet = read_guardians(csv(*rows, header=HEADER))
    shown = plan_guardians(current_school(school), sheet).fingerprint
    return apply_guardians(school=school, sheet=sheet, plan_fingerprint=shown, by=by, now=make.NOW)


def row(name="Carla", email="carla@voorbeeld.nl", authority="ja", relation="moeder"):
    return f"Emma;Jansen;5B;{name};{email};{relation};{authority}"


def test_guardians_are_written_down_once(school, office, emma):
    apply(school, office, row(), row("Dirk", "", relation="vader"))
    assert apply(school, office, row(), row("Dirk", "", relation="vader")).is_empty
    found = emma.authorities.values_list("name", "email", "relation", "authority", "guardian")
    assert sorted(found) == [
        ("Carla", "carla@voorbeeld.nl", "mother", "yes", None),
        ("Dirk", "", "father", "yes", None),
    ]


def test_losing_authority_closes_the_door_at_once(school, office, emma, carla, group_5b):
    assert may(carla, "view", group_5b)
    apply(school, office, row("Carla Test", carla.email, "nee"))
    assert not may(carla, "view", group_5b)


def test_a_sheet_does_not_give_back_authority(school, office, emma, carla, group_5b):
    apply(school, office, row("Carla Test", carla.email, "nee"))
    plan = apply(school, office, row("Carla Test", carla.email, "ja"))
    assert [problem.code for problem in plan.problems] == ["authority_again"]
    assert not may(carla, "view", group_5b)


def test_a_new_address_makes_the_old_code_worthless(school, office, emma):
    authority = ParentalAuthority.objects.create(child=emma, name="Carla")
    invitation, _code = people_actions.invite_guardian(
        authority=authority, valid_days=14, by=office, now=make.NOW
    )
    apply(school, office, row())
    invitation.refresh_from_db()
    authority.refresh_from_db()
    assert (authority.email, invitation.revoked_at) == ("carla@voorbeeld.nl", make.NOW)


def test_guardians_missing_from_the_sheet_stay(school, office, emma, carla, group_5b):
    plan = apply(school, office, row("Dirk", "dirk@voorbeeld.nl"))
    assert [one.email for one in plan.absent] == [carla.email]
    assert may(carla, "view", group_5b)


def test_a_school_that_changed_meanwhile_is_shown_again(school, office, emma):
    sheet = read_guardians(csv(row(), header=HEADER))
    shown = plan_guardians(current_school(school), sheet).fingerprint
    make.make_guardian(emma, make.make_user("Carla", email="carla@voorbeeld.nl"))
    with pytest.raises(PlanChanged):
        apply_guardians(school=school, sheet=sheet, plan_fingerprint=shown, by=office, now=make.NOW)
