"""Two workers at the same overviews: each mail leaves once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from delivery.actions.digests import gather_digests, send_digests
from delivery.models import Delivery, Digest
from tests import make
from tests.delivery.overviews import FRIDAY, choose, row


def at_once(*works: Callable[[], Any]) -> None:
    """Do these at the same time, each in a thread with a connection of its own."""
    barrier = Barrier(len(works))

    def run(work: Callable[[], Any]) -> None:
        try:
            barrier.wait()
            work()
        finally:
            connection.close()

    threads = [Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def make_waiting(people: int) -> None:
    group = make.make_group(make.make_school(), "5B")
    anna = make.make_staff("Anna", group)
    posts = [make.make_post(group, anna) for _ in range(2)]
    for number in range(people):
        user = make.make_user(f"Ouder{number}")
        choose(user)
        make.make_guardian(make.make_child(f"Kind{number}", group), user)
        for post in posts:
            row(post, user)


@pytest.mark.django_db(transaction=True)
def test_two_gatherers_make_one_overview_for_each():
    make_waiting(6)
    at_once(*[lambda: gather_digests(now=FRIDAY)] * 2)
    assert Digest.objects.count() == 6
    assert all(digest.deliveries.count() == 2 for digest in Digest.objects.all())


@pytest.mark.django_db(transaction=True)
def test_two_senders_send_each_mail_once(monkeypatch):
    make_waiting(6)
    monkeypatch.setattr("delivery.actions.digests.CHUNK", 2)
    gather_digests(now=FRIDAY)
    at_once(*[lambda: [send_digests(now=FRIDAY) for _ in range(6)]] * 2)
    addresses = [sent.to[0] for sent in mail.outbox]
    assert len(addresses) == len(set(addresses)) == 6
    assert not Delivery.objects.exclude(state="sent").exists()


def test_what_another_worker_holds_is_left_alone(group_5b, anna, carla, mailoutbox):
    choose(carla)
    row(make.make_post(group_5b, anna), carla)
    gather_digests(now=FRIDAY)
    Digest.objects.update(
        claim="00000000-0000-4000-8000-000000000001", claimed_until=FRIDAY + timedelta(seconds=9)
    )
    assert send_digests(now=FRIDAY) == 0
    assert send_digests(now=FRIDAY + timedelta(seconds=10)) == 1
    assert len(mailoutbox) == 1
