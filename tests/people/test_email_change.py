"""Asking for another e-mail address (R173, security plan C10)."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from people.actions import addresses
from people.models import EmailChange, User
from people.tasks import forget_email_changes
from tests import make
from tests.people.changing import EMAIL, NEW, ask, link_to, mails_to


@pytest.fixture
def client(sign_in, carla):
    return sign_in(carla)


def test_the_new_address_gets_a_link_and_the_old_one_a_warning(client, carla, run):
    assert run(ask, client)["Location"] == EMAIL
    assert "/account/email/" in mails_to(NEW)[0].body
    warning = mails_to(carla.email)[0].body
    assert "Was u dat niet?" in warning
    assert "De Wilgenhof: 010 123 45 67" in warning


def test_the_old_address_never_reads_the_new_one_and_the_new_one_reads_no_name(client, carla, run):
    run(ask, client)
    old, new = mails_to(carla.email)[0], mails_to(NEW)[0]
    told = old.subject + old.body + old.alternatives[0][0]
    assert NEW not in told
    assert "/account/email/" not in told
    assert not {"Carla", "Emma", carla.email} & set(new.body.replace(".", " ").split())


def test_nothing_changes_before_the_link_is_used(client, carla, run):
    run(ask, client)
    carla.refresh_from_db()
    assert carla.email != NEW
    assert NEW in client.get(EMAIL).content.decode()


@pytest.mark.parametrize("password", ["", "not my password"])
def test_without_the_password_nothing_is_asked(client, run, password):
    assert run(ask, client, password=password).status_code == 422
    assert not EmailChange.objects.exists()
    assert mail.outbox == []


def test_guessing_the_password_here_is_counted_like_signing_in(client, run):
    for _try in range(5):
        ask(client, password="guess")
    assert run(ask, client).status_code == 422
    assert not EmailChange.objects.exists()


def test_the_link_is_stored_as_a_hash(client, run):
    run(ask, client)
    secret = link_to().split("/")[-2]
    assert len(secret) > 40
    assert secret not in str(EmailChange.objects.values().get())


def test_asking_again_replaces_what_was_asked_before(client, run):
    run(ask, client)
    first = link_to()
    run(ask, client, "derde@elders.kring.test")
    assert EmailChange.objects.get().address == "derde@elders.kring.test"
    assert client.get(first).status_code == 404


def test_a_taken_address_looks_the_same_on_the_page_and_hears_of_it_by_mail(client, dirk, run):
    free, taken = run(ask, client), run(ask, client, dirk.email.upper())
    assert (free.status_code, free["Location"]) == (taken.status_code, taken["Location"])
    page = client.get(EMAIL).content.decode()
    assert dirk.email in page
    told = mails_to(dirk.email)[0].body
    assert "U hebt al een account met dit adres" in told
    assert "/account/email/" not in told


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x",
        "a@b",
        "a b@kring.test",
        "a@kring.test, b@kring.test",
        "a@kring.test\nBcc: b@kring.test",
        '"a\x0bb"@kring.test',
        "a\x00@kring.test",
        "İ" * 60 + "@kring.test",
        f"a@{'İ.' * 90}kring.test",
        "ſara@kring.test",
        "a@" + "b" * 300 + ".test",
        "<script>@kring.test",
    ],
)
def test_what_is_no_address_is_refused(client, run, address):
    response = run(ask, client, address)
    assert response.status_code == 422
    assert "<title>Fout:" in response.content.decode()
    assert mail.outbox == []


def test_the_own_address_is_no_change(client, carla, run):
    assert run(ask, client, carla.email.upper()).status_code == 422


def test_the_seventh_time_in_a_day_is_refused(client, run):
    for number in range(6):
        assert ask(client, f"carla{number}@elders.kring.test").status_code == 303
    assert run(ask, client).status_code == 429
    assert not mails_to(NEW)


def test_what_was_typed_stays_and_the_password_does_not(client):
    page = ask(client, "geen adres", "geheim-geheim").content.decode()
    assert "geen adres" in page
    assert "geheim-geheim" not in page


def test_a_stranger_is_sent_to_sign_in(db):
    assert "/account/login/" in ask(Client())["Location"]


def test_an_address_nobody_confirmed_is_forgotten(carla):
    now = timezone.now()
    addresses.ask_email_change(address=NEW, helplines=[], by=carla, now=now)
    addresses.ask_email_change(address=NEW, helplines=[], by=make.make_user(), now=now - timedelta(hours=25))
    assert forget_email_changes() == 1
    assert EmailChange.objects.get().user == carla
    assert User.objects.filter(email=NEW).count() == 0
