"""When people get what is sent: staff in their own week, parents in the school's window and their own quiet time."""

from datetime import date

import pytest

from hours.models import FreePeriod
from hours.queries import arrivals_for, next_school_window
from tests import make
from tests.hours.clock import FRIDAY, MONDAY, SATURDAY, TUESDAY, at, away, free, quiet, works
from tests.make import set_policy

EVENING = at(FRIDAY, "17:00")


def arrives(school, user, sent_at, *, parent=False):
    staff, parents = ([], [user]) if parent else ([user], [])
    return arrivals_for(school, staff=staff, parents=parents, sent_at=sent_at)[user.pk]


def test_within_the_day_it_arrives_at_once(school, anna):
    now = at(FRIDAY, "10:12")
    assert arrives(school, anna, now) == now


def test_staff_without_a_week_get_it_when_the_school_opens(school, anna):
    assert arrives(school, anna, EVENING) == at(MONDAY, "08:00")


def test_staff_get_it_in_their_own_week(school, anna):
    works(anna, school, 2, "08:15", "12:00")
    assert arrives(school, anna, EVENING) == at(TUESDAY, "08:15")


def test_a_holiday_is_waited_for(school, anna, carla):
    free(school, MONDAY, date(2026, 10, 23))
    assert arrives(school, anna, EVENING) == at(date(2026, 10, 26), "08:00")
    assert arrives(school, carla, at(FRIDAY, "21:00"), parent=True) == at(date(2026, 10, 26), "07:30")


def test_on_a_study_day_staff_are_not_reached_and_parents_are(school, anna, carla):
    free(school, MONDAY, MONDAY, FreePeriod.Kind.STUDY_DAY)
    assert arrives(school, anna, EVENING) == at(TUESDAY, "08:00")
    assert arrives(school, carla, at(MONDAY, "10:00"), parent=True) == at(MONDAY, "10:00")


def test_who_is_away_gets_it_on_the_first_day_back(school, anna):
    away(anna, school, FRIDAY, MONDAY)
    assert arrives(school, anna, at(FRIDAY, "09:00")) == at(TUESDAY, "08:00")


def test_an_absence_that_was_ended_holds_nothing(school, anna):
    absence = away(anna, school, FRIDAY, None)
    absence.ended_at = at(FRIDAY, "08:00")
    absence.save()
    assert arrives(school, anna, at(FRIDAY, "09:00")) == at(FRIDAY, "09:00")


def test_who_is_away_without_end_gets_it_when_the_school_opens(school, anna):
    away(anna, school, FRIDAY, None)
    assert arrives(school, anna, EVENING) == at(MONDAY, "08:00")


def test_who_never_works_gets_it_when_the_school_opens(school, anna):
    works(anna, school, 1, "09:00", "10:00")
    quiet(anna, "08:00", "11:00")
    assert arrives(school, anna, EVENING) == at(MONDAY, "08:00")


def test_parents_get_it_until_the_evening_and_not_in_the_weekend(school, carla):
    assert arrives(school, carla, EVENING, parent=True) == EVENING
    assert arrives(school, carla, at(FRIDAY, "20:00"), parent=True) == at(MONDAY, "07:30")


def test_the_own_quiet_time_of_a_parent_is_kept(school, carla):
    quiet(carla, "16:00", "09:00")
    assert arrives(school, carla, EVENING, parent=True) == at(MONDAY, "09:00")


def test_a_school_may_reach_parents_in_the_weekend(school, greet, carla):
    set_policy(school, greet, quiet_weekends=False)
    assert arrives(school, carla, at(SATURDAY, "06:00"), parent=True) == at(SATURDAY, "07:30")


def test_a_school_that_holds_nothing_delivers_at_once(school, greet, anna, carla):
    set_policy(school, greet, hours_mode="off")
    night = at(SATURDAY, "03:00")
    assert arrivals_for(school, staff=[anna], parents=[carla], sent_at=night) == dict.fromkeys(
        (anna.pk, carla.pk), night
    )
    assert next_school_window(school, now=night) == night


def test_who_is_staff_and_parent_gets_it_in_the_earlier_of_the_two(school, anna):
    both = arrivals_for(school, staff=[anna], parents=[anna], sent_at=EVENING)
    assert both == {anna.pk: EVENING}


def test_a_post_outside_hours_waits_for_the_school(school):
    assert next_school_window(school, now=EVENING) == at(MONDAY, "08:00")
    assert next_school_window(school, now=at(MONDAY, "08:00")) == at(MONDAY, "08:00")


def test_a_school_that_never_opens_its_calendar_again_loses_nothing(school, anna):
    free(school, FRIDAY, date(2030, 1, 1))
    assert arrives(school, anna, EVENING) == at(MONDAY, "08:00")


@pytest.mark.parametrize("number", [2, 40])
def test_more_people_cost_the_same_number_of_questions(school, group_5b, django_assert_num_queries, number):
    staff = [make.make_staff("", group_5b) for _ in range(number)]
    parents = [make.make_user() for _ in range(number)]
    with django_assert_num_queries(6):
        assert len(arrivals_for(school, staff=staff, parents=parents, sent_at=EVENING)) == 2 * number
