"""The page of a family: own children, how far the choices are, and nothing of anybody else."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from common.templatetags.kring import day
from consent.models import ConsentRound, Purpose
from groups import actions
from people.models import ParentalAuthority
from tests import make

ADDRESS = reverse("portal:family")
OPEN = "Beeldvoorkeuren nog nakijken"


def page_of(sign_in, user):
    return sign_in(user).get(ADDRESS).content.decode()


def choose_all(child, guardian):
    for audience in set(Purpose.Audience.values) - {Purpose.Audience.EVENT}:
        make.decide(child, guardian, "yes", audience)


def test_a_parent_sees_the_own_children_with_their_groups(sign_in, carla, emma, finn):
    page = page_of(sign_in, carla)
    assert "Emma Jansen" in page
    assert "5B" in page
    assert "Finn" not in page


def test_open_choices_are_named_until_all_are_made(sign_in, carla, emma):
    make.decide(emma, carla, "yes")
    assert OPEN in page_of(sign_in, carla)
    choose_all(emma, carla)
    assert OPEN not in page_of(sign_in, carla)


def test_what_the_school_asks_is_on_top_with_the_last_day(sign_in, carla, emma, school, greet):
    page = unescape(page_of(sign_in, carla))
    assert "Kies wie Emma op foto’s mag zien." in page
    closes_on = timezone.localdate() + timedelta(days=9)
    ConsentRound.objects.create(school=school, opened_by=greet, closes_on=closes_on)
    page = unescape(page_of(sign_in, carla))
    assert f"Doe dat uiterlijk op {day(closes_on)}." in page
    choose_all(emma, carla)
    assert "Kies wie" not in unescape(page_of(sign_in, carla))


def test_choices_for_a_former_school_do_not_count_for_the_new_one(
    sign_in, carla, emma, other_school, school, greet
):
    choose_all(emma, carla)
    actions.unregister_child(child=emma, school=school, ended_on=make.NOW.date(), by=greet, now=make.NOW)
    actions.register_child(school=other_school, child=emma, started_on=make.TERM_START, by=None, now=make.NOW)
    assert OPEN in page_of(sign_in, carla)


def test_who_may_not_choose_yet_is_told_so(sign_in, emma):
    unsure = make.make_user("Noor")
    make.make_guardian(emma, unsure, ParentalAuthority.Authority.UNKNOWN)
    page = page_of(sign_in, unsure)
    assert "De school kijkt nog na" in page
    assert reverse("consent:child", args=[emma.pk]) not in page


def test_a_blocked_guardian_does_not_see_the_child(sign_in, carla, emma, greet):
    authority = ParentalAuthority.objects.get(child=emma, guardian=carla)
    actions.block_guardian(authority=authority, reason="Rechter", by=greet, now=make.NOW)
    assert "Emma" not in page_of(sign_in, carla)


@pytest.mark.parametrize("more", [0, 3])
def test_more_children_cost_no_more_queries(sign_in, carla, group_5b, more, django_assert_max_num_queries):
    for number in range(more):
        make.make_guardian(make.make_child(f"Kind{number}", group_5b), carla)
    client = sign_in(carla)
    with django_assert_max_num_queries(13):
        client.get(ADDRESS)


def test_a_guardian_without_authority_does_not_learn_where_the_child_is(sign_in, carla, emma, greet):
    authority = ParentalAuthority.objects.get(child=emma, guardian=carla)
    actions.set_authority(authority=authority, value="no", by=greet, now=make.NOW)
    page = page_of(sign_in, carla)
    assert "Emma" not in page
    assert "5B" not in page
