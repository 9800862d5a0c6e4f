"""The link to another address: works once, for its owner, for a day (R173, security plan C05, C06, C10)."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from people.actions import password_link
from people.models import EmailChange, User
from tests import make
from tests.people.changing import NEW, ask, link_to, mails_to


@pytest.fixture
def client(sign_in, carla):
    return sign_in(carla)


@pytest.fixture
def link(client, run):
    run(ask, client)
    link = link_to()
    mail.outbox.clear()
    return link


def address_of(user):
    return User.objects.get(pk=user.pk).email


def test_the_button_makes_the_change(client, carla, link):
    assert client.post(link)["Location"] == "/account/contact/"
    assert address_of(carla) == NEW
    assert EmailAddress.objects.get(user=carla).email == NEW
    assert not EmailChange.objects.exists()
    assert NEW in client.get("/account/contact/").content.decode()


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_looking_at_the_page_changes_nothing(client, carla, link, method):
    before = address_of(carla)
    getattr(client, method)(link)
    getattr(Client(), method)(link)
    assert address_of(carla) == before


def test_a_link_works_once(client, link):
    assert client.post(link).status_code == 302
    assert client.post(link).status_code == client.get(link).status_code == 404


def test_on_another_device_the_password_is_asked(carla, link):
    device = Client()
    assert device.post(link).status_code == 422
    assert device.post(link, {"password": "guess"}).status_code == 422
    assert address_of(carla) != NEW
    assert device.post(link, {"password": make.PASSWORD})["Location"] == "/account/login/"
    assert address_of(carla) == NEW
    assert device.get("/family/").status_code == 302


def test_somebody_else_who_is_signed_in_needs_the_password_of_the_account(carla, dirk, sign_in, link):
    other = sign_in(dirk)
    assert other.post(link).status_code == 422
    assert address_of(carla) != NEW


def test_guessing_the_password_behind_the_link_is_limited(carla, link):
    device = Client()
    for _try in range(5):
        device.post(link, {"password": "guess"})
    assert device.post(link, {"password": make.PASSWORD}).status_code == 422
    assert address_of(carla) != NEW


def test_after_a_day_the_link_is_dead(client, carla, link):
    EmailChange.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.post(link).status_code == 404
    assert address_of(carla) != NEW


def test_a_changed_link_opens_nothing(client, link):
    for place in range(15, len(link) - 1, 5):
        other = "a" if link[place] != "a" else "b"
        assert client.post(link[:place] + other + link[place + 1 :]).status_code == 404


@pytest.mark.parametrize(
    "fields", [{"is_active": False}, {"suspended_until": make.NOW + timedelta(days=999)}]
)
def test_an_account_that_is_off_or_stands_still_keeps_its_address(carla, link, fields):
    User.objects.filter(pk=carla.pk).update(**fields)
    assert Client().post(link, {"password": make.PASSWORD}).status_code == 404


def test_other_sessions_end_and_this_one_gets_a_new_key(client, carla, sign_in, link):
    elsewhere, key = sign_in(carla), client.session.session_key
    client.post(link)
    assert client.get("/family/").status_code == 200
    assert client.session.session_key != key
    assert elsewhere.get("/family/").status_code == 302


def test_a_link_to_choose_a_password_dies_with_the_address(client, carla, link):
    way = password_link(carla).removeprefix("http://127.0.0.1:8000")
    client.post(link)
    assert "werkt niet meer" in Client().get(way, follow=True).content.decode()


def test_the_old_address_hears_that_it_was_done_and_whom_to_call(client, carla, run, link):
    run(client.post, link)
    told = mails_to(carla.email)[0]
    assert "De Wilgenhof: 010 123 45 67" in told.body
    assert NEW not in told.subject + told.body + told.alternatives[0][0]
    assert len(mail.outbox) == 1


def test_signing_in_goes_with_the_new_address_only(client, carla, link):
    client.post(link)
    for address, status in ((carla.email, 422), (NEW.upper(), 302)):
        answer = Client().post("/account/login/", {"login": address, "password": make.PASSWORD})
        assert answer.status_code == status


def test_an_address_that_was_taken_meanwhile_is_refused_with_a_sentence(client, carla, link):
    make.make_user(email=NEW)
    response = client.post(link)
    assert response.status_code == 409
    assert "Er is al een ander account" in response.content.decode()
    assert address_of(carla) != NEW


def test_a_link_that_was_mailed_to_a_taken_address_does_not_exist(client, dirk, run):
    run(ask, client, dirk.email)
    assert "http://127.0.0.1:8000/account" not in "".join(letter.body for letter in mail.outbox)
