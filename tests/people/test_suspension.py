"""An account that stands still (R125): no way in, no session that counts, until a date."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groups import actions
from people import actions as people_actions
from tests import make


@pytest.fixture
def suspend(greet, school):
    def suspend(user, *, by=greet, days=7):
        now = timezone.now()
        ends_at = now + timedelta(days=days)
        return actions.suspend_account(
            user=user, school=school, ends_at=ends_at, text="Bel de school.", by=by, now=now
        )

    return suspend


def attempt(user):
    return Client().post("/account/login/", {"login": user.email, "password": make.PASSWORD})


def test_every_open_session_is_dead_at_the_next_request(suspend, carla, sign_in):
    phone, laptop = sign_in(carla), sign_in(carla)
    assert phone.get("/feed/").status_code == laptop.get("/feed/").status_code == 200
    suspend(carla)
    for client in (phone, laptop):
        assert "/account/login/" in client.get("/feed/").headers["Location"]


def test_a_session_that_survived_is_still_refused(suspend, carla, sign_in, monkeypatch):
    """Whatever happens to the sessions: the account itself is asked at each request."""
    monkeypatch.setattr(people_actions, "end_sessions", lambda **_about: 0)
    client = sign_in(carla)
    suspend(carla)
    assert client.get("/feed/").status_code == 302


def test_a_session_from_before_is_not_good_again_afterwards(suspend, greet, carla, sign_in):
    client = sign_in(carla)
    placed = suspend(carla)
    actions.lift_restriction(restriction=placed, by=greet, now=timezone.now())
    assert client.get("/feed/").status_code == 302


def test_the_right_password_shows_until_when_and_opens_nothing(suspend, carla):
    suspend(carla)
    response = attempt(carla)
    assert response.status_code == 403
    assert "Uw account staat stil" in response.content.decode()
    assert "Bel de school" in response.content.decode()
    assert response.wsgi_request.user.is_anonymous
    assert response.client.get("/feed/").status_code == 302


def test_a_wrong_password_does_not_tell_that_an_account_stands_still(suspend, carla):
    suspend(carla)
    response = Client().post("/account/login/", {"login": carla.email, "password": "niet het wachtwoord"})
    assert response.status_code == 422
    assert "staat stil" not in response.content.decode()


def test_lifting_lets_in_at_once_and_the_date_does_so_by_itself(suspend, greet, carla, dirk):
    placed = suspend(carla)
    actions.lift_restriction(restriction=placed, by=greet, now=timezone.now())
    assert attempt(carla).status_code == 302
    suspend(dirk)
    dirk.suspended_until = timezone.now()
    dirk.save()
    assert attempt(dirk).status_code == 302


def test_asking_whether_an_account_stands_still_costs_no_statement(carla, sign_in):
    client = sign_in(carla)
    with CaptureQueriesContext(connection) as captured:
        client.get("/feed/")
    own_row = 'FROM "people_user" WHERE "people_user"."id" = '
    assert sum(own_row in query["sql"] for query in captured) == 1


def test_who_is_in_another_school_too_is_not_ours_to_keep_out(suspend, carla, other_school):
    make.make_guardian(make.make_child("Finn", make.make_group(other_school, "3C")), carla)
    with pytest.raises(PermissionDenied):
        suspend(carla)


def test_of_two_suspensions_the_latest_end_counts(suspend, greet, carla):
    suspend(carla, days=14)
    suspend(carla, days=2)
    carla.refresh_from_db()
    assert carla.suspended_until > timezone.now() + timedelta(days=13)
