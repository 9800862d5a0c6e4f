"""The guardians of a child as the school knows them (R004, R009; facts about separated parents)."""

import pytest
from django.utils import timezone

from groups.permissions import may
from people import actions as people_actions
from people.errors import CodeRefused
from people.models import ParentalAuthority
from people.queries import usable_invitation
from tests import make

SAMIRA = {"name": "Samira Haddad", "email": "Samira@Kring.test", "relation": "mother", "authority": "yes"}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def hers(carla):
    return ParentalAuthority.objects.get(guardian=carla)


def page(guardian, tail=""):
    return f"/guardians/{guardian.pk}/{tail}"


def invited(child, by):
    """A guardian with a code that was mailed to old@kring.test."""
    guardian = people_actions.record_guardian(child=child, name="Noor", email="old@kring.test", by=by)
    now = timezone.now()
    return guardian, people_actions.invite_guardian(authority=guardian, valid_days=14, by=by, now=now)[1]


def usable(code):
    try:
        usable_invitation(code=code, now=timezone.now())
    except CodeRefused:
        return False
    return True


def test_the_office_writes_a_guardian_down_and_that_gives_no_access(olga, emma, sign_in):
    url = f"/children/{emma.pk}/guardians/"
    assert sign_in(olga).post(url, SAMIRA)["Location"] == url
    row = ParentalAuthority.objects.get(name="Samira Haddad")
    assert (row.email, row.authority, row.guardian) == ("samira@kring.test", "yes", None)
    assert "Samira Haddad" in sign_in(olga).get(url).content.decode()


def test_a_guardian_without_a_name_is_refused(olga, emma, sign_in):
    answer = sign_in(olga).post(f"/children/{emma.pk}/guardians/", SAMIRA | {"name": ""})
    assert answer.status_code == 422
    assert "Fill in the name." in answer.content.decode()


def test_the_office_corrects_an_address_but_no_account(olga, carla, hers, sign_in):
    before = carla.email
    changed = {"name": "Carla", "email": "new@kring.test", "relation": "mother"}
    assert sign_in(olga).post(page(hers), changed).status_code == 302
    hers.refresh_from_db()
    carla.refresh_from_db()
    assert (hers.email, carla.email) == ("new@kring.test", before)


@pytest.mark.parametrize(
    ("email", "works"), [("new@kring.test", False), ("Old@kring.test", True)], ids=["another", "the same"]
)
def test_a_code_sent_to_an_old_address_stops_working(olga, emma, email, works, sign_in):
    guardian, code = invited(emma, olga)
    sign_in(olga).post(page(guardian), {"name": "Noor", "email": email, "relation": "mother"})
    assert usable(code) is works


def test_without_authority_a_code_stops_working(greet, olga, emma, sign_in):
    guardian, code = invited(emma, olga)
    sign_in(greet).post(page(guardian, "authority/"), {"authority": "no"})
    assert not usable(code)


def test_the_director_sets_authority_and_access_follows(greet, carla, hers, group_5b, sign_in):
    client = sign_in(greet)
    client.post(page(hers, "authority/"), {"authority": "no"})
    assert not may(carla, "view", group_5b)
    client.post(page(hers, "authority/"), {"authority": "yes"})
    assert may(carla, "view", group_5b)
    assert client.post(page(hers, "authority/"), {"authority": "maybe"}).status_code == 422


def test_a_block_needs_a_reason_and_closes_at_once(greet, carla, hers, group_5b, sign_in):
    client = sign_in(greet)
    assert client.post(page(hers, "block/"), {"reason": ""}).status_code == 422
    assert may(carla, "view", group_5b)
    client.post(page(hers, "block/"), {"reason": "Uitspraak van de rechter."})
    assert not may(carla, "view", group_5b)
    assert "Uitspraak van de rechter." in client.get(page(hers)).content.decode()
    client.post(page(hers, "unblock/"))
    assert may(carla, "view", group_5b)


@pytest.mark.parametrize("tail", ["authority/", "block/", "unblock/"])
def test_the_office_decides_nothing_about_authority(olga, hers, tail, sign_in):
    data = {"authority": "no", "reason": "Zomaar"}
    assert sign_in(olga).post(page(hers, tail), data).status_code == 403
    hers.refresh_from_db()
    assert (hers.authority, hers.blocked_at) == ("yes", None)


@pytest.mark.parametrize("tail", ["authority/", "block/", "unblock/"])
def test_decisions_are_posts(greet, hers, tail, sign_in):
    assert sign_in(greet).get(page(hers, tail)).status_code == 405


@pytest.mark.parametrize("who", ["anna", "carla", "dirk", "farid", "henk", "stranger_director"])
def test_for_others_the_guardian_is_not_there(request, who, hers, emma, sign_in):
    client = sign_in(request.getfixturevalue(who))
    assert client.get(page(hers)).status_code == 404
    assert client.get(f"/children/{emma.pk}/guardians/").status_code == 404
    for tail in ("authority/", "block/", "unblock/"):
        assert client.post(page(hers, tail), {"authority": "no", "reason": "x"}).status_code == 404


def test_extra_fields_on_the_form_change_nothing(olga, emma, carla, hers, sign_in):
    extra = {"authority": "no", "blocked_reason": "x", "guardian": "", "child": ""}
    sign_in(olga).post(page(hers), SAMIRA | extra)
    hers.refresh_from_db()
    assert (hers.authority, hers.guardian, hers.child) == ("yes", carla, emma)


def test_a_child_of_another_school_is_not_there(olga, other_school, sign_in):
    foreign = make.make_child("Vreemd", make.make_group(other_school, "4A"))
    assert sign_in(olga).get(f"/children/{foreign.pk}/guardians/").status_code == 404
