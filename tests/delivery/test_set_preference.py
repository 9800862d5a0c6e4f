"""Choosing how news comes, and what that does to what waits already."""

import uuid
from datetime import timedelta

import pytest

from delivery.errors import NotYours
from delivery.models import Channel, Delivery, Preference, PreferenceException
from tests import make
from tests.delivery.choosing import choose, own_room, queue, state_of

STOPPED = ("skipped", "stopped")


def test_a_choice_replaces_the_one_before(carla, emma):
    choose(carla, "weekly", by_child={emma.pk: Channel.APP})
    choose(carla, "daily", "app")
    assert Preference.objects.values_list("news", "talks").get(user=carla) == ("daily", "app")
    assert not PreferenceException.objects.exists()


def test_another_choice_for_an_own_child_is_kept(carla, emma, group_5b):
    choose(carla, "weekly", by_child={emma.pk: Channel.APP})
    assert own_room(carla).profile.news_from(group_5b.pk) == Channel.APP


def test_the_child_of_others_is_not_there_to_choose_for(carla, finn):
    with pytest.raises(NotYours):
        choose(carla, "weekly", by_child={finn.pk: Channel.APP})
    assert not PreferenceException.objects.exists()
    assert not Preference.objects.exists()


def test_a_group_that_is_not_read_is_not_there_to_choose_for(anna, group_6a):
    with pytest.raises(NotYours):
        choose(anna, "mail", by_group={group_6a.pk: Channel.APP})
    assert not PreferenceException.objects.exists()


def test_a_child_that_does_not_exist_is_not_there_to_choose_for(carla):
    with pytest.raises(NotYours):
        choose(carla, "mail", by_child={uuid.uuid4(): Channel.APP})


def test_who_reads_every_class_from_the_whole_school_may_choose_one(greet, group_5b):
    assert own_room(greet).profile.news_from(group_5b.pk) == Channel.WEB
    choose(greet, "daily", by_group={group_5b.pk: Channel.MAIL})
    assert own_room(greet).profile.news_from(group_5b.pk) == Channel.MAIL


@pytest.mark.parametrize("channel", ["app", "mail", "daily", "weekly"])
def test_only_on_the_web_stops_what_waits(carla, group_5b, anna, channel):
    row = queue(carla, make.make_post(group_5b, anna), channel)
    choose(carla, "web")
    assert state_of(row) == STOPPED


def test_only_on_the_web_for_one_child_stops_the_news_of_that_class_alone(
    carla, emma, group_5b, group_6a, anna
):
    make.make_guardian(make.make_child("Noor", group_6a), carla)
    of_emma = queue(carla, make.make_post(group_5b, anna))
    of_noor = queue(carla, make.make_post(group_6a, anna))
    choose(carla, "mail", by_child={emma.pk: Channel.WEB})
    assert (state_of(of_emma), state_of(of_noor)) == (STOPPED, ("queued", ""))


@pytest.mark.parametrize("importance", ["important", "emergency"])
def test_what_matters_leaves_whatever_is_chosen(carla, group_5b, anna, importance):
    row = queue(carla, make.make_post(group_5b, anna, importance=importance))
    choose(carla, "web")
    assert state_of(row) == ("queued", "")


@pytest.mark.parametrize(("before", "after"), [("weekly", "mail"), ("mail", "weekly"), ("daily", "app")])
def test_another_moment_leaves_what_waits_as_it_was_planned(carla, group_5b, anna, before, after):
    row = queue(carla, make.make_post(group_5b, anna), before)
    choose(carla, after)
    row.refresh_from_db()
    assert (row.state, row.channel) == ("queued", before)


def test_what_a_worker_holds_is_stopped_as_well(carla, group_5b, anna):
    held = {"claim": uuid.uuid4(), "claimed_until": make.NOW + timedelta(seconds=20)}
    row = queue(carla, make.make_post(group_5b, anna), **held)
    choose(carla, "web")
    assert state_of(row) == STOPPED


def test_what_waits_for_somebody_else_is_left_alone(carla, dirk, group_5b, anna):
    row = queue(dirk, make.make_post(group_5b, anna))
    choose(carla, "web")
    assert state_of(row) == ("queued", "")


def test_talks_on_the_web_only_stop_the_mail_about_a_message(carla, anna, emma):
    message = make.make_message(make.make_conversation(emma, carla), anna)
    row = Delivery.objects.create(
        user=carla, school=message.conversation.school, message=message, channel="mail", due_at=make.NOW
    )
    choose(carla, "mail", "web")
    assert state_of(row) == STOPPED
