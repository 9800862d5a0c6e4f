"""A new school: with its director, its purposes and its texts, or not at all."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from groups import permissions
from groups.models import Membership, School
from people.models import User
from policies.models import PolicyDocument

pytestmark = pytest.mark.django_db
LINK = re.compile(r"http://\S+")


def create(name: str = "De Eik", **changes: Any) -> str:
    options = {
        "board": "Stichting De Kring",
        "brin": "11aa",
        "director_email": "Vera@eik.kring.test",
        "director_first_name": "Vera",
        "director_last_name": "Bos",
        **changes,
    }
    out = StringIO()
    call_command("create_school", name, stdout=out, **options)
    return out.getvalue()


def test_a_school_is_ready_for_its_first_roster():
    create(place="Lindedorp")
    school = School.objects.get(brin="11AA")
    assert school.purposes.count() == 10
    assert school.years.count() == 1
    assert {document.kind for document in school.documents.all()} == set(PolicyDocument.Kind.values)
    assert {document.place for document in school.documents.all()} == {"Lindedorp"}


def test_the_director_leads_the_school():
    create()
    director = User.objects.get(email="vera@eik.kring.test")
    assert permissions.may(director, "direct", School.objects.get().groups.school_wide().get())
    assert not director.has_usable_password()
    assert director.emailaddress_set.get().verified


def test_the_printed_link_lets_the_director_choose_a_password(client):
    link = LINK.search(create())
    page = client.get(link.group(), follow=True)
    assert page.status_code == 200
    assert page.context["form"].user.email == "vera@eik.kring.test"


def test_somebody_with_an_account_keeps_it(anna):
    told = create(director_email=anna.email.upper())
    assert not LINK.search(told)
    assert Membership.objects.filter(user=anna, role="director", group__school__brin="11AA").exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"brin": "eik"}, "not a BRIN"),
        ({"director_email": "vera"}, "not an e-mail address"),
        ({"email": "kantoor@"}, "not an e-mail address"),
        ({"board": " "}, "board is empty"),
        ({"name": " "}, "name is empty"),
    ],
)
def test_bad_input_makes_no_school(changes, says):
    with pytest.raises(CommandError, match=says):
        create(**changes)
    assert not School.objects.exists()


def test_a_brin_number_is_one_school(other_school):
    with pytest.raises(CommandError, match="already"):
        create(brin=other_school.brin)


def test_an_account_that_is_switched_off_leads_nothing(ilse):
    with pytest.raises(CommandError, match="switched off"):
        create(director_email=ilse.email)
    assert not School.objects.filter(brin="11AA").exists()
