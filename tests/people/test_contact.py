"""The own name and address, and twice a year: is this still right (R172)?"""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from people.models import User
from tests import make

CONTACT, CONFIRM = "/account/contact/", "/account/contact/confirm/"
ASKED = "Klopt dit nog?"


@pytest.fixture
def old_carla(carla):
    """Carla, whose account is a year old."""
    User.objects.filter(pk=carla.pk).update(date_joined=timezone.now() - timedelta(days=365))
    return carla


def is_asked(client, page="/family/"):
    return ASKED in client.get(page).content.decode()


def test_a_new_account_is_not_asked_and_an_old_one_is(sign_in, carla):
    client = sign_in(carla)
    assert not is_asked(client)
    User.objects.filter(pk=carla.pk).update(date_joined=timezone.now() - timedelta(days=184))
    assert is_asked(client)
    assert is_asked(client, CONTACT)


def test_yes_is_kept_and_asked_again_after_half_a_year(sign_in, old_carla):
    client = sign_in(old_carla)
    assert client.post(CONFIRM, {"next": "/family/"})["Location"] == "/family/"
    assert not is_asked(client)
    User.objects.filter(pk=old_carla.pk).update(contact_checked_at=timezone.now() - timedelta(days=184))
    assert is_asked(client)


def test_the_school_chooses_how_often_and_may_choose_never(sign_in, old_carla, school, greet):
    client = sign_in(old_carla)
    make.set_policy(school, greet, contact_check_months=24)
    assert not is_asked(client)
    make.set_policy(school, greet, contact_check_months=0)
    assert not is_asked(client)


def test_it_shows_the_own_data_and_nobody_elses(sign_in, old_carla, dirk):
    page = sign_in(old_carla).get("/family/").content.decode()
    assert old_carla.email in page
    assert dirk.email not in page
    assert "Dirk" not in page


def test_the_question_stops_nobody(sign_in, old_carla):
    assert sign_in(old_carla).get("/feed/").status_code == 200


def test_yes_counts_for_who_said_it(sign_in, old_carla, dirk):
    sign_in(dirk).post(CONFIRM)
    old_carla.refresh_from_db()
    assert old_carla.contact_checked_at is None


@pytest.mark.parametrize(
    "target", ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", ""]
)
def test_afterwards_nobody_is_led_outside(sign_in, carla, target):
    assert sign_in(carla).post(CONFIRM, {"next": target})["Location"] == CONTACT


def test_looking_confirms_nothing(sign_in, old_carla):
    assert sign_in(old_carla).get(CONFIRM).status_code == 405
    old_carla.refresh_from_db()
    assert old_carla.contact_checked_at is None


def test_staff_are_asked_on_their_own_page(sign_in, anna):
    User.objects.filter(pk=anna.pk).update(date_joined=timezone.now() - timedelta(days=365))
    page = sign_in(anna).get(CONTACT).content.decode()
    assert ASKED in page
    assert "Juf Anna" in page


def test_staff_hear_of_it_when_they_sign_in_and_go_on(anna, carla):
    User.objects.update(date_joined=timezone.now() - timedelta(days=365))
    for user, hears in ((anna, True), (carla, False)):
        sent = {"login": user.email, "password": make.PASSWORD}
        page = Client().post("/account/login/", sent, follow=True)
        assert page.status_code == 200
        assert ("Kloppen je naam en e-mailadres nog?" in page.content.decode()) == hears


def test_a_name_is_shown_as_text(sign_in, old_carla):
    User.objects.filter(pk=old_carla.pk).update(first_name="<b>Carla</b>")
    assert "<b>Carla</b>" not in sign_in(old_carla).get(CONTACT).content.decode()
