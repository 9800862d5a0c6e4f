"""What a watermark passed is not lost: a clock that was put right, a message that was hidden for a while."""

from datetime import timedelta

from conversations.removal import hide_message, show_message
from delivery.actions.planning import plan_messages, plan_missed, plan_missed_messages, plan_posts
from delivery.models import Delivery, Watermark
from tests import make

HOURS = timedelta(hours=2)
MINUTE = timedelta(minutes=1)


def test_a_clock_that_was_ahead_loses_nothing(group_5b, emma, anna, carla, afternoon, later):
    school, talk = group_5b.school, make.make_conversation(emma, carla)
    for plan in (plan_posts, plan_messages):
        plan(school=school, now=later + HOURS)
        plan(school=school, now=later)
    make.make_post(group_5b, anna, published_at=later + MINUTE)
    afternoon.move_to(later + MINUTE)
    message = make.make_message(talk, anna, now=later + MINUTE)
    for plan in (plan_posts, plan_messages):
        plan(school=school, now=later + 8 * MINUTE)
    assert Delivery.objects.filter(user=carla, post__isnull=False).count() == 1
    assert Delivery.objects.filter(user=carla, message=message).count() == 1


def test_a_message_that_was_hidden_for_a_while_is_told_once_it_is_there(
    group_5b, emma, anna, carla, greet, later
):
    school = group_5b.school
    message = make.make_message(make.make_conversation(emma, carla), anna)
    hide_message(message=message, by=greet, now=make.NOW)
    plan_messages(school=school, now=later)
    assert plan_missed_messages(school=school, now=later) == 0
    show_message(message=message, by=greet)
    assert plan_missed_messages(school=school, now=later + HOURS) == 1
    assert plan_missed_messages(school=school, now=later + HOURS) == 0
    assert Delivery.objects.get().user == carla


def test_what_was_there_before_kring_sent_anything_is_no_news(group_5b, emma, anna, carla, later):
    make.make_post(group_5b, anna, published_at=later - timedelta(days=3))
    make.make_post(group_5b, anna)
    plan_posts(school=group_5b.school, now=later)
    assert Watermark.objects.filter(source="planner").exists()
    assert plan_missed(school=group_5b.school, now=later) == 0
