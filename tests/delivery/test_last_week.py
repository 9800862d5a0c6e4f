"""What certain choices would have sent in the last seven days."""

from datetime import timedelta
from html import unescape

from django.urls import reverse

from delivery.models import Channel
from delivery.queries.choices import Exceptions
from delivery.queries.last_week import last_week_of
from delivery.rules import Choices
from posts.models import Post
from tests import make
from tests.delivery.choosing import ANSWERS, own_room

HTMX = {"HX-Request": "true"}


def week_with(user, news, **exceptions):
    room = own_room(user)
    profile = room.with_choices(Choices(Channel(news), Channel.MAIL), Exceptions(**exceptions))
    return last_week_of(profile, room.children, room.policy, now=make.NOW)


def make_week(group, author, days):
    for day in days:
        make.make_post(group, author, published_at=make.NOW - timedelta(days=day))


def test_a_weekly_overview_is_one_mail(carla, anna, group_5b):
    make_week(group_5b, anna, [1, 2, 3, 4])
    week = week_with(carla, "weekly")
    assert (week.notifications, week.mails, week.in_weekly) == (0, 1, 4)


def test_a_daily_overview_is_a_mail_for_each_day_with_news(carla, anna, group_5b):
    make_week(group_5b, anna, [1, 1, 3])
    week = week_with(carla, "daily")
    assert (week.mails, week.in_daily) == (2, 3)


def test_another_choice_for_a_child_is_named(carla, emma, anna, bram, group_5b, group_6a):
    make.make_device(carla)
    make.make_guardian(make.make_child("Noor", group_6a), carla)
    make_week(group_5b, anna, [1, 2])
    make_week(group_6a, bram, [1])
    week = week_with(carla, "weekly", by_child={emma.pk: Channel.APP})
    assert (week.notifications, week.notified_about, week.in_weekly) == (2, ["Emma"], 1)


def test_an_important_post_comes_by_mail_and_an_emergency_two_ways(carla, anna, group_5b):
    make.make_device(carla)
    make.make_post(group_5b, anna, importance="important", published_at=make.NOW - timedelta(days=1))
    make.make_post(group_5b, anna, importance="emergency", published_at=make.NOW - timedelta(days=1))
    week = week_with(carla, "web")
    assert (week.notifications, week.at_once) == (1, 2)


def test_old_hidden_own_and_foreign_posts_do_not_count(carla, anna, bram, group_5b, group_6a):
    make_week(group_5b, anna, [8])
    make_week(group_6a, bram, [1])
    yesterday = {"published_at": make.NOW - timedelta(days=1)}
    make.make_post(group_5b, anna, state=Post.State.HIDDEN, **yesterday)
    assert week_with(carla, "mail").placed == 0
    make.make_post(group_5b, anna, **yesterday)
    assert week_with(anna, "mail").placed == 0
    assert week_with(carla, "mail").at_once == 1


def test_choices_that_are_not_saved_are_shown_and_not_saved(sign_in, carla, anna, group_5b, time_machine):
    time_machine.move_to(make.NOW)
    make_week(group_5b, anna, [1, 2])
    response = sign_in(carla).post(reverse("delivery:last-week"), ANSWERS | {"news": "weekly"}, headers=HTMX)
    words = " ".join(unescape(response.content.decode()).split())
    assert "<b>1 mail</b> (het weekoverzicht met 2 berichten)" in words
    assert "<html" not in words
    assert not hasattr(carla, "preference")


def test_what_is_not_right_yet_is_said(sign_in, carla):
    response = sign_in(carla).post(reverse("delivery:last-week"), ANSWERS | {"news": ""}, headers=HTMX)
    assert response.status_code == 422
    assert "Hierboven klopt nog iets niet." in response.content.decode()


def test_without_a_script_the_whole_page_shows_them(sign_in, carla):
    client = sign_in(carla)
    response = client.post(reverse("delivery:last-week"), ANSWERS | {"news": "daily"})
    assert 'value="daily" id="id_news_2" required checked' in response.content.decode()
    assert client.post(reverse("delivery:last-week"), {"news": ""}).status_code == 422
    assert not hasattr(carla, "preference")


def test_ten_posts_cost_as_much_as_one(carla, anna, group_5b, django_assert_num_queries):
    room = own_room(carla)
    make_week(group_5b, anna, [1] * 10)
    with django_assert_num_queries(1):
        last_week_of(room.profile, room.children, room.policy, now=make.NOW)
