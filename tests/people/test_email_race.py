"""Two accounts take one address at the same moment: one of them gets it (R173)."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from people.actions import addresses
from people.codes import hash_token
from people.errors import EmailTaken, LinkDead
from people.models import EmailChange, User
from tests import make


def confirm(token, barrier, results):
    try:
        barrier.wait(timeout=10)
        addresses.confirm_email_change(token=token, keep=None, helplines=[], now=timezone.now())
        results.append("in")
    except (EmailTaken, LinkDead):
        results.append("refused")
    finally:
        connections.close_all()


def at_once(*tokens):
    barrier, results = threading.Barrier(len(tokens)), []
    threads = [threading.Thread(target=confirm, args=(token, barrier, results)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def waiting(token, address):
    EmailChange.objects.create(
        user=make.make_user(),
        address=address,
        token_hash=hash_token(token),
        expires_at=timezone.now() + addresses.LASTS,
    )


@pytest.mark.django_db(transaction=True)
def test_one_address_goes_to_one_account():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    for turn in range(10):
        address = f"een{turn}@kring.test"
        waiting(f"a{turn}", address)
        waiting(f"b{turn}", address)
        assert at_once(f"a{turn}", f"b{turn}") == ["in", "refused"]
        assert User.objects.filter(email=address).count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_link_pressed_twice_works_once():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    for turn in range(10):
        waiting(f"c{turn}", f"twee{turn}@kring.test")
        assert at_once(f"c{turn}", f"c{turn}") == ["in", "refused"]
