"""A ring goes out after the commit, says nothing of what is inside, and never holds up who rings."""

import json
from uuid import UUID

import pytest
from django.db import transaction
from redis import ConnectionError as RedisGone

from common import live
from common.streams import channel

WHO = UUID(int=7)
TALK = f"conversation:{UUID(int=1)}"


@pytest.fixture
def rung(monkeypatch):
    """What goes to Redis, as (accounts, about)."""
    notes = []
    monkeypatch.setattr(live, "publish", lambda names, about: notes.append((names, about)))
    return notes


def test_a_ring_waits_for_the_commit(transactional_db, rung):
    with transaction.atomic():
        live.ring([WHO, WHO], TALK)
        assert rung == []
    assert rung == [([str(WHO)], TALK)]


def test_what_is_taken_back_does_not_ring(transactional_db, rung):
    with transaction.atomic():
        live.ring([WHO], TALK)
        transaction.set_rollback(True)
    assert rung == []


def test_nobody_to_tell_is_no_ring(transactional_db, rung):
    live.ring([], "post")
    assert rung == []


@pytest.mark.parametrize(
    "about", ["", "Emma is ziek", "conversation:Emma", "post:3", "post\nevent: x", "*", f"{TALK}:twaalf"]
)
def test_a_ring_takes_no_text(about):
    with pytest.raises(ValueError, match="kind"):
        live.ring([WHO], about)


def test_what_goes_over_the_line_is_who_and_about(monkeypatch):
    sent = []
    monkeypatch.setattr(
        live, "_client", lambda url: type("Client", (), {"publish": lambda _, *a: sent.append(a)})()
    )
    assert live.publish([str(WHO)], "post")
    assert sent == [(channel(), json.dumps({"to": [str(WHO)], "about": "post"}))]


def test_a_redis_that_is_away_is_a_line_in_the_log(settings, tmp_path, caplog):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    assert live.publish([str(WHO)], TALK) is False
    assert "Redis down" in caplog.text
    assert str(WHO) not in caplog.text


def test_another_fault_of_redis_does_not_reach_the_page(monkeypatch):
    class Broken:
        def publish(self, *_args):
            raise RedisGone

    monkeypatch.setattr(live, "_client", lambda url: Broken())
    assert live.publish([str(WHO)], "post") is False
