"""Who joined with the address of a colleague-to-be does not become that colleague (R010)."""

import pytest
from allauth.account.models import EmailAddress

from groups.actions import invite_colleague
from groups.errors import Refused
from groups.models import Membership
from tests import make

NINA = {"first_name": "Nina", "last_name": "de Wit", "role": "teacher", "ends_on": ""}


@pytest.fixture
def squatter(carla):
    EmailAddress.objects.filter(user=carla).update(verified=False)
    return carla


def test_the_form_says_that_nobody_proved_the_address(sign_in, greet, group_5b, squatter):
    sent = NINA | {"group": group_5b.pk, "email": squatter.email.upper()}
    answer = sign_in(greet).post("/staff/new/", sent)
    assert answer.status_code == 422
    assert "niemand heeft het adres bevestigd" in answer.content.decode()
    assert not Membership.objects.filter(user=squatter, role="teacher").exists()


def test_the_action_refuses_it_too(greet, group_5b, squatter):
    about = NINA | {"ends_on": None, "email": squatter.email}
    with pytest.raises(Refused):
        invite_colleague(**about, group=group_5b, by=greet, now=make.NOW)
