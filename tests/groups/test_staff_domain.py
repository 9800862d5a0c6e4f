"""Staff use the address they got from the organisation (R187)."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from django.utils import timezone

from groups.queries import domains_for
from people.models import EmailChange, User
from policies.forms import SettingsForm
from policies.queries import SchoolPolicy, policy_for
from tests import make
from tests.people.changing import ask, link_to

NINA = {"first_name": "Nina", "last_name": "de Wit", "role": "teacher", "ends_on": ""}
ENDS = "eindigt op @wilgenhof.test"


@pytest.fixture(autouse=True)
def own_domain(school, greet):
    make.set_policy(school, greet, staff_mail_domain="wilgenhof.test")


def new_colleague(client, group, email, **fields):
    return client.post("/staff/new/", NINA | {"group": group.pk, "email": email} | fields)


def test_a_new_colleague_has_an_address_of_the_school(sign_in, greet, group_5b):
    client = sign_in(greet)
    refused = new_colleague(client, group_5b, "nina@thuis.test")
    assert refused.status_code == 422
    assert ENDS in refused.content.decode()
    assert not User.objects.filter(first_name="Nina").exists()
    assert new_colleague(client, group_5b, "Nina@Wilgenhof.TEST").status_code == 302


@pytest.mark.parametrize(
    "email", ["nina@wilgenhof.test.evil.test", "nina@xwilgenhof.test", '"@wilgenhof.test"@evil.test']
)
def test_an_address_that_looks_like_it_is_not_of_the_school(sign_in, greet, group_5b, email):
    assert new_colleague(sign_in(greet), group_5b, email).status_code == 422


def test_who_comes_from_elsewhere_needs_none(sign_in, greet, group_5b, school_group, carla):
    client, later = sign_in(greet), timezone.localdate() + timedelta(days=9)
    expert = new_colleague(client, group_5b, "nina@zorg.test", role="external", ends_on=later.isoformat())
    assert expert.status_code == 302
    assert new_colleague(client, school_group, carla.email, role="council").status_code == 302


def test_a_colleague_changes_to_an_address_of_the_school_only(sign_in, anna):
    client = sign_in(anna)
    refused = ask(client, "anna@thuis.test")
    assert refused.status_code == 422
    assert ENDS in refused.content.decode()
    assert ask(client, "anna@wilgenhof.test").status_code == 303
    assert EmailChange.objects.get().address == "anna@wilgenhof.test"


def test_a_parent_takes_any_address(sign_in, carla):
    assert ask(sign_in(carla), "carla@thuis.test").status_code == 303
    assert domains_for(carla, timezone.localdate()) == set()


def test_who_was_there_before_goes_on_and_the_director_sees_it(sign_in, greet, anna):
    assert sign_in(anna).get("/feed/").status_code == 200
    assert "niet van de school" in sign_in(greet).get("/requests/").content.decode()
    for user in (anna, greet):
        User.objects.filter(pk=user.pk).update(email=f"{user.first_name.lower()}@wilgenhof.test")
    assert "niet van de school" not in sign_in(greet).get("/requests/").content.decode()


def test_a_rule_that_came_after_asking_counts_when_the_link_is_used(
    sign_in, school, greet, anna, django_capture_on_commit_callbacks
):
    make.set_policy(school, greet, staff_mail_domain="")
    client = sign_in(anna)
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, "anna@thuis.test")
    make.set_policy(school, greet, staff_mail_domain="wilgenhof.test")
    assert client.post(link_to("anna@thuis.test")).status_code == 409


def test_another_school_has_its_own_rule(sign_in, stranger_director, other_school):
    group = make.make_group(other_school, "4A")
    assert new_colleague(sign_in(stranger_director), group, "nina@thuis.test").status_code == 302


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("@Wilgenhof.NL", "wilgenhof.nl"),
        ("", ""),
        ("wilgenhof", None),
        ("a@wilgenhof.nl", None),
        ("x y.nl", None),
    ],
)
def test_what_the_director_types_as_domain(school, greet, typed, kept):
    data = {name: str(value) for name, value in asdict(SchoolPolicy()).items() if value is not False}
    form = SettingsForm(data | {"staff_mail_domain": typed}, policy=policy_for(school))
    assert form.is_valid() == (kept is not None)
    if kept is not None:
        assert form.cleaned_data["staff_mail_domain"] == kept
