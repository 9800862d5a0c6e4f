"""A mail server that is away, slow, shy or hangs up: the rows say what is left, and one mail comes twice at most."""

import threading
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from delivery.actions.mails import send_mails
from delivery.models import Channel, Delivery
from posts.models import Post
from tests import make
from tests.delivery.choosing import queue
from tests.smtp_server import Play, Script

MINUTE = timedelta(minutes=1)


@pytest.fixture
def post(group_5b: Any, emma: Any, anna: Any, carla: Any, dirk: Any) -> Post:
    """A post on its way to both parents of Emma."""
    post = make.make_post(group_5b, anna)
    for parent in (carla, dirk):
        queue(parent, post)
    return post


def send(minutes: int = 0) -> int:
    return send_mails(now=make.NOW + minutes * MINUTE)


def seen(user: Any) -> tuple[str, str, int]:
    row = Delivery.objects.get(user=user)
    return row.state, row.why, row.tries


def test_two_hours_without_a_server_cost_two_hours_and_no_try(post, carla, smtp_server, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for minutes in range(0, 120, 5):
        assert send(minutes) == 0
    assert seen(carla) == ("queued", "", 0)
    settings.EMAIL_PORT = port
    send(120)
    assert len(smtp_server.mails) == 2
    assert {row.state for row in Delivery.objects.all()} == {"sent"}


def test_a_server_that_does_not_know_us_yet_gets_the_same_mail_later(post, carla, dirk, smtp_server):
    smtp_server.at[carla.email] = [Play(at="RCPT", reply="451 4.7.1 Greylisted")]
    send()
    assert (seen(carla), seen(dirk)) == (("queued", "", 1), ("sent", "", 0))
    assert send() == 0
    send(2)
    assert seen(carla) == ("sent", "", 1)
    assert len(smtp_server.sent_to(carla.email)) == 1


def test_an_address_that_is_refused_is_told_and_the_other_goes(post, carla, dirk, smtp_server):
    smtp_server.at[carla.email] = [Play(at="RCPT", reply="550 5.1.1 No such user")]
    send()
    assert (seen(carla)[:2], seen(dirk)[0]) == (("bounced", "address"), "sent")
    assert send(60) == 0


def test_a_server_that_goes_away_in_the_middle_gets_the_rest_later(post, carla, dirk, smtp_server):
    smtp_server.at[dirk.email] = [Play(at="RCPT", reply="421 4.3.2 Shutting down")]
    send()
    send(2)
    assert [len(smtp_server.sent_to(user.email)) for user in (carla, dirk)] == [1, 1]
    assert seen(dirk)[0] == "sent"


@pytest.mark.parametrize("breaks", [1, 5])
def test_a_line_that_breaks_before_the_answer_brings_one_more_copy_at_most(post, carla, smtp_server, breaks):
    smtp_server.at[carla.email] = [Play(at="SENT", drop=True)] * breaks
    for minutes in (0, 2, 5, 60, 120):
        send(minutes)
    copies = [mail.message["Message-ID"] for mail in smtp_server.kept + smtp_server.sent_to(carla.email)]
    assert (len(copies), len(set(copies))) == (2, 1)
    assert seen(carla)[:2] == (("sent", "") if breaks == 1 else ("failed", "server"))


@pytest.mark.django_db(transaction=True)
def test_a_slow_server_keeps_its_rows_and_nobody_else_sends_them(
    post: Post, carla: Any, dirk: Any, smtp_server: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("two connections of one test share no database on SQLite")
    monkeypatch.setattr("delivery.actions.claiming.LEASE", timedelta(seconds=0.6))
    monkeypatch.setattr("delivery.actions.claiming.RENEWS_AFTER", 0.1)
    Delivery.objects.update(due_at=datetime.now(tz=make.NOW.tzinfo) - MINUTE)
    smtp_server.at[carla.email] = [Play(at="SENT", wait=2)]
    slow = threading.Thread(target=send_now)
    slow.start()
    time.sleep(0.3)
    took = []
    while slow.is_alive():
        took.append(send_now())
        time.sleep(0.1)
    assert sum(took) == 0
    assert len(took) > 5
    assert len(smtp_server.mails) == 2
    assert Delivery.objects.filter(channel=Channel.MAIL, state="sent").count() == 2


def send_now() -> int:
    try:
        return send_mails(now=datetime.now(tz=make.NOW.tzinfo))
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()
