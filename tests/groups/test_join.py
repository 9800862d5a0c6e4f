"""Joining with a code (R167, R168; security plan C04)."""

import re

import pytest
from django.core import mail
from django.test import Client

from common.limits import source_of
from groups import actions
from groups.models import Membership
from groups.permissions import may
from people import actions as people_actions
from people.models import Invitation, ParentalAuthority, User
from tests import make

JOIN, ACCOUNT, ADD = "/join/", "/join/account/", "/join/add/"
PERSON = {
    "first_name": "Samira",
    "last_name": "Haddad",
    "email": "samira@kring.test",
    "password": "de zon schijnt vandaag",
}


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def guardian(emma):
    return people_actions.record_guardian(
        child=emma, name="Samira Haddad", email="samira@kring.test", authority="yes", by=None
    )


@pytest.fixture
def code(guardian, office):
    return new_code(guardian, office)


def new_code(guardian, by):
    from django.utils import timezone  # noqa: PLC0415

    return people_actions.invite_guardian(authority=guardian, valid_days=14, by=by, now=timezone.now())[1]


def type_code(client, code, **extra):
    return client.post(JOIN, {"code": code}, **extra)


def go_to_account(client, code):
    type_code(client, code)
    client.post(ACCOUNT, {"answer": "yes"})


def test_a_code_leads_to_an_account_that_reads_the_class(client, code, guardian, group_5b, school_group):
    assert type_code(client, code)["Location"] == ACCOUNT
    page = client.get(ACCOUNT).content.decode()
    assert "Emma" in page
    assert "Jansen" not in page
    assert client.post(ACCOUNT, {"answer": "yes"})["Location"] == ACCOUNT
    assert 'value="samira@kring.test"' in client.get(ACCOUNT).content.decode()
    assert client.post(ACCOUNT, PERSON)["Location"] == "/"
    user = User.objects.get(email="samira@kring.test")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert may(user, "react", group_5b)
    assert may(user, "view", school_group)
    assert user.emailaddress_set.get().verified


def test_a_name_has_no_signs_that_nobody_sees(client, code):
    type_code(client, code)
    client.post(ACCOUNT, {"answer": "yes"})
    client.post(ACCOUNT, PERSON | {"first_name": "\u202eSam\u200bira", "last_name": "El\u2066 Idrissi"})
    assert User.objects.get(email="samira@kring.test").get_full_name() == "Samira El Idrissi"


@pytest.mark.parametrize(
    "spelling",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: code.replace("0", "o").replace("1", "l"),
    ],
)
def test_a_code_may_be_written_in_any_way(client, code, spelling):
    assert type_code(client, spelling(code)).status_code == 302


def test_the_session_keeps_no_code(client, code):
    type_code(client, code)
    kept = str(dict(client.session))
    assert code not in kept
    assert code.replace("-", "") not in kept


def test_the_stored_code_is_a_keyed_hash(code, guardian):
    stored = Invitation.objects.get().code_hash
    assert code.replace("-", "") not in stored
    assert re.fullmatch(r"[0-9a-f]{64}", stored)


def test_an_unknown_code_is_refused_with_422(client, db):
    answer = type_code(client, "ABC-DEF-GHJ")
    assert answer.status_code == 422
    assert "We do not know this code" in answer.content.decode()
    assert client.get(ACCOUNT)["Location"] == JOIN


def test_a_code_that_expired_was_replaced_or_used_says_so(client, guardian, office, code):
    newer = new_code(guardian, office)
    assert "has expired" in type_code(client, code).content.decode()
    Invitation.objects.filter(revoked_at=None).update(expires_at=make.NOW.replace(year=2020))
    assert "has expired" in type_code(client, newer).content.decode()
    used = new_code(guardian, office)
    go_to_account(client, used)
    client.post(ACCOUNT, PERSON)
    assert "used already" in type_code(Client(), used).content.decode()


def test_the_code_of_a_blocked_guardian_is_not_known(client, code, guardian, greet):
    actions.block_guardian(authority=guardian, reason="uitspraak", by=greet, now=make.NOW)
    assert "do not know" in type_code(client, code).content.decode()


def test_five_wrong_codes_close_the_door_for_this_source_only(client, code):
    for _try in range(5):
        assert type_code(client, "AAA-AAA-AAA").status_code == 422
    assert type_code(client, code).status_code == 429
    assert type_code(client, code, HTTP_X_FORWARDED_FOR="8.8.8.8").status_code == 429
    assert type_code(Client(), code, REMOTE_ADDR="10.9.8.7").status_code == 302


def test_right_codes_do_not_count(client, guardian, office, code):
    for _try in range(8):
        assert type_code(client, code).status_code == 302


def test_a_thousand_wrong_codes_a_day_close_the_door_for_all(client, code, monkeypatch):
    from groups.views import join  # noqa: PLC0415

    monkeypatch.setattr(join, "PER_DAY", join.Limit("test-day", attempts=3, seconds=60))
    for number in range(3):
        type_code(client, "AAA-AAA-AAA", REMOTE_ADDR=f"10.0.0.{number}")
    assert type_code(client, code, REMOTE_ADDR="10.0.1.1").status_code == 429


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_one_ipv6_network_is_one_source(rf, address, source):
    assert source_of(rf.get("/", REMOTE_ADDR=address)) == source


