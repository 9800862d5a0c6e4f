"""Two offices open a round at once, two beats send at once: one round, one mail each (security plan F14)."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone

from consent.actions import rounds
from consent.actions.objections import make_objection
from consent.errors import Refused
from consent.models import ConsentRound, Objection, RoundMail
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*actions):
    """Run these at the same moment, each on a connection of its own; returns what each gave."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    barrier, results = threading.Barrier(len(actions)), []

    def run(action):
        try:
            barrier.wait(timeout=10)
            results.append(action())
        except Refused:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def open_round(school, by):
    now = timezone.now()
    last = timezone.localdate(now) + timedelta(days=30)
    rounds.open_round(school=school, closes_on=last, remind_on=[], by=by, now=now)
    return "open"


def test_two_offices_that_open_at_once_open_one_round(school, emma, greet, olga):
    for _turn in range(5):
        results = at_once(lambda: open_round(school, greet), lambda: open_round(school, olga))
        assert sorted(results) == ["open", "refused"]
        ConsentRound.objects.update(closed_at=timezone.now())


def test_two_beats_at_once_send_each_guardian_one_mail(school, group_5b, greet):
    for number in range(8):
        make.make_guardian(make.make_child(f"Kind{number}", group_5b), make.make_user())
    open_round(school, greet)
    rounds.RoundReminder.objects.update(sent_at=None)
    RoundMail.objects.all().delete()
    mail.outbox.clear()
    now = timezone.now()
    results = at_once(*[lambda: rounds.send_due_reminders(now=now) for _beat in range(2)])
    assert sum(results) == 8
    assert len({letter.to[0] for letter in mail.outbox}) == len(mail.outbox) == 8


def test_an_objection_written_down_twice_at_once_is_one(emma, anna, carla):
    def object_to(by):
        return make_objection(child=emma, day=None, by=by, now=timezone.now()).pk

    assert len(set(at_once(lambda: object_to(anna), lambda: object_to(carla)))) == 1
    assert Objection.objects.count() == 1
