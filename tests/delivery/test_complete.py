"""Whatever happens in two weeks, everybody hears once of everything there is for them, and of nothing else.

Random histories of one board with two schools: posts of every kind, hidden, shown again and taken back; messages;
choices that change; devices and addresses that come and go; people who leave and come back; a worker that is away;
servers that refuse. What left is held against what each reader could see, asked of the feed and of nothing else.
"""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.db.models import Min
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conversations.models import Arrival, Message
from delivery.models import Delivery, Digest
from tests.delivery.history import Box, Line, World, make_scene, run

# The clock goes back in the first two weeks and forward in the other two.
STARTS = [datetime(2026, 10, 15, 7, 0, tzinfo=UTC), datetime(2027, 3, 18, 8, 0, tzinfo=UTC)]
MODEST = settings(
    max_examples=24,
    # Telling a long history in its smallest form takes minutes.
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
WAYS = ["app", "mail", "daily", "weekly", "web"]
TOLD = {Delivery.State.SENT, Delivery.State.DELIVERED}
# Why somebody who may read it is not told: that was the choice, or there is no way.
FINE = {"web_only", "stopped", "seen", "no_way", "address", "server"}

numbers = st.integers(0, 40)
wheres = st.sampled_from(["5B", "5B", "6A", "1", "whole", "other"])
importances = st.sampled_from([None, None, None, "important", "emergency"])
news = st.tuples(
    st.just("post"), st.tuples(wheres, importances, st.sampled_from([False, False, False, True]))
)
clock = st.one_of(
    st.tuples(st.just("wait"), st.tuples(st.sampled_from([1, 6, 7, 90, 400, 1500]))),
    st.tuples(st.just("tick"), st.tuples()),
    st.tuples(st.just("be_away"), st.tuples(numbers)),
)
fate = st.one_of(
    st.tuples(st.sampled_from(["hide", "show", "show", "take_back", "say", "say"]), st.tuples(numbers)),
    st.tuples(st.just("hide_and_show_message"), st.tuples(numbers, st.sampled_from([1, 5, 200]))),
)
people = st.one_of(
    st.tuples(
        st.just("choose"),
        st.tuples(
            numbers, st.sampled_from(WAYS), st.sampled_from(["app", "mail", "web"]), st.sampled_from(WAYS)
        ),
    ),
    st.tuples(st.just("stop"), st.tuples(numbers, st.sampled_from(["news", "talks"]))),
    st.tuples(st.sampled_from(["device", "device", "flag", "leave_or_join"]), st.tuples(numbers)),
)
steps = st.lists(st.one_of(news, clock, clock, fate, people), min_size=20, max_size=45)
troubles = st.lists(st.sampled_from(["ok", "ok", "ok", "later", "down", "refused", "failed"]), max_size=20)


@pytest.mark.django_db
@MODEST
@given(start=st.sampled_from(STARTS), history=steps, trouble=troubles)
def test_everybody_hears_once_of_what_there_is_and_of_nothing_else(
    start: datetime, history: list[Any], trouble: list[str]
) -> None:
    with (
        transaction.atomic(),
        time_machine.travel(start, tick=False) as travel,
        pytest.MonkeyPatch.context() as patch,
    ):
        world = World(make_scene(), travel, trouble)
        for place, name, stand_in in (
            ("mails", "Postbox", Box),
            ("digests", "Postbox", Box),
            ("notifications", "PushLine", Line),
        ):
            patch.setattr(f"delivery.actions.{place}.{name}", stand_in)
        patch.setattr(Box, "world", world, raising=False)
        patch.setattr(Line, "world", world, raising=False)
        # No renewing of leases from another thread: this one holds the database.
        patch.setattr("delivery.actions.claiming.RENEWS_AFTER", 3600.0)
        world.tick()
        run(world, history)
        come_to_rest(world)
        check(world)
        transaction.set_rollback(True)


def come_to_rest(world: World) -> None:
    """A worker that is there at each moment something is for, until nothing waits."""
    for at_least in [10, 20, 600, 600, 600, *[60] * 60]:
        waiting = Delivery.objects.queued()
        if at_least == 60 and not waiting.exists():
            return
        next_at = waiting.aggregate(next=Min("due_at"))["next"] or world.now
        overview_at = Digest.objects.filter(state="queued").aggregate(next=Min("due_at"))["next"] or next_at
        until_then = max(next_at, overview_at) - world.now
        world.wait(max(at_least, until_then // timedelta(minutes=1) + 1))
        world.tick()


def check(world: World) -> None:
    assert not Delivery.objects.queued().exists(), list(Delivery.objects.queued().values())
    assert not Digest.objects.filter(state=Digest.State.QUEUED).exists()
    check_what_left(world)
    check_posts(world)
    check_messages(world)


def check_what_left(world: World) -> None:
    """Nothing that was not there for who got it, and nothing twice by mail."""
    assert all(mail.told == mail.seen for mail in world.mails)
    assert not [token for token, times in Counter(mail.token for mail in world.mails).items() if times > 1]
    told = Counter((mail.user, number) for mail in world.mails for number in mail.told)
    assert not [pair for pair, times in told.items() if times > 1]
    numbers = {post.pk: number for number, post in enumerate(world.posts)}
    said = Delivery.objects.filter(state__in=TOLD, post__isnull=False).exclude(channel="app")
    assert set(told) == {(row.user.email, numbers[row.post_id]) for row in said.select_related("user")}


def check_posts(world: World) -> None:
    """Who could read a post at every look has it exactly one way, in an emergency every way there is."""
    rows: dict[tuple[str, Any], list[Delivery]] = {}
    for row in Delivery.objects.filter(post__isnull=False).select_related("user"):
        rows.setdefault((row.user.email, row.post_id), []).append(row)
    for number, post in enumerate(world.posts):
        looks = [look for look in world.looks[number] if look]
        is_news = len(looks) > 8
        for email in set.union(set(), *looks):
            found = rows.get((email, post.pk), [])
            most = 2 if post.is_emergency else 1
            assert len(found) <= most
            if is_news and all(email in look for look in looks) and email not in world.broken:
                assert found, (number, email, post)
                assert all(is_settled(row) for row in found), [(r.state, r.why, r.channel) for r in found]
        assert (post.author.email, post.pk) not in rows


def is_settled(row: Delivery) -> bool:
    is_over = row.state in TOLD | {Delivery.State.BOUNCED, Delivery.State.FAILED}
    return is_over or (row.state == Delivery.State.SKIPPED and row.why in FINE)


def check_messages(world: World) -> None:
    """Each message has one row for each person it came to who did not write it."""
    there = Arrival.objects.filter(message__state=Message.State.VISIBLE, user__is_active=True)
    for arrival in there.exclude(user__email__in=world.broken).select_related("message"):
        found = Delivery.objects.filter(message=arrival.message, user=arrival.user)
        if arrival.user_id == arrival.message.author_id:
            assert not found
        else:
            (row,) = found
            assert is_settled(row), (row.state, row.why, row.channel)