def test_this_is_not_my_child_stops_the_code_and_tells_the_school(
    client, code, school, django_capture_on_commit_callbacks
):
    school.email = "office@school.test"
    school.save()
    type_code(client, code)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(ACCOUNT, {"answer": "no"})
    assert "we stop here" in answer.content.decode()
    assert [letter.to for letter in mail.outbox] == [["office@school.test"]]
    assert "has expired" in type_code(client, code).content.decode()
    assert client.get(ACCOUNT)["Location"] == JOIN


def test_without_an_address_of_the_school_whoever_keeps_the_roster_hears_it(
    client, code, office, django_capture_on_commit_callbacks
):
    type_code(client, code)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACCOUNT, {"answer": "no"})
    assert [letter.to for letter in mail.outbox] == [[office.email]]


def test_no_account_without_saying_that_the_child_is_right(client, code):
    type_code(client, code)
    client.post(ACCOUNT, PERSON)
    assert not User.objects.filter(email=PERSON["email"]).exists()


def test_a_wrong_form_keeps_what_was_typed_and_makes_nothing(client, code):
    go_to_account(client, code)
    answer = client.post(ACCOUNT, PERSON | {"password": "kort"})
    assert answer.status_code == 422
    assert 'value="Samira"' in answer.content.decode()
    assert not User.objects.filter(email=PERSON["email"]).exists()


def test_an_address_with_an_account_makes_no_second_one_and_uses_no_code(client, code, carla):
    go_to_account(client, code)
    answer = client.post(ACCOUNT, PERSON | {"email": carla.email.upper()})
    assert answer.status_code == 422
    assert "may be an account" in answer.content.decode()
    assert Invitation.objects.get().redeemed_at is None
    assert User.objects.filter(email__iexact=carla.email).count() == 1


def test_another_address_than_the_school_knows_is_not_verified(client, code):
    go_to_account(client, code)
    client.post(ACCOUNT, PERSON | {"email": "other@kring.test"})
    assert not User.objects.get(email="other@kring.test").emailaddress_set.get().verified


def test_extra_fields_change_nothing(client, code):
    go_to_account(client, code)
    client.post(
        ACCOUNT, PERSON | {"is_superuser": "on", "is_active": "", "role": "director", "authority": "yes"}
    )
    user = User.objects.get(email=PERSON["email"])
    assert not user.is_superuser
    assert set(user.memberships.values_list("role", flat=True)) == {Membership.Role.PARENT}


def test_a_second_child_is_added_to_the_own_account(carla, finn, group_6a, office, sign_in):
    second = people_actions.record_guardian(child=finn, email=carla.email, authority="yes", by=None)
    client = sign_in(carla)
    assert type_code(client, new_code(second, office))["Location"] == ADD
    assert "Finn" in client.get(ADD).content.decode()
    assert client.post(ADD, {"answer": "yes"})["Location"] == "/"
    assert may(carla, "view", group_6a)


def test_a_guardian_with_an_account_signs_in_halfway(client, code, carla, guardian):
    go_to_account(client, code)
    answer = client.post("/account/login/", {"login": carla.email, "password": make.PASSWORD, "next": ADD})
    assert answer["Location"] == ADD
    assert "Emma" in client.get(ADD).content.decode()


def test_one_account_is_one_guardian_of_a_child(carla, code, sign_in):
    client = sign_in(carla)
    type_code(client, code)
    assert client.post(ADD, {"answer": "yes"})["Location"] == JOIN
    assert ParentalAuthority.objects.filter(guardian=carla).count() == 1
    assert Invitation.objects.get().redeemed_at is None


def test_adding_without_a_code_asks_for_it(carla, sign_in):
    assert sign_in(carla).get(ADD)["Location"] == JOIN
    assert Client().get(ADD).status_code == 302


def test_signed_in_people_do_not_make_a_second_account(carla, sign_in):
    assert sign_in(carla).get(ACCOUNT)["Location"] == ADD


@pytest.mark.parametrize("url", [JOIN, ACCOUNT])
def test_other_methods_are_refused(client, db, url):
    assert client.put(url).status_code == 405
    assert client.delete(url).status_code == 405


def test_only_another_address_than_the_school_knows_gets_a_mail_to_confirm_it(
    client, code, django_capture_on_commit_callbacks
):
    go_to_account(client, code)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACCOUNT, PERSON | {"email": "other@kring.test"})
    (letter,) = mail.outbox
    assert letter.to == ["other@kring.test"]
    assert "De Wilgenhof" in letter.body
    assert not {"Emma", "Samira"} & set(letter.body.split())


def test_the_address_the_school_knows_gets_none(client, code, django_capture_on_commit_callbacks):
    go_to_account(client, code)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACCOUNT, PERSON)
    assert mail.outbox == []
