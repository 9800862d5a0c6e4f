"""What changes while something leaves: two workers at once, a post that is hidden, a reader who stops it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from common.postbox import Answer, Outcome, Postbox
from common.push import Answer as PushAnswer
from common.push import Outcome as PushOutcome
from common.push import PushLine
from delivery.actions.digests import gather_digests, send_digests
from delivery.actions.mails import send_mails
from delivery.actions.notifications import send_notifications
from delivery.actions.planning import plan_posts
from delivery.actions.preferences import stop_mail
from delivery.models import Delivery, Digest, Watermark
from people.models import User
from posts.models import Post
from posts.removal import hide_content
from tests import make
from tests.delivery.choosing import choose, queue
from tests.delivery.test_digests_races import at_once

SENDERS = {"mail": send_mails, "app": send_notifications, "daily": send_digests}
# How long one mail takes here, and how long an answer about rights is good.
SLOW, FRESH = 0.04, 0.3
PEOPLE = 30


def make_class(news: str = "mail") -> Post:
    """A post in a class with the parents of many children."""
    group = make.make_group(make.make_school(), "5B")
    make.set_policy(group.school, make.make_staff("Greet", group, "teacher"), hours_mode="off")
    for number in range(PEOPLE):
        user = make.make_user(f"Ouder{number}")
        make.make_guardian(make.make_child(f"Kind{number}", group), user)
        choose(user, news)
    return make.make_post(group, make.make_staff("Anna", group))


def only_postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")


@pytest.mark.django_db(transaction=True)
def test_two_planners_write_one_row_for_each(later: Any) -> None:
    only_postgresql()
    post = make_class()
    for _turn in range(5):
        at_once(*[lambda: plan_posts(school=post.school, now=later)] * 2)
        rows = list(Delivery.objects.filter(user__email__startswith="ouder").values_list("user", "channel"))
        assert len(rows) == len(set(rows)) == PEOPLE
        Delivery.objects.all().delete()
        Watermark.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_two_senders_share_the_mails(later: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    only_postgresql()
    post = make_class()
    monkeypatch.setattr("delivery.actions.mails.CHUNK", 4)
    plan_posts(school=post.school, now=later)
    at_once(*[lambda: [send_mails(now=later) for _turn in range(12)]] * 2)
    to = [sent.to[0] for sent in mail.outbox if sent.to[0].startswith("ouder")]
    assert len(to) == len(set(to)) == PEOPLE


@pytest.mark.django_db(transaction=True)
def test_what_is_planned_while_overviews_are_gathered_is_told_once(later: Any) -> None:
    only_postgresql()
    post = make_class("daily")
    at = later.replace(hour=14, minute=0)  # 16.00 in Amsterdam
    at_once(
        lambda: plan_posts(school=post.school, now=at - timedelta(seconds=1)),
        *[lambda: [gather_digests(now=at) + send_digests(now=at) for _turn in range(5)]] * 2,
    )
    for day in (0, 1):
        gather_digests(now=at + timedelta(days=day))
        send_digests(now=at + timedelta(days=day))
    assert sum(post.title in sent.body for sent in mail.outbox if sent.to[0].startswith("ouder")) == PEOPLE
    assert not Delivery.objects.queued().filter(channel="daily").exists()


class Slow:
    """Takes its time for each thing that leaves, and at the third does what the test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, then: Callable[[], object]) -> None:
        self.then, self.left, self.done_at = then, [], 0.0
        answers = {
            Postbox: ("post", Answer(Outcome.ACCEPTED, 250)),
            PushLine: ("push", PushAnswer(PushOutcome.ACCEPTED, 201)),
        }
        for place, (name, answer) in answers.items():
            monkeypatch.setattr(
                place, name, lambda line, *args, answer=answer, **more: self.take(answer, more)
            )
        for name in ("mails", "digests", "notifications"):
            monkeypatch.setattr(f"delivery.actions.{name}.FRESH", FRESH)

    def take(self, answer: Any, more: dict[str, Any]) -> Any:
        self.left.append((time.monotonic(), more.get("to", "")))
        time.sleep(SLOW)
        if len(self.left) == 3:
            self.then()
            self.done_at = time.monotonic()
        return answer

    @property
    def after(self) -> list[tuple[float, str]]:
        """What left when the answer of the test's own action was there: how much later, and to whom."""
        return [(moment - self.done_at, to) for moment, to in self.left[3:]]


def waiting(channel: str) -> Post:
    """A class whose parents all have one row that waits for this way."""
    post = make_class()
    parents = User.objects.filter(email__startswith="ouder")
    for parent in parents:
        if channel == "app":
            make.make_device(parent)
        queue(parent, post, channel)
    gather_digests(now=make.NOW)
    return post


@pytest.mark.parametrize("channel", sorted(SENDERS))
def test_a_hidden_post_leaves_no_more_than_two_seconds_longer(db, channel, monkeypatch):
    post = waiting(channel)
    slow = Slow(monkeypatch, lambda: hide_content(content=post, by=None, now=make.NOW))
    SENDERS[channel](now=make.NOW)
    assert 3 <= len(slow.left) < PEOPLE
    assert all(moment <= FRESH for moment, _to in slow.after)
    states = set(Delivery.objects.values_list("state", "why"))
    assert states == {("sent", ""), ("skipped", "not_visible")}


@pytest.mark.parametrize("channel", ["mail", "daily"])
def test_who_stops_mail_gets_none_two_seconds_later(db, channel, monkeypatch):
    waiting(channel)
    # Accounts have random ids, and overviews are made in their order.
    last = (Digest.objects.order_by("pk").last() or Delivery.objects.order_by("pk").last()).user
    slow = Slow(monkeypatch, lambda: stop_mail(by=last, what="news", now=make.NOW))
    SENDERS[channel](now=make.NOW)
    assert last.email not in {to for _moment, to in slow.left}
    assert len(slow.left) == PEOPLE - 1
    row = Delivery.objects.get(user=last)
    assert (row.state, row.why) == ("skipped", "stopped")


def test_who_left_between_the_overview_and_its_mail_gets_nothing(db, mailoutbox):
    waiting("daily")
    assert Digest.objects.count() == PEOPLE
    User.objects.get(email__startswith="ouder5").memberships.update(state="ended")
    send_digests(now=make.NOW)
    assert len(mailoutbox) == PEOPLE - 1
    assert not [sent for sent in mailoutbox if sent.to[0].startswith("ouder5")]
