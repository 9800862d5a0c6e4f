"""Which families an important post reached (U9): in families, and never in who read it when."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.queries.reach import Standing, important_posts, reach_of, reaches_of
from tests import make
from tests.delivery.reaching import make_families, make_family, make_important, send


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def post(group_5b, anna):
    return make_important(group_5b, anna)


def standings(post):
    return Counter(family.standing for family in reach_of(post, now=make.NOW).families)


def standing(post):
    (family,) = reach_of(post, now=make.NOW).families
    return family.standing


def test_two_parents_of_one_child_are_one_family(post, carla, dirk):
    send(post, carla, dirk)
    assert standings(post) == {Standing.REACHED: 1}


def test_brother_and_sister_with_the_same_parents_are_one_family(post):
    parent, children = make_family(post.group, "Sem", "Liv")
    send(post, parent)
    (family,) = reach_of(post, now=make.NOW).families
    assert family.children == {child.pk for child in children}


def test_children_with_other_parents_are_another_family(post, carla, koen):
    send(post, carla, koen)
    assert standings(post) == {Standing.REACHED: 2}


def test_one_parent_is_enough(post, carla, dirk):
    send(post, carla, state="bounced")
    send(post, dirk)
    assert standing(post) == Standing.REACHED


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("sent", Standing.REACHED),
        ("delivered", Standing.REACHED),
        ("queued", Standing.WAITING),
        ("bounced", Standing.CAME_BACK),
        ("failed", Standing.CAME_BACK),
        ("skipped", Standing.NOT_SENT),
    ],
)
def test_what_became_of_the_mail_is_where_the_family_stands(post, carla, state, expected):
    send(post, carla, state=state)
    assert standing(post) == expected


def test_what_came_back_for_one_and_waits_for_the_other_is_on_its_way(post, carla, dirk):
    send(post, carla, state="bounced")
    send(post, dirk, state="queued")
    assert standing(post) == Standing.WAITING


def test_of_an_emergency_one_way_is_enough(post, carla):
    send(post, carla, state="bounced")
    send(post, carla, channel="app")
    assert standing(post) == Standing.REACHED


def test_a_child_nobody_reads_along_for_is_not_connected(post, emma):
    assert standing(post) == Standing.NOT_CONNECTED


def test_a_parent_who_waits_for_the_teacher_is_not_connected(post, emma):
    make.make_guardian(emma, make.make_user(), "unknown")
    assert standing(post) == Standing.NOT_CONNECTED


def test_who_came_later_was_not_sent_anything(post, carla, koen):
    send(post, carla)
    assert standings(post) == {Standing.REACHED: 1, Standing.NOT_SENT: 1}


def test_before_anything_is_planned_everybody_waits(post, carla):
    assert standing(post) == Standing.WAITING


def test_the_writer_knows_it(post, lotte):
    make.make_guardian(lotte, post.author)
    assert standing(post) == Standing.REACHED


def test_a_child_that_left_is_no_family(post, carla, emma):
    emma.enrolments.update(ended_on=make.NOW.date())
    assert not reach_of(post, now=make.NOW).families


def test_a_post_for_the_whole_school_counts_the_school(school_group, greet, carla, farid):
    post = make_important(school_group, greet)
    send(post, carla)
    assert standings(post) == {Standing.REACHED: 1, Standing.NOT_SENT: 1}


def test_a_post_for_the_children_on_its_photos_counts_those(post, carla, koen, emma):
    post.readers = "pictured"
    post.save()
    make.make_region(make.make_photo(post), emma)
    send(post, carla)
    assert standings(post) == {Standing.REACHED: 1}


def test_a_small_number_is_told_without_a_total(post):
    make_families(post, 8)
    make_families(post, 2, "bounced")
    reach = reach_of(post, now=make.NOW)
    assert [part.text for part in reach.line or []] == ["most families reached", "fewer than 5 not reached"]
    assert reach.bar is None


def test_large_numbers_are_told(post):
    make_families(post, 6)
    make_families(post, 5, None)
    reach = reach_of(post, now=make.NOW)
    assert [part.text for part in reach.line or []] == ["6 of 11 families reached", "5 not reached"]
    assert reach.bar == (6, 6, 11)


def test_why_is_counted_apart_for_the_whole_school_alone(school_group, greet):
    """Who is not connected is so for every post: the school less one class would be another class."""
    post = make_important(school_group, greet)
    make_families(post, 6)
    make_families(post, 5, "bounced")
    make_families(post, 7, None)
    reach = reach_of(post, now=make.NOW)
    assert [part.text for part in reach.line or []] == [
        "6 of 18 families reached",
        "5 came back",
        "7 not connected",
    ]


def test_after_a_year_nothing_is_counted(post, carla):
    send(post, carla)
    reach = reach_of(post, now=make.NOW + timedelta(days=366))
    assert reach.is_forgotten
    assert not reach.unreached


def test_of_very_few_nothing_is_told(post, carla):
    send(post, carla)
    assert reach_of(post, now=make.NOW).line is None


def test_more_families_and_more_posts_cost_no_more_questions(post, anna, group_5b):
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            reaches_of(important_posts(anna, make.NOW), now=make.NOW)
        return len(asked)

    make_families(post, 2)
    cost()  # the kinds of things are looked up once
    few = cost()
    make_families(make_important(group_5b, anna), 6)
    assert cost() == few <= 8


def test_only_important_posts_for_families_are_counted(post, anna, group_5b):
    make.make_post(group_5b, anna)
    make_important(group_5b, anna, state="hidden")
    assert list(important_posts(anna, make.NOW)) == [post]
