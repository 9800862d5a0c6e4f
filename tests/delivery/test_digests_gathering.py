"""What waits for an overview becomes one overview."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from delivery.actions.gathering import following, gather_digests
from delivery.models import Channel, Delivery, Digest
from people.models import User
from posts.models import Post
from tests import make

FRIDAY = datetime(2026, 10, 9, 14, 0, tzinfo=UTC)  # 16.00 in Amsterdam, summer time
WEEK = timedelta(days=7)


def row(post: Post, user: User, due_at: datetime = FRIDAY, **fields: Any) -> Delivery:
    fields = {"channel": Channel.WEEKLY, "school": post.school, **fields}
    return Delivery.objects.create(post=post, user=user, due_at=due_at, **fields)


@pytest.fixture
def posts(group_5b: Any, anna: User) -> list[Post]:
    return [make.make_post(group_5b, anna, f"Bericht {number}") for number in range(4)]


def test_all_that_is_due_for_one_person_goes_in_one_overview(posts, carla, dirk):
    for post in posts[:3]:
        row(post, carla)
    row(posts[0], dirk)
    assert gather_digests(now=FRIDAY) == 2
    assert Digest.objects.get(user=carla).deliveries.count() == 3
    assert Digest.objects.get(user=dirk).due_at == FRIDAY


def test_gathering_twice_changes_nothing(posts, carla):
    row(posts[0], carla)
    gather_digests(now=FRIDAY)
    assert gather_digests(now=FRIDAY) == 0
    assert Digest.objects.count() == 1


def test_what_is_not_due_or_goes_another_way_stays(posts, carla):
    later = row(posts[0], carla, FRIDAY + timedelta(minutes=1))
    mail = row(posts[1], carla, channel=Channel.MAIL)
    gather_digests(now=FRIDAY)
    assert not Digest.objects.exists()
    assert Delivery.objects.filter(pk__in=[later.pk, mail.pk], digest=None).count() == 2


def test_daily_and_weekly_are_two_overviews(posts, carla):
    row(posts[0], carla)
    row(posts[1], carla, channel=Channel.DAILY)
    gather_digests(now=FRIDAY)
    assert set(Digest.objects.values_list("cadence", flat=True)) == {"daily", "weekly"}


def test_after_two_weeks_without_a_worker_there_is_one_overview(posts, carla):
    row(posts[0], carla)
    row(posts[1], carla, FRIDAY + WEEK)
    gather_digests(now=FRIDAY + WEEK + timedelta(hours=20))
    digest = Digest.objects.get()
    assert (digest.due_at, digest.deliveries.count()) == (FRIDAY + WEEK, 2)


def test_an_overview_nobody_sent_for_a_week_takes_the_new_week_along(posts, carla):
    row(posts[0], carla)
    gather_digests(now=FRIDAY)
    row(posts[1], carla, FRIDAY + WEEK)
    assert gather_digests(now=FRIDAY + WEEK) == 0
    digest = Digest.objects.get()
    assert (digest.due_at, digest.deliveries.count()) == (FRIDAY + WEEK, 2)


@pytest.mark.parametrize("begun", [{"state": "sent", "sent_at": FRIDAY}, {"tries": 1}, {"claim": True}])
def test_what_is_late_for_an_overview_that_was_begun_waits_a_week(posts, carla, begun):
    if "claim" in begun:
        begun = {"claim": "00000000-0000-4000-8000-000000000001", "claimed_until": FRIDAY}
    Digest.objects.create(user=carla, cadence=Channel.WEEKLY, due_at=FRIDAY, **begun)
    late = row(posts[0], carla)
    assert gather_digests(now=FRIDAY + timedelta(minutes=1)) == 0
    late.refresh_from_db()
    assert (late.digest, late.due_at) == (None, FRIDAY + WEEK)


def test_a_late_row_of_an_earlier_week_goes_with_this_week(posts, carla):
    Digest.objects.create(user=carla, cadence="weekly", due_at=FRIDAY, state="sent", sent_at=FRIDAY)
    row(posts[0], carla)
    row(posts[1], carla, FRIDAY + WEEK)
    gather_digests(now=FRIDAY + WEEK)
    assert Digest.objects.get(due_at=FRIDAY + WEEK).deliveries.count() == 2


@pytest.mark.parametrize(
    ("moment", "hours"),
    [(datetime(2027, 3, 21, 15, 0, tzinfo=UTC), -1), (datetime(2026, 10, 18, 14, 0, tzinfo=UTC), 1)],
)
def test_the_clock_of_the_school_counts_when_it_is_changed(moment, hours):
    expected = moment + WEEK + timedelta(hours=hours)
    assert following(moment, Channel.WEEKLY, now=moment) == expected


def test_a_day_that_was_missed_is_passed_over():
    assert following(FRIDAY, Channel.DAILY, now=FRIDAY + timedelta(days=3)) == FRIDAY + timedelta(days=4)


def test_more_people_cost_no_more_statements(posts, group_5b, monkeypatch, django_assert_max_num_queries):
    for post in posts[:2]:
        for number in range(30):
            row(post, make.make_user(f"Ouder{number}"))
    with django_assert_max_num_queries(16):
        assert gather_digests(now=FRIDAY) == 60


def test_pages_follow_each_other(posts, monkeypatch):
    monkeypatch.setattr("delivery.actions.gathering.PAGE", 2)
    for number in range(5):
        row(posts[0], make.make_user(f"Ouder{number}"))
    assert gather_digests(now=FRIDAY) == 5
    assert not Delivery.objects.filter(digest=None).exists()


def test_two_overviews_that_were_dropped_do_not_get_in_the_way_of_the_next(posts, carla):
    for weeks in (0, 1):
        old = Digest.objects.create(user=carla, cadence="weekly", due_at=FRIDAY + weeks * WEEK)
        row(posts[weeks], carla, FRIDAY + weeks * WEEK, digest=old)
    row(posts[2], carla, FRIDAY + 2 * WEEK)
    gather_digests(now=FRIDAY + 2 * WEEK)
    assert [d.deliveries.count() for d in Digest.objects.order_by("due_at")] == [1, 2]
