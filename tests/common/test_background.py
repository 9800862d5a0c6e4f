"""Work is scheduled after the commit; a typo fails at once, a broker that is away costs nothing."""

import pytest
from celery.exceptions import OperationalError
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from redis import RedisError

from common import background, tasks


@pytest.fixture
def rung(monkeypatch):
    calls = []
    monkeypatch.setattr(tasks.clear_sessions, "apply_async", lambda args, retry: calls.append(args))
    return calls


@pytest.mark.parametrize("name", ["common.tasks.clear_session", "common.mail.send_mail", "tasks"])
def test_a_name_that_is_no_task_fails_now(name):
    with pytest.raises(ImproperlyConfigured):
        background.after_commit(name)


def test_a_module_that_does_not_exist_fails_now():
    with pytest.raises(ImportError):
        background.after_commit("common.nowhere.task")


def test_the_bell_rings_after_the_commit(transactional_db, rung):
    with transaction.atomic():
        background.after_commit("common.tasks.clear_sessions", 1)
        assert rung == []
    assert rung == [(1,)]


def test_nothing_rings_when_the_transaction_is_rolled_back(transactional_db, rung):
    with transaction.atomic():
        background.after_commit("common.tasks.clear_sessions")
        transaction.set_rollback(True)
    assert rung == []


def test_a_broker_that_is_away_leaves_a_line_in_the_log_and_the_request_goes_on(monkeypatch, caplog):
    def refused(args, retry):
        raise OperationalError("no broker")

    monkeypatch.setattr(tasks.clear_sessions, "apply_async", refused)
    assert background.ring(tasks.clear_sessions) is False
    assert "waits for the sweep" in caplog.text


def test_a_cache_that_is_away_leaves_the_work_to_the_sweep(monkeypatch, caplog):
    def away(*_args):
        raise RedisError("no cache")

    monkeypatch.setattr(background.cache, "add", away)
    assert background.after_commit_once("a photo", 60, "common.tasks.clear_sessions") is False
    assert "waits for the sweep" in caplog.text
