"""The settings page, for who leads the school."""

from dataclasses import asdict
from html import unescape

import pytest
from django.urls import reverse

from groups import actions as group_actions
from groups.models import Membership
from policies.actions import change_policy
from policies.models import PolicyVersion
from policies.queries import SchoolPolicy, policy_for
from tests.make import NOW, make_user

ADDRESS = reverse("policies:settings")
DEFAULTS = {name: str(value) for name, value in asdict(SchoolPolicy()).items() if value is not False}
GOOD = DEFAULTS | {"hide_after_reports": "3"}


def test_the_director_sees_the_settings_and_what_changed(sign_in, school, greet):
    change_policy(school=school, values={"hide_after_reports": 7}, by=greet, now=NOW)
    page = unescape(sign_in(greet).get(ADDRESS).content.decode())
    assert 'value="7"' in page
    assert "2 → 7" in page
    assert "Greet Test" in page


def test_the_director_saves_the_settings(sign_in, school, greet):
    response = sign_in(greet).post(ADDRESS, GOOD)
    assert response.status_code == 303
    assert policy_for(school) == SchoolPolicy(hide_after_reports=3)
    assert PolicyVersion.objects.get().changed_by == greet


@pytest.mark.parametrize(
    "wrong",
    [{"hide_after_reports": "0"}, {"hide_after_reports": "x"}, {"hide_after_reports": ""}],
)
def test_a_wrong_number_is_an_error_and_nothing_is_saved(sign_in, school, greet, wrong):
    response = sign_in(greet).post(ADDRESS, GOOD | wrong)
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "<title>Fout:" in page
    assert "Vul een heel getal in" in page
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize("name", ["anna", "carla", "henk", "office"])
def test_who_does_not_lead_the_school_may_not(sign_in, name, request):
    client = sign_in(request.getfixturevalue(name))
    assert client.get(ADDRESS).status_code == 403
    assert client.post(ADDRESS, GOOD).status_code == 403
    assert not PolicyVersion.objects.exists()


def test_the_director_of_another_school_does_not_see_this_one(sign_in, school, stranger_director, greet):
    client = sign_in(stranger_director)
    assert client.get(ADDRESS, {"school": school.slug}).status_code == 404
    assert client.post(f"{ADDRESS}?school={school.slug}", GOOD).status_code == 404
    assert not PolicyVersion.objects.filter(school=school).exists()


def test_who_belongs_to_no_school_finds_no_page(sign_in, school):
    assert sign_in(make_user("Nora")).get(ADDRESS).status_code == 404


def test_somebody_who_left_is_sent_to_the_sign_in(sign_in, ilse):
    assert "/account/login/" in sign_in(ilse).get(ADDRESS).headers["Location"]


def test_who_leads_two_schools_chooses(sign_in, school, other_school, greet):
    wide = other_school.groups.school_wide().get()
    group_actions.add_staff(user=greet, group=wide, role=Membership.Role.DIRECTOR, by=None, now=NOW)
    client = sign_in(greet)
    assert f"?school={school.slug}" in client.get(ADDRESS).content.decode()
    client.post(f"{ADDRESS}?school={school.slug}", GOOD)
    assert policy_for(other_school) == SchoolPolicy()
    assert policy_for(school).hide_after_reports == 3


def test_settings_that_are_not_on_the_page_are_ignored(sign_in, school, greet):
    sign_in(greet).post(ADDRESS, GOOD | {"remove_requires_archive": "off", "version": "9"})
    assert set(PolicyVersion.objects.get().values) == {"hide_after_reports"}


def test_other_methods_are_refused(sign_in, greet):
    assert sign_in(greet).put(ADDRESS).status_code == 405


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"work_starts": "acht uur"}, "Vul een tijd in"),
        ({"absence_before": ""}, "Vul een tijd in"),
        ({"work_ends": "07:00"}, "Het einde moet later zijn dan het begin."),
        ({"parents_until": "07:30"}, "Het einde moet later zijn dan het begin."),
        ({"holiday_region": "west"}, "Selecteer"),
    ],
)
def test_hours_that_cannot_be_are_an_error_and_nothing_is_saved(sign_in, school, greet, wrong, said):
    response = sign_in(greet).post(ADDRESS, GOOD | wrong)
    assert response.status_code == 422
    assert said in unescape(response.content.decode())
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize("time", ["8:00", "24:00", "08:60", "08:00:00", "", 8])
def test_a_stored_time_is_hours_and_minutes_of_one_day(time):
    with pytest.raises(ValueError, match="work_starts"):
        SchoolPolicy().changed({"work_starts": time})
