"""/healthz says which part of the machine fails, to everybody, and never why."""

from datetime import timedelta

import pytest
import redis
from django.db import DatabaseError
from django.utils import timezone

from common import heartbeat
from common.tasks import give_sign
from portal import health

BACKGROUND = [f"background-{queue}" for queue in heartbeat.QUEUES]


def broken(error):
    def check(*_args):
        raise error

    return check


@pytest.fixture
def sound(monkeypatch):
    for name in health.CHECKS:
        monkeypatch.setitem(health.CHECKS, name, lambda: None)
    for queue in heartbeat.QUEUES:
        give_sign(queue)


def test_a_sound_machine_answers_200(client, sound):
    response = client.get("/healthz")
    assert response.status_code == 200
    parts = dict.fromkeys(["database", "broker", "storage", *BACKGROUND, "faces"], "ok")
    assert response.json() == {"status": "ok", "checks": parts}


def test_a_missing_face_model_is_told_and_fails_nothing(client, sound, monkeypatch):
    monkeypatch.setattr(health, "is_available", lambda: False)
    response = client.get("/healthz")
    assert (response.status_code, response.json()["checks"]["faces"]) == (200, "missing")


def test_a_queue_without_a_worker_or_a_clock_is_told_and_pages_stay_in_service(client, sound):
    heartbeat.sign("kring", now=timezone.now() - heartbeat.LATE_AFTER - timedelta(seconds=1))
    answer = client.get("/healthz")
    told = answer.json()
    assert (answer.status_code, told["status"]) == (200, "degraded")
    assert [told["checks"][part] for part in BACKGROUND] == ["late", "ok", "ok"]


def test_signs_that_cannot_be_read_are_late(client, sound, monkeypatch):
    monkeypatch.setattr(heartbeat.cache, "get_many", broken(redis.RedisError("secret")))
    assert set(health.background_states().values()) == {"late"}


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
