"""A worker is killed while it sends the mails of a round: the next one finishes, nobody gets two (F11)."""

import os
import signal
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.utils import timezone

from consent.actions import rounds
from consent.models import RoundMail, RoundReminder
from tests import make


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_leaves_the_rest_for_the_next(group_5b, greet, mailoutbox):
    if connection.vendor != "postgresql":
        pytest.skip("a second process does not see the SQLite database of a test")
    for number in range(5):
        make.make_guardian(make.make_child(f"Kind{number}", group_5b), make.make_user())
    now = timezone.now()
    rounds.open_round(
        school=group_5b.school,
        closes_on=timezone.localdate(now) + timedelta(days=9),
        remind_on=[],
        by=greet,
        now=now,
    )
    RoundReminder.objects.update(sent_at=None)
    RoundMail.objects.all().delete()
    connections.close_all()
    worker = os.fork()
    if worker == 0:
        die_at_the_third(now)
    assert os.WTERMSIG(os.waitpid(worker, 0)[1]) == signal.SIGKILL
    assert RoundMail.objects.count() == 2
    mailoutbox.clear()
    assert rounds.send_due_reminders(now=now) == 3
    assert RoundMail.objects.count() == len(set(RoundMail.objects.values_list("guardian", flat=True))) == 5


def die_at_the_third(now):
    """In the worker: the third mail is written down, not committed, and then the power is gone."""
    real, seen = rounds._send, []

    def send(reminder, person):
        seen.append(person)
        if len(seen) == 3:
            os.kill(os.getpid(), signal.SIGKILL)
        real(reminder, person)

    rounds._send = send
    rounds.send_due_reminders(now=now)
