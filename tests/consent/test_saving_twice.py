"""Two saves at the same moment make one set of decisions and one receipt."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from consent.actions import record_decisions, record_own_decisions
from consent.models import Decision, Purpose, Receipt
from people.models import ParentalAuthority


def save(action, barrier, results):
    try:
        barrier.wait(timeout=10)
        action()
        results.append("saved")
    finally:
        connections.close_all()


def at_once(action):
    barrier, results = threading.Barrier(2), []
    threads = [threading.Thread(target=save, args=(action, barrier, results)) for _one in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == ["saved", "saved"]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_of_a_guardian_is_one_save(school, emma, carla, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    monkeypatch.setattr("consent.actions.receipts.after_commit", lambda *args: None)
    authority = ParentalAuthority.objects.get(child=emma, guardian=carla)
    asked = list(school.purposes.about(Purpose.Subject.CHILD))
    for answer in ("yes", "no", "yes"):
        answers = dict.fromkeys(asked, answer)
        at_once(
            lambda a=answers: record_decisions(authority=authority, answers=a, by=carla, now=timezone.now())
        )
    assert Decision.objects.count() == 3 * len(asked)
    assert Receipt.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_double_click_of_an_adult_is_one_save(school, anna, monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    monkeypatch.setattr("consent.actions.receipts.after_commit", lambda *args: None)
    answers = dict.fromkeys(school.purposes.about(Purpose.Subject.ADULT), "yes")
    at_once(lambda: record_own_decisions(answers=answers, by=anna, now=timezone.now()))
    assert (Decision.objects.count(), Receipt.objects.count()) == (2, 1)
