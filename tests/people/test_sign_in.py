"""Signing in and out (security plan C01-C03, C07, C08, C14)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from groups import actions
from people.models import User
from tests import make

LOGIN = "/account/login/"
WRONG = "E-mail address or password is not right."


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def sign_in(client, email, password=make.PASSWORD, **extra):
    return client.post(LOGIN, {"login": email, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_signing_in_works_in_any_letter_case(client, carla):
    assert sign_in(client, carla.email.upper()).status_code == 302
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, carla):
    wrong = sign_in(client, carla.email, "not-the-password")
    unknown = sign_in(client, "nobody@kring.test", "not-the-password")
    assert wrong.status_code == unknown.status_code == 422
    for answer in (wrong, unknown):
        assert WRONG in answer.content.decode()
        assert "<title>Error:" in answer.content.decode()
    assert [same(wrong, carla.email)] == [same(unknown, "nobody@kring.test")]


def same(answer, email):
    """The page without what differs by itself: the address that was typed, and then the token."""
    return re.sub(r'value="[^"]{20,}"', "", answer.content.decode().replace(email, ""))


def test_what_was_typed_stays_except_the_password(client, carla):
    body = sign_in(client, "nobody@kring.test", "a-secret-that-stays").content.decode()
    assert "nobody@kring.test" in body
    assert "a-secret-that-stays" not in body


def test_five_wrong_tries_close_the_door_for_a_while_even_with_the_right_password(client, carla):
    for _try in range(5):
        sign_in(client, carla.email, "wrong")
    answer = sign_in(client, carla.email)
    assert not is_signed_in(client)
    assert "Too many attempts" in answer.content.decode()


def test_a_spoofed_address_does_not_open_the_door_again(client, carla):
    for number in range(5):
        sign_in(client, carla.email, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    sign_in(client, carla.email, HTTP_X_FORWARDED_FOR="10.0.0.99")
    assert not is_signed_in(client)


def test_many_accounts_from_one_source_are_limited(client, db):
    answers = [sign_in(client, f"somebody{number}@kring.test", "wrong") for number in range(12)]
    assert "Too many attempts" in answers[-1].content.decode()


def test_an_account_that_is_off_cannot_sign_in(client, ilse):
    sign_in(client, ilse.email)
    assert not is_signed_in(client)


@pytest.mark.parametrize("page", ["/requests/", "/family/"])
def test_switching_an_account_off_ends_its_open_sessions(client, bram, greet, page):
    sign_in(client, bram.email)
    other_device = Client()
    sign_in(other_device, bram.email)
    actions.deactivate_account(user=bram, by=greet, now=timezone.now())
    for device in (client, other_device):
        answer = device.get(page)
        assert answer.status_code == 302
        assert answer["Location"].startswith(LOGIN)


def test_a_session_of_an_account_that_was_off_does_not_come_back(client, bram, greet):
    sign_in(client, bram.email)
    actions.deactivate_account(user=bram, by=greet, now=timezone.now())
    User.objects.filter(pk=bram.pk).update(is_active=True)
    assert client.get("/family/").status_code == 302


def test_signing_in_gives_a_new_session_key(client, carla):
    client.get(reverse("groups:join"))
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    sign_in(client, carla.email)
    assert client.session.session_key != before


def test_a_session_of_staff_ends_after_a_working_day_that_of_a_parent_does_not(anna, carla):
    staff, parent = Client(), Client()
    sign_in(staff, anna.email)
    sign_in(parent, carla.email)
    assert staff.session.get_expiry_age() <= timedelta(hours=12).total_seconds()
    assert parent.session.get_expiry_age() > timedelta(days=20).total_seconds()


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/",
        "//evil.test/",
        "http:evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "https:///evil.test",
        "\thttps://evil.test",
        "http://testserver@evil.test/",
        "///evil.test",
    ],
)
def test_next_never_leads_to_another_host(client, carla, target):
    answer = client.post(LOGIN, {"login": carla.email, "password": make.PASSWORD, "next": target})
    assert "evil" not in answer["Location"]
    assert "javascript" not in answer["Location"]


def test_next_leads_to_an_own_path(client, carla):
    answer = client.post(LOGIN, {"login": carla.email, "password": make.PASSWORD, "next": "/family/"})
    assert answer["Location"] == "/family/"


def test_signing_out_is_a_post_and_the_old_session_is_dead(client, carla):
    sign_in(client, carla.email)
    key = client.session.session_key
    assert client.get("/account/logout/").status_code == 200
    assert is_signed_in(client)
    client.post("/account/logout/")
    thief = Client(cookies={"sessionid": key})
    assert thief.get("/family/").status_code == 302


def test_there_is_no_sign_up(client, db):
    data = {"email": "new@kring.test", "password1": make.PASSWORD}
    assert client.get("/account/signup/").status_code == 404
    assert client.post("/account/signup/", data).status_code == 404
    assert not User.objects.exists()
    assert mail.outbox == []


def test_a_password_may_be_pasted_and_shown(client, db):
    body = client.get(LOGIN).content.decode()
    assert 'autocomplete="current-password"' in body
    assert "data-show-password" in body
    assert "onpaste" not in body
