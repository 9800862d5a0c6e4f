"""Choosing a new password (security plan C03, C05, C08)."""

import re

import pytest
from django.core import mail
from django.test import Client

from people.models import User
from tests import make

RESET = "/account/password/reset/"
NEW = "een heel nieuw wachtwoord"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def ask(client, email, **extra):
    return client.post(RESET, {"email": email}, **extra)


def link_in_mail():
    return re.search(r"http://127\.0\.0\.1:8000(/\S+)", mail.outbox[-1].body).group(1)


def open_link(client, link):
    page = client.get(link, follow=True)
    return page.redirect_chain[-1][0] if page.redirect_chain else link


@pytest.fixture
def elsewhere(carla):
    """Another device on which Carla is signed in already."""
    device = Client()
    device.force_login(carla)
    User.objects.filter(pk=carla.pk).update(last_login=make.NOW)
    return device


@pytest.fixture
def asked(client, carla, elsewhere, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, carla.email)
    return link_in_mail()


def test_a_known_and_an_unknown_address_get_the_same_answer(client, carla):
    known, unknown = ask(client, carla.email), ask(client, "nobody@kring.test")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert known.cookies.keys() == unknown.cookies.keys()


def test_only_the_owner_gets_a_mail(client, carla, ilse, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for email in (carla.email.upper(), ilse.email, "nobody@kring.test"):
            ask(client, email)
    assert [letter.to for letter in mail.outbox] == [[carla.email]]


def test_the_link_is_on_the_fixed_address_whatever_host_was_asked(
    client, carla, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        ask(client, carla.email, HTTP_HOST="localhost")
    assert "http://127.0.0.1:8000/account/password/reset/key/" in mail.outbox[0].body
    assert "localhost" not in mail.outbox[0].body


def test_a_new_password_ends_every_other_session(client, carla, elsewhere, asked):
    form = open_link(client, asked)
    assert client.post(form, {"password1": NEW}).status_code == 302
    carla.refresh_from_db()
    assert carla.check_password(NEW)
    assert elsewhere.get("/family/").status_code == 302


def test_a_link_works_once(client, carla, asked):
    assert client.post(open_link(client, asked), {"password1": NEW}).status_code == 302
    again = Client().get(asked, follow=True)
    assert "This link does not work any more" in again.content.decode()


def test_a_link_dies_when_the_owner_signs_in(client, carla, asked):
    Client().post("/account/login/", {"login": carla.email, "password": make.PASSWORD})
    assert "does not work any more" in Client().get(asked, follow=True).content.decode()


def test_a_link_works_for_an_hour(client, carla, asked, settings):
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "does not work any more" in client.get(asked, follow=True).content.decode()


def test_a_changed_link_opens_nothing(client, asked):
    changed = asked[:-2] + ("a" if asked[-2] != "a" else "b") + "/"
    assert "does not work any more" in client.get(changed, follow=True).content.decode()


@pytest.mark.parametrize("weak", ["kort", "q1w2e3r4t5y6", "{email}"])
def test_a_weak_password_is_refused_with_422(client, carla, asked, weak):
    answer = client.post(open_link(client, asked), {"password1": weak.format(email=carla.email)})
    assert answer.status_code == 422


def test_asking_again_and_again_is_limited(client, carla):
    answers = [ask(client, carla.email).status_code for _try in range(7)]
    assert answers[-1] == 429


def test_changing_the_password_needs_the_old_one_and_keeps_this_session(client, carla, sign_in):
    here, elsewhere = sign_in(carla), sign_in(carla)
    change = "/account/password/change/"
    assert here.post(change, {"oldpassword": "wrong", "password1": NEW}).status_code == 422
    assert here.post(change, {"oldpassword": make.PASSWORD, "password1": NEW}).status_code == 302
    assert here.get("/account/password/change/").status_code == 200
    assert elsewhere.get(change).status_code == 302


def test_the_owner_hears_of_a_new_password(carla, sign_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        sign_in(carla).post("/account/password/change/", {"oldpassword": make.PASSWORD, "password1": NEW})
    assert [letter.to for letter in mail.outbox] == [[carla.email]]


def test_asking_for_the_password_again_is_counted_too(carla, sign_in):
    client = sign_in(carla)
    for _try in range(5):
        assert client.post("/account/reauthenticate/", {"password": "wrong"}).status_code == 422
    answer = client.post("/account/reauthenticate/", {"password": make.PASSWORD})
    assert answer.status_code in (422, 429)
