"""Two people use one code at the same moment: one of them wins (security plan C04, F14)."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from groups import actions
from groups.permissions import may
from people import actions as people_actions
from people.errors import CodeRefused
from people.models import Invitation
from tests import make


def redeem(code, user, barrier, results):
    try:
        barrier.wait(timeout=10)
        actions.couple_guardian(code=code, by=user, now=timezone.now())
        results.append("in")
    except CodeRefused:
        results.append("refused")
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_one_code_opens_one_account_when_two_use_it_at_once(emma, office):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    for _round in range(10):
        guardian = people_actions.record_guardian(child=emma, authority="yes", by=None)
        code = people_actions.invite_guardian(
            authority=guardian, valid_days=14, by=office, now=timezone.now()
        )[1]
        barrier, results = threading.Barrier(2), []
        people = [make.make_user(), make.make_user()]
        threads = [threading.Thread(target=redeem, args=(code, user, barrier, results)) for user in people]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(results) == ["in", "refused"]
    assert Invitation.objects.exclude(redeemed_at=None).count() == 10


def block(guardian, by, barrier, results):
    try:
        barrier.wait(timeout=10)
        actions.block_guardian(authority=guardian, reason="Rechter", by=by, now=timezone.now())
        results.append("blocked")
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_a_block_and_a_code_at_the_same_moment_end_with_a_closed_door(emma, office, greet, group_5b):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    for _round in range(10):
        guardian = people_actions.record_guardian(child=emma, authority="yes", by=None)
        code = people_actions.invite_guardian(
            authority=guardian, valid_days=14, by=office, now=timezone.now()
        )[1]
        barrier, results, parent = threading.Barrier(2), [], make.make_user()
        threads = [
            threading.Thread(target=redeem, args=(code, parent, barrier, results)),
            threading.Thread(target=block, args=(guardian, greet, barrier, results)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(results) == 2, "nobody waited for the other for ever"
        assert not may(parent, "view", group_5b)
