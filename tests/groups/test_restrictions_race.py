"""A measure and somebody who writes, at the same moment and from another process (R124)."""

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import close_old_connections, connection, connections
from django.test import Client
from django.utils import timezone

from groups import actions
from groups.models import Restriction
from groups.permissions import may
from posts.actions.interactions import write_comment
from posts.removal import pause_thread
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
QUESTION = """
import django, sys, time
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = {name!r}
from groups.models import SchoolGroup
from groups.permissions import may
from people.models import User
user, group = User.objects.get(pk={user!r}), SchoolGroup.objects.get(pk={group!r})
while True:
    print(int(may(user, "react", group)), time.time(), flush=True)
    sys.stdin.readline() or sys.exit()
"""


def terms(by):
    now = timezone.now()
    return {"ends_at": now + timedelta(days=1), "text": "Bel de school.", "by": by, "now": now}


def together(*jobs):
    """Run these at the same moment, each on a connection of its own; what fails in one fails the test."""
    barrier = threading.Barrier(len(jobs))

    def run(job):
        try:
            barrier.wait(timeout=10)
            job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for running in [pool.submit(run, job) for job in jobs]:
            running.result(timeout=30)


def write_until_refused(post, user, written):
    """Comment without a break; notes when each one began."""
    # SQLite has no queue for who writes: without a break the measure never gets its turn.
    pause = 0.02 if connection.vendor == "sqlite" else 0
    for _number in range(400):
        time.sleep(pause)
        began = time.monotonic()
        try:
            write_comment(comment_id=uuid4(), post=post, text="Nog iets", by=user, now=timezone.now())
        except PermissionDenied:
            return
        written.append(began)
    pytest.fail("never refused")


@pytest.mark.parametrize("measure", ["close_comments", "freeze_group", "stop_school", "pause"])
def test_what_began_after_the_measure_is_refused(measure, greet, carla, school, group_5b, anna):
    post = make.make_post(group_5b, anna)
    written, placed = [], []
    about = {
        "close_comments": {"user": carla, "school": school},
        "freeze_group": {"group": group_5b},
        "stop_school": {"school": school},
    }

    def place():
        time.sleep(0.3)
        if measure == "pause":
            held = terms(greet)
            pause_thread(post=post, until=held["ends_at"], text=held["text"], by=greet, now=held["now"])
        else:
            getattr(actions, measure)(**about[measure], **terms(greet))
        placed.append(time.monotonic())

    together(place, lambda: write_until_refused(post, carla, written))
    assert written, "somebody wrote before the measure"
    assert max(written) < placed[0]
    assert post.comments.count() == len(written)


def test_two_handlers_at_the_same_moment_place_one_measure(greet, school_group, carla, school):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    second = make.make_staff("Gerda", school_group, "director")
    held = {by.pk: terms(greet) | {"by": by} for by in (greet, second)}
    for _round in range(5):
        together(
            *[
                lambda terms=terms: actions.close_comments(user=carla, school=school, **terms)
                for terms in held.values()
            ]
        )
    assert Restriction.objects.active(timezone.now()).count() == 1


def test_a_warm_session_in_a_process_of_its_own_is_refused_at_its_first_question(
    greet, carla, school, group_5b
):
    """No process keeps what it knew: the emergency stop is there as soon as it is committed."""
    name = str(connection.settings_dict["NAME"])
    script = QUESTION.format(name=name, user=str(carla.pk), group=group_5b.pk)
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline().split()[0] == "1"
        actions.stop_school(school=school, **terms(greet))
        committed = time.time()
        other.stdin.write("\n")
        other.stdin.flush()
        answer, moment = other.stdout.readline().split()
        other.stdin.close()
    assert answer == "0"
    assert float(moment) - committed < 5


def test_a_request_that_is_under_way_when_the_account_is_suspended_writes_nothing_more(
    greet, carla, school, group_5b, anna
):
    """The account stands still in the school too, for whoever was recognised a moment before."""
    post = make.make_post(group_5b, anna)
    actions.suspend_account(user=carla, school=school, **terms(greet))
    assert not may(carla, "react", group_5b)
    with pytest.raises(PermissionDenied):
        write_comment(comment_id=uuid4(), post=post, text="Nog iets", by=carla, now=timezone.now())
    client = Client()
    client.force_login(carla)
    assert client.get("/feed/").status_code == 302
    close_old_connections()
