"""/healthz says which part of the machine fails, to everybody, and never why."""

import pytest
import redis
from django.db import DatabaseError

from portal import health


def broken(error):
    def check():
        raise error

    return check


@pytest.fixture
def sound(monkeypatch):
    for name in health.CHECKS:
        monkeypatch.setitem(health.CHECKS, name, lambda: None)


def test_a_sound_machine_answers_200(client, sound):
    response = client.get("/healthz")
    assert response.status_code == 200
    parts = {"database": "ok", "broker": "ok", "storage": "ok", "faces": "ok"}
    assert response.json() == {"status": "ok", "checks": parts}


def test_a_missing_face_model_is_told_and_fails_nothing(client, sound, monkeypatch):
    monkeypatch.setattr(health, "is_available", lambda: False)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["checks"]["faces"]) == (200, "missing")


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("database", DatabaseError("secret")),
        ("broker", redis.ConnectionError("secret")),
        ("storage", OSError("secret")),
    ],
)
def test_a_part_that_fails_is_named_without_its_reason(client, sound, monkeypatch, name, error):
    monkeypatch.setitem(health.CHECKS, name, broken(error))
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["checks"][name] == "failed"
    assert "secret" not in response.content.decode()


@pytest.mark.django_db
def test_the_database_and_the_storage_of_the_tests_are_sound(settings):
    assert health.is_healthy("database")
    assert health.is_healthy("storage")


def test_a_broker_that_is_away_fails_within_seconds(settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    assert not health.is_healthy("broker")


def test_posting_to_it_is_refused(client, sound):
    assert client.post("/healthz").status_code == 405
