"""What the director decides: hard cases, colleagues, accounts."""

import re

import pytest
from django.core import mail
from django.test import Client

from groups import actions
from groups.models import Membership
from groups.permissions import may
from groups.queries import works_at_school
from people.models import User
from tests import make

NINA = {
    "first_name": "Nina",
    "last_name": "de Wit",
    "email": "nina@school.test",
    "role": "teacher",
    "ends_on": "",
}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def new_colleague(client, group, **fields):
    return client.post("/staff/new/", NINA | {"group": group.pk} | fields)


def test_the_director_sees_every_kind_of_waiting(greet, anna, emma, group_5b, olga, sign_in):
    parent = make.make_user("Wachter")
    make.make_guardian(emma, parent, "unknown")
    waiting = Membership.objects.get(user=parent, group=group_5b)
    actions.park_member(membership=waiting, note="Oneens.", by=anna, now=make.NOW)
    actions.propose_staff(user=make.make_user("Nina"), group=group_5b, role="teacher", by=olga, now=make.NOW)
    page = sign_in(greet).get("/requests/").content.decode()
    assert "The teacher asks you" in page
    assert "Oneens." in page
    assert page.count("<b>Nina Test</b>") == page.count("<b>Wachter Test</b>") == 1


@pytest.mark.parametrize(
    ("url", "allowed"),
    [("/requests/", {"greet", "stranger_director"}), ("/staff/new/", {"greet", "olga", "stranger_director"})],
)
@pytest.mark.parametrize("who", ["greet", "olga", "anna", "carla", "henk", "stranger_director"])
def test_who_sees_the_page(request, url, allowed, who, sign_in):
    expected = 200 if who in allowed else 403
    assert sign_in(request.getfixturevalue(who)).get(url).status_code == expected


def test_the_requests_of_another_school_stay_there(stranger_director, emma, sign_in):
    make.make_guardian(emma, make.make_user("Wachter"), "unknown")
    assert "Wachter" not in sign_in(stranger_director).get("/requests/").content.decode()


def test_a_colleague_invited_by_the_director_chooses_a_password_and_is_in(
    greet, group_5b, sign_in, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert new_colleague(sign_in(greet), group_5b)["Location"] == "/requests/"
    nina = User.objects.get(email="nina@school.test")
    assert may(nina, "post", group_5b)
    assert not nina.has_usable_password()
    link = re.search(r"http://127\.0\.0\.1:8000(/account/password/reset/key/\S+)", mail.outbox[0].body).group(
        1
    )
    visitor = Client()
    form = visitor.get(link, follow=True).redirect_chain[-1][0]
    assert visitor.post(form, {"password1": "een goed wachtwoord"}).status_code == 302
    assert Client().login(email="nina@school.test", password="een goed wachtwoord")


def test_a_colleague_invited_by_the_office_waits_for_the_director(olga, group_5b, sign_in):
    assert new_colleague(sign_in(olga), group_5b)["Location"] == "/invitations/"
    nina = User.objects.get(email="nina@school.test")
    assert not may(nina, "view", group_5b)
    assert set(nina.memberships.values_list("state", flat=True)) == {"pending"}


@pytest.mark.parametrize("role", ["director", "administration", "counsellor", "parent", "council"])
def test_the_office_gives_nobody_the_keys(olga, school_group, role, sign_in):
    assert new_colleague(sign_in(olga), school_group, role=role).status_code == 422
    assert not User.objects.filter(email="nina@school.test").exists()


@pytest.mark.parametrize(
    "fields",
    [{"role": "trainee"}, {"role": "trainee", "ends_on": "2020-01-01"}, {"role": "director"}, {"email": "x"}],
)
def test_a_colleague_that_cannot_be_is_refused(greet, group_5b, fields, sign_in):
    assert new_colleague(sign_in(greet), group_5b, **fields).status_code == 422


def test_nobody_is_put_in_a_group_of_another_school(greet, other_school, sign_in):
    foreign = make.make_group(other_school, "4A")
    assert new_colleague(sign_in(greet), foreign).status_code == 422


def test_a_parent_becomes_a_representative_and_stays_a_parent(greet, carla, school_group, group_6a, sign_in):
    assert new_colleague(sign_in(greet), school_group, email=carla.email, role="council").status_code == 302
    assert carla.memberships.filter(role="council", state="active", group=school_group).exists()
    assert not may(carla, "view", group_6a)
    assert not works_at_school(carla, make.NOW.date())


def test_a_parent_who_comes_to_work_keeps_one_account(greet, carla, group_5b, group_6a, sign_in):
    new_colleague(sign_in(greet), group_6a, email=carla.email.upper())
    assert User.objects.filter(email__iexact=carla.email).count() == 1
    assert may(carla, "post", group_6a)
    assert may(carla, "view", group_5b)


def test_the_director_switches_an_account_off(greet, bram, sign_in):
    client = sign_in(greet)
    url = f"/accounts/{bram.pk}/deactivate/"
    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 302
    bram.refresh_from_db()
    assert not bram.is_active
    assert not Membership.objects.open().filter(user=bram).exists()


def test_nobody_switches_the_own_account_off(greet, sign_in):
    assert sign_in(greet).post(f"/accounts/{greet.pk}/deactivate/").status_code == 403


@pytest.mark.parametrize("who", ["anna", "olga", "carla", "stranger_director"])
def test_others_find_no_account_to_switch_off(request, bram, who, sign_in):
    assert sign_in(request.getfixturevalue(who)).post(f"/accounts/{bram.pk}/deactivate/").status_code == 404
    bram.refresh_from_db()
    assert bram.is_active


def test_an_account_of_two_schools_is_not_for_one_director(greet, bram, other_school, sign_in):
    actions.add_staff(
        user=bram, group=make.make_group(other_school, "4A"), role="teacher", by=None, now=make.NOW
    )
    assert sign_in(greet).post(f"/accounts/{bram.pk}/deactivate/").status_code == 403
