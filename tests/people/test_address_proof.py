"""An address counts once its owner showed that it is theirs (security plan C05, C10)."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from people.actions import password_link
from people.actions.addresses import Helpline, ask_email_change
from people.models import EmailChange, User
from people.queries import is_proven
from tests import make
from tests.people.changing import NEW, ask, link_to, mails_to

PROVE, RESET = "/account/email/prove/", "/account/password/reset/"


@pytest.fixture
def client(sign_in, carla):
    return sign_in(carla)


@pytest.fixture
def mistyped(carla):
    """Carla joined with an address that may be of anybody."""
    EmailAddress.objects.filter(user=carla).update(verified=False)
    return carla


@pytest.fixture
def link(mistyped, client, run):
    run(client.post, PROVE)
    return link_to(mistyped.email)


def test_no_row_a_row_that_waits_and_a_row_of_another_address_are_no_proof(carla):
    rows = EmailAddress.objects.filter(user=carla)
    assert is_proven(carla)
    rows.update(verified=False)
    assert not is_proven(carla)
    rows.update(verified=True, email="carla_@elders.kring.test")
    assert not is_proven(carla)
    rows.delete()
    assert not is_proven(carla)


def test_the_mail_names_the_school_and_nobody(mistyped, link, emma):
    (letter,) = mails_to(mistyped.email)
    told = letter.subject + letter.body + letter.alternatives[0][0]
    assert "De Wilgenhof" in letter.body
    assert not {"Emma", "Jansen", "Carla", "5B"} & set(told.replace(".", " ").split())


def test_looking_proves_nothing_and_lets_nobody_in(mistyped, link):
    stranger = Client()
    assert stranger.get(link).status_code == 200
    assert stranger.post(link).status_code == 422
    assert stranger.get("/family/").status_code == 302
    assert not is_proven(mistyped)


def test_the_owner_presses_the_button_and_stays_signed_in_everywhere(client, mistyped, link, sign_in):
    elsewhere, before = sign_in(mistyped), len(mail.outbox)
    assert client.post(link)["Location"] == "/account/contact/"
    assert is_proven(mistyped)
    assert elsewhere.get("/family/").status_code == client.get("/family/").status_code == 200
    assert len(mail.outbox) == before
    assert client.post(link).status_code == 404


def test_on_another_device_the_password_shows_who_it_is(mistyped, link):
    device = Client()
    assert device.post(link, {"password": make.PASSWORD})["Location"] == "/account/login/"
    assert is_proven(mistyped)
    assert device.get("/family/").status_code == 302


def test_a_link_of_before_another_address_was_asked_proves_nothing(client, mistyped, link, run):
    run(ask, client)
    assert client.post(link).status_code == 404
    assert not is_proven(mistyped)


def test_who_is_proven_gets_no_mail_and_the_seventh_time_nobody_does(client, carla, run):
    run(client.post, PROVE)
    assert not EmailChange.objects.exists()
    EmailAddress.objects.filter(user=carla).update(verified=False)
    for _try in range(7):
        assert run(client.post, PROVE)["Location"] == "/account/contact/"
    assert len(mails_to(carla.email)) == 6


def test_the_button_leads_back_to_our_own_pages_only(client, mistyped):
    assert client.post(PROVE, {"next": "/family/"})["Location"] == "/family/"
    assert client.post(PROVE, {"next": "https://elsewhere.test/"})["Location"] == "/account/contact/"


@pytest.mark.parametrize("page", ["/family/", "/delivery/", "/account/contact/", "/"])
def test_it_is_asked_until_it_is_done(client, carla, page):
    assert PROVE not in client.get(page, follow=True).content.decode()
    EmailAddress.objects.filter(user=carla).update(verified=False)
    told = client.get(page, follow=True).content.decode()
    assert PROVE in told
    assert carla.email in told


def test_no_way_in_goes_to_an_address_nobody_proved(mistyped, dirk, run):
    answers = [run(Client().post, RESET, {"email": user.email}) for user in (mistyped, dirk)]
    assert len({(answer.status_code, answer["Location"]) for answer in answers}) == 1
    assert [letter.to for letter in mail.outbox] == [[dirk.email]]


def test_whoever_the_school_gave_an_account_proves_the_address_with_the_mailed_link(db, run):
    colleague = User.objects.create_user("nieuw@kring.test")
    run(Client().post, RESET, {"email": colleague.email})
    assert [letter.to for letter in mail.outbox] == [[colleague.email]]
    device = Client()
    page = device.get(password_link(colleague).removeprefix("http://127.0.0.1:8000"), follow=True)
    assert not is_proven(colleague)
    device.post(page.redirect_chain[-1][0], {"password1": "een heel nieuw wachtwoord"})
    assert is_proven(colleague)


def test_an_unproven_address_hears_nothing_of_another_one(client, mistyped, run):
    run(ask, client)
    run(client.post, link_to(NEW))
    assert is_proven(User.objects.get(pk=mistyped.pk))
    assert not mails_to(mistyped.email)


def test_colleagues_with_an_address_of_before_the_domain_prove_it_too(anna, school, greet, run):
    EmailAddress.objects.filter(user=anna).update(verified=False)
    make.set_policy(school, greet, staff_mail_domain="wilgenhof.test")
    run(ask_email_change, address=anna.email, helplines=[Helpline("x")], by=anna, now=make.timezone.now())
    Client().post(link_to(anna.email), {"password": make.PASSWORD})
    assert is_proven(anna)
