"""The action that makes codes refuses by itself, whatever a page offers (R009)."""

import pytest

from groups import actions
from groups.errors import Refused
from people import actions as people_actions
from people.models import Invitation, ParentalAuthority
from tests import make


def letters(office, *authorities):
    return actions.write_letters(authorities=authorities, by=office, now=make.NOW)


def test_no_code_for_somebody_without_authority(emma, office):
    row = people_actions.record_guardian(child=emma, authority=ParentalAuthority.Authority.NO, by=None)
    with pytest.raises(Refused):
        letters(office, row)


def test_no_code_for_somebody_who_is_blocked(emma, office, greet):
    row = people_actions.record_guardian(child=emma, authority="yes", by=None)
    actions.block_guardian(authority=row, reason="uitspraak", by=greet, now=make.NOW)
    with pytest.raises(Refused):
        letters(office, row)


def test_no_code_for_an_account_that_is_coupled(carla, office):
    with pytest.raises(Refused):
        letters(office, ParentalAuthority.objects.get(guardian=carla))


def test_one_refusal_makes_no_code_at_all(emma, carla, office):
    fine = people_actions.record_guardian(child=emma, authority="yes", by=None)
    with pytest.raises(Refused):
        letters(office, fine, ParentalAuthority.objects.get(guardian=carla))
    assert not Invitation.objects.exists()


def test_no_code_for_a_child_that_left(emma, school, office):
    row = people_actions.record_guardian(child=emma, authority="yes", by=None)
    actions.unregister_child(child=emma, school=school, ended_on=make.NOW.date(), by=None, now=make.NOW)
    with pytest.raises(Refused):
        letters(office, row)


def test_a_code_is_good_for_fourteen_days(emma, office):
    row = people_actions.record_guardian(child=emma, authority="yes", by=None)
    (letter,) = letters(office, row)
    assert (letter.invitation.expires_at - make.NOW).days == 14
