"""Who is there today, who stands in, and whose telephone may ring."""

from datetime import date

import pytest

from hours.models import LessonTime
from hours.queries import may_ring, who_is_on_duty
from tests import make
from tests.hours.clock import FRIDAY, SATURDAY, at, away, free, quiet, works
from tests.make import set_policy

MORNING = at(FRIDAY, "09:00")


def duties(school, staff, now=MORNING):
    return [(duty.user, duty.stands_in_for) for duty in who_is_on_duty(school, staff, now=now)]


@pytest.fixture
def lessons(school):
    return LessonTime.objects.create(school=school, weekday=5, starts="08:30", ends="12:00")


def test_who_works_today_is_there_until_the_last_block_ends(school, anna):
    works(anna, school, 5, "08:15", "12:00")
    works(anna, school, 5, "13:00", "15:00")
    [duty] = who_is_on_duty(school, [anna], now=MORNING)
    assert (duty.from_at, duty.until_at) == (at(FRIDAY, "08:15"), at(FRIDAY, "15:00"))
    [later] = who_is_on_duty(school, [anna], now=at(FRIDAY, "12:30"))
    assert later.from_at == at(FRIDAY, "13:00")


def test_of_two_who_share_a_class_the_one_who_works_today_is_named(school, anna, bram):
    works(anna, school, 1, "08:00", "16:00")
    assert duties(school, [anna, bram]) == [(bram, None)]


def test_who_is_done_for_today_is_not_named(school, anna):
    assert duties(school, [anna], at(FRIDAY, "16:30")) == []


def test_nobody_is_there_in_a_holiday_or_a_weekend(school, anna):
    free(school, FRIDAY, FRIDAY)
    assert duties(school, [anna]) == []
    assert duties(school, [anna], at(SATURDAY, "09:00")) == []


def test_a_stand_in_is_named_with_for_whom(school, anna, bram):
    away(anna, school, FRIDAY, None, bram)
    assert duties(school, [anna]) == [(bram, anna)]
    assert duties(school, [anna, bram]) == [(bram, anna)]


def test_a_stand_in_who_is_away_is_stood_in_for(school, anna, bram, henk):
    away(anna, school, FRIDAY, None, bram)
    away(bram, school, FRIDAY, FRIDAY, henk)
    assert duties(school, [anna]) == [(henk, anna)]


def test_who_is_away_without_a_stand_in_is_not_named(school, anna):
    away(anna, school, FRIDAY, FRIDAY)
    assert duties(school, [anna]) == []


def test_a_stand_in_who_left_is_not_named(school, anna, ilse):
    away(anna, school, FRIDAY, None, ilse)
    assert duties(school, [anna]) == []


@pytest.mark.parametrize("number", [1, 30])
def test_a_team_costs_as_many_questions_as_one(school, group_5b, django_assert_num_queries, number):
    team = [make.make_staff("", group_5b) for _ in range(number)]
    for user in team:
        away(user, school, FRIDAY, None, make.make_staff("", group_5b))
    with django_assert_num_queries(5):
        assert len(who_is_on_duty(school, team, now=MORNING)) == number


def test_no_telephone_of_staff_rings_in_lessons(school, anna, lessons):
    assert may_ring([anna], school, now=at(FRIDAY, "08:15")) == {anna.pk}
    assert may_ring([anna], school, now=MORNING) == set()
    assert may_ring([anna], school, now=at(FRIDAY, "12:00")) == {anna.pk}


def test_a_school_may_let_it_ring_in_lessons(school, anna, greet, lessons):
    set_policy(school, greet, lesson_hours_mute=False)
    assert may_ring([anna], school, now=MORNING) == {anna.pk}


def test_no_telephone_of_staff_rings_outside_their_week(school, anna, bram):
    works(anna, school, 1, "08:00", "16:00")
    assert may_ring([anna, bram], school, now=MORNING) == {bram.pk}
    assert may_ring([anna, bram], school, now=at(FRIDAY, "18:00")) == set()


def test_no_telephone_rings_of_who_is_away(school, anna):
    away(anna, school, FRIDAY, FRIDAY)
    assert may_ring([anna], school, now=MORNING) == set()


def test_no_telephone_of_a_parent_rings_in_quiet_time(school, carla, dirk, lessons):
    quiet(carla, "08:00", "10:00")
    assert may_ring([carla, dirk], school, now=MORNING) == {dirk.pk}
    assert may_ring([carla, dirk], school, now=at(FRIDAY, "21:00")) == set()


def test_who_asks_for_quiet_has_it_even_where_nothing_is_held(school, greet, anna, carla):
    set_policy(school, greet, hours_mode="off")
    quiet(carla, "20:00", "08:00")
    assert may_ring([anna, carla], school, now=at(SATURDAY, "22:00")) == {anna.pk}


@pytest.mark.parametrize("number", [1, 40])
def test_more_telephones_cost_the_same_number_of_questions(
    school, group_5b, django_assert_num_queries, number
):
    users = [make.make_staff("", group_5b) for _ in range(number)]
    with django_assert_num_queries(7):
        assert len(may_ring(users, school, now=at(date(2026, 10, 9), "10:00"))) == number
