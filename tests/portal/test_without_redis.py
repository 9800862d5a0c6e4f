"""A real Redis that stops: reading and placing go on, and what cannot be done says so in a sentence."""

import io
import json
import logging
import tempfile
import uuid
from contextlib import ExitStack
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.test import Client
from django.urls import reverse

from common.background import ring
from common.limits import Limit
from common.tasks import clear_sessions
from portal.celery import app
from posts.models import Comment
from scripts.services import running_redis
from tests import make

pytestmark = pytest.mark.django_db
LATER = "Inloggen, uitloggen en een paar andere dingen lukken nu even niet."


@pytest.fixture
def redis(settings, monkeypatch):
    """A Redis of this test alone, under the caches and the bell; `close()` stops it."""
    with ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="r-"))
        server = stack.enter_context(ExitStack())
        address = server.enter_context(running_redis(Path(directory)))
        place = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": address}
        sessions = place | {"BACKEND": "common.cache.SessionCache"}
        before, settings.CACHES = settings.CACHES, {"default": place, "sessions": sessions}
        settings.REDIS_URL = address
        monkeypatch.setitem(app.conf, "task_always_eager", False)
        monkeypatch.setitem(app.conf, "broker_url", address.replace("unix://", "redis+socket://"))
        monkeypatch.setattr(app, "_pool", None)
        monkeypatch.setattr(app.amqp, "_producer_pool", None)
        yield server
        settings.CACHES = before


@pytest.fixture
def away(redis, sign_in, carla, anna):
    """Carla and Anna signed in before Redis went away; a broken page is answered, not raised."""
    clients = {"carla": sign_in(carla), "anna": sign_in(anna)}
    redis.close()
    for client in clients.values():
        client.raise_request_exception = False
    return clients


@pytest.fixture
def stranger():
    return Client(raise_request_exception=False)


def test_the_bell_rings_while_it_is_there_and_says_so_when_it_is_not(redis):
    assert ring(clear_sessions)
    redis.close()
    assert not ring(clear_sessions)


def test_a_post_is_placed_read_and_answered(away, group_5b, django_capture_on_commit_callbacks):
    sent = {"id": str(uuid.uuid4()), "title": "Naar het bos", "text": "Nat!", "comments_open": "on"}
    words = {"id": str(uuid.uuid4()), "text": "Leuk!"}
    with django_capture_on_commit_callbacks(execute=True):
        placed = away["anna"].post(
            reverse("posts:post-create", args=[group_5b.slug]), sent | {"then": "publish"}
        )
        said = away["carla"].post(reverse("posts:comment-create", args=[sent["id"]]), words)
    assert (placed.status_code, said.status_code) == (302, 302)
    assert Comment.objects.get().text == "Leuk!"
    assert "Naar het bos" in away["carla"].get("/feed/").content.decode()


def test_signing_in_says_that_it_cannot_be_done_now(away, stranger, carla):
    answer = stranger.post("/account/login/", {"login": carla.email, "password": make.PASSWORD})
    assert (answer.status_code, answer["Retry-After"]) == (503, "120")
    assert LATER in answer.content.decode()
    assert stranger.get("/account/login/").status_code == 200


def test_a_code_cannot_be_guessed_meanwhile(away, stranger):
    answer = stranger.post(reverse("groups:join"), {"code": "ABCD-EFGH-JKLM"})
    assert answer.status_code == 503
    assert LATER in answer.content.decode()


def test_signing_out_never_pretends_to_have_worked(away):
    answer = away["carla"].post("/account/logout/")
    assert answer.status_code == 503
    assert LATER in answer.content.decode()


def test_own_choices_can_be_taken_along(away, emma):
    answer = away["carla"].get(reverse("consent:export", args=[emma.pk]))
    assert answer.status_code == 200
    told = json.loads(ZipFile(io.BytesIO(b"".join(answer.streaming_content))).read("keuzes.json"))
    assert told["child"]


def test_a_limit_that_spares_the_machine_lets_pass_and_says_so(away, caplog):
    with caplog.at_level(logging.WARNING):
        assert Limit("packing", attempts=1, seconds=60, spares=True).take("carla")
    assert "packing is not counted" in caplog.text
