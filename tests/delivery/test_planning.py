"""Who gets what, which way and when."""

from datetime import timedelta

from delivery.actions.planning import plan_posts
from delivery.models import Delivery, Preference
from posts.models import Post
from tests import make


def rows():
    return {(row.user.first_name, row.channel, row.state) for row in Delivery.objects.select_related("user")}


def choose(user, news, talks="mail"):
    return Preference.objects.create(user=user, news=news, talks=talks)


def add_device(user):
    return make.make_device(user)


def test_who_may_read_a_post_gets_it_and_nobody_else(group_5b, emma, anna, carla, dirk, farid, later):
    post = make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=later)
    readers = {row.user for row in Delivery.objects.filter(post=post)}
    assert {carla, dirk} <= readers
    assert not {anna, farid} & readers


def test_each_reader_gets_it_the_way_that_was_chosen(group_5b, emma, anna, carla, dirk, later):
    choose(carla, "weekly")
    choose(dirk, "app")
    add_device(dirk)
    make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=later)
    assert {("Carla", "weekly", "queued"), ("Dirk", "app", "queued")} <= rows()


def test_asking_again_adds_nothing_also_after_another_choice(group_5b, emma, anna, carla, later):
    make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=later)
    before = rows()
    choose(carla, "daily")
    plan_posts(school=group_5b.school, now=later + timedelta(seconds=30))
    assert rows() == before


def test_a_post_waits_until_it_cannot_be_taken_back(group_5b, emma, anna, carla):
    make.make_post(group_5b, anna)
    assert plan_posts(school=group_5b.school, now=make.NOW + timedelta(minutes=4)) == 0


def test_an_emergency_leaves_at_once_every_way_there_is(group_5b, school_group, greet, carla, emma):
    choose(carla, "web")
    add_device(carla)
    make.make_post(school_group, greet, importance=Post.Importance.EMERGENCY)
    plan_posts(school=group_5b.school, now=make.NOW + timedelta(seconds=1))
    assert {("Carla", "app", "queued"), ("Carla", "mail", "queued")} <= rows()


def test_what_matters_does_not_wait_for_a_week(group_5b, emma, anna, carla, later):
    choose(carla, "weekly")
    make.make_post(group_5b, anna, importance=Post.Importance.IMPORTANT)
    plan_posts(school=group_5b.school, now=later)
    assert ("Carla", "mail", "queued") in rows()


def test_an_emergency_leaves_before_everything_that_waits(
    group_5b, school_group, emma, anna, greet, carla, later
):
    make.make_post(group_5b, anna)
    make.make_post(school_group, greet, importance=Post.Importance.EMERGENCY)
    plan_posts(school=group_5b.school, now=later)
    first = Delivery.objects.due("mail", later).filter(user=carla).order_by("due_at", "pk")[0]
    assert first.post.importance == Post.Importance.EMERGENCY
