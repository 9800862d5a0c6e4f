"""Two workers that read the same mailbox count a mail once, and lose none."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections

from delivery.models import AddressState
from tests import make
from tests.delivery.returned import NOW, came_back, sent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def many_writers(db):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


def together(rows):
    """Take a report about each of these at the same moment."""
    barrier = threading.Barrier(len(rows))

    def run(row):
        try:
            barrier.wait(timeout=10)
            return came_back(row)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(rows)) as pool:
        return [running.result(timeout=60) for running in [pool.submit(run, row) for row in rows]]


def test_one_mail_read_by_many_counts_once(group_5b, anna, carla):
    row = sent(make.make_post(group_5b, anna), carla)
    assert sum(together([row] * 6)) == 1
    assert AddressState.objects.get().hard_bounces == 1


def test_many_mails_of_one_address_are_all_counted(group_5b, anna, carla):
    rows = [sent(make.make_post(group_5b, anna, f"Bericht {number}"), carla) for number in range(6)]
    assert all(together(rows))
    known = AddressState.objects.get()
    assert (known.hard_bounces, known.flagged_at) == (6, NOW)
