"""Notifications on telephones: sealed for one browser, poor in words, silent when they should be."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from delivery.actions.notifications import send_notifications
from delivery.actions.planning import plan_posts
from delivery.models import Delivery, Preference, PushDevice
from posts.models import Post
from tests import make
from tests.push_service import Browser, PushService, running_push_service


@pytest.fixture
def vendor(settings: Any) -> Iterator[PushService]:
    with running_push_service() as service:
        settings.PUSH_HOSTS = [service.origin]
        yield service


def add_device(user: Any, browser: Browser) -> PushDevice:
    Preference.objects.get_or_create(user=user, defaults={"news": "app", "talks": "app"})
    endpoint, p256dh, auth = browser.target.endpoint, browser.target.p256dh, browser.target.auth
    return make.make_device(user, endpoint=endpoint, p256dh=p256dh, auth=auth)


@pytest.fixture
def telephone(vendor: PushService, carla: Any) -> Browser:
    browser = vendor.subscribe("carla")
    add_device(carla, browser)
    return browser


def place(group: Any, author: Any, now: datetime, **fields: Any) -> Post:
    post = make.make_post(group, author, **fields)
    plan_posts(school=group.school, now=now)
    return post


def test_the_telephone_hears_for_whom_and_never_what(vendor, telephone, group_5b, emma, anna, carla, later):
    post = place(group_5b, anna, later, title="Luizen in de klas")
    send_notifications(now=later)
    said = telephone.read(vendor.arrivals[0])
    assert (said["body"], said["count"]) == ("Nieuw bericht voor Emma", 1)
    assert said["url"] == f"/posts/{post.pk}/"
    assert "Luizen" not in str(said)
    assert Delivery.objects.get(user=carla).state == "sent"


def test_makers_of_telephones_do_not_learn_who_hear_of_the_same(
    vendor, telephone, group_5b, emma, anna, dirk, later
):
    """Decision 0014: that something was sent, when and its length."""
    add_device(dirk, vendor.subscribe("dirk"))
    post = place(group_5b, anna, later)
    send_notifications(now=later)
    topics = {arrival.headers["Topic"] for arrival in vendor.arrivals}
    assert len(topics) == 2
    assert post.pk.hex not in topics


def test_several_things_ring_once(vendor, telephone, group_5b, emma, anna, later):
    make.make_post(group_5b, anna)
    place(group_5b, anna, later, title="En nog iets")
    send_notifications(now=later)
    assert [telephone.read(arrival)["body"] for arrival in vendor.arrivals] == ["2 nieuwe berichten"]
    assert set(Delivery.objects.filter(channel="app").values_list("state", flat=True)) == {"sent"}


def test_a_device_that_is_gone_is_forgotten_and_a_mail_goes(
    vendor, telephone, group_5b, emma, anna, carla, later
):
    vendor.script = [410]
    place(group_5b, anna, later)
    send_notifications(now=later)
    assert not PushDevice.objects.exists()
    row = Delivery.objects.get(user=carla)
    assert (row.channel, row.state) == ("mail", "queued")


def test_a_push_service_that_is_busy_is_asked_again_later(
    vendor, telephone, group_5b, emma, anna, carla, later
):
    vendor.script = [503]
    place(group_5b, anna, later)
    send_notifications(now=later)
    row = Delivery.objects.get(user=carla)
    assert (row.state, row.tries) == ("queued", 1)
    assert row.due_at > later


def test_a_hidden_post_rings_nobody(vendor, telephone, group_5b, emma, anna, carla, later):
    place(group_5b, anna, later)
    Post.objects.update(state=Post.State.HIDDEN)
    send_notifications(now=later)
    assert vendor.arrivals == []
    assert Delivery.objects.get(user=carla).why == "not_visible"


NIGHT = datetime(2026, 10, 6, 21, 30, tzinfo=UTC)


def test_the_night_is_quiet_but_not_in_an_emergency(
    vendor, telephone, school_group, group_5b, emma, anna, greet
):
    make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=NIGHT)
    send_notifications(now=NIGHT)
    assert vendor.arrivals == []
    make.make_post(school_group, greet, importance=Post.Importance.EMERGENCY, published_at=NIGHT)
    plan_posts(school=group_5b.school, now=NIGHT)
    send_notifications(now=NIGHT)
    assert telephone.read(vendor.arrivals[0])["body"] == "Noodgeval: lees dit nu"


def test_a_device_from_before_another_password_hears_nothing(
    vendor, telephone, group_5b, emma, anna, carla, later
):
    carla.set_password("een ander wachtwoord")
    carla.save()
    place(group_5b, anna, later)
    send_notifications(now=later)
    assert vendor.arrivals == []
    assert Delivery.objects.get(user=carla).channel == "mail"
