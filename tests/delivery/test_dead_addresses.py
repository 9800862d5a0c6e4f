"""The office sees the families whose mail comes back, of its own school, and can set an address right (G11, R173)."""

import pytest

from delivery.actions.addresses import Kind, clear_address, count_bounce
from delivery.models import AddressState
from delivery.queries.profiles import profiles_of
from people import actions as people_actions
from tests import make
from tests.delivery.reaching import make_family

PAGE = "/delivery/addresses/"


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


def come_back(address, times=3, said="550 5.1.1 User unknown"):
    for _time in range(times):
        state = count_bounce(address=address, kind=Kind.HARD, said=said, now=make.NOW)
    return state


def guardian_of(user):
    return user.authorities.first()


def clear(client, user):
    return client.post(f"{PAGE}{guardian_of(user).pk}/clear/")


def test_three_times_back_shows_the_family_with_the_child_and_why(carla, olga, sign_in):
    come_back(carla.email)
    html = sign_in(olga).get(PAGE).content.decode()
    assert all(
        said in html for said in ("Carla Test", "Emma Jansen (5B)", carla.email, "Nobody has this address")
    )


def test_twice_is_not_enough(carla, olga, sign_in):
    come_back(carla.email, times=2)
    assert carla.email not in sign_in(olga).get(PAGE).content.decode()


def test_an_address_without_an_account_leads_to_where_it_is_changed(emma, olga, sign_in):
    row = people_actions.record_guardian(child=emma, name="Samira", email="Samira@Kring.test", by=None)
    come_back("SAMIRA@kring.test")
    html = sign_in(olga).get(PAGE).content.decode()
    assert "Samira" in html
    assert f"/guardians/{row.pk}/" in html


def test_a_parent_of_more_children_stands_there_once(group_5b, olga, sign_in):
    parent, _children = make_family(group_5b, "Sem", "Liv")
    come_back(parent.email)
    html = sign_in(olga).get(PAGE).content.decode()
    assert html.count("The address works again") == 1
    assert "Liv Jansen (5B), Sem Jansen (5B)" in html


def test_a_parent_of_another_school_is_not_shown_and_not_touched(other_school, olga, sign_in):
    parent, _children = make_family(make.make_group(other_school, "3C"), "Tess")
    come_back(parent.email)
    assert parent.email not in sign_in(olga).get(PAGE).content.decode()
    assert clear(sign_in(olga), parent).status_code == 404
    assert AddressState.objects.get().flagged_at


def test_a_parent_whose_child_left_is_not_shown(carla, emma, olga, sign_in):
    come_back(carla.email)
    emma.enrolments.update(ended_on=make.NOW.date())
    assert carla.email not in sign_in(olga).get(PAGE).content.decode()


def test_the_office_says_that_it_works_again_and_mail_goes_there(carla, olga, sign_in):
    come_back(carla.email)
    assert clear(sign_in(olga), carla).status_code == 303
    assert profiles_of([carla.pk], now=make.NOW)[carla.pk].ways.takes_mail
    assert (
        carla.email not in sign_in(olga).get(PAGE).content.decode().split("<main", 1)[1].split("</h1>", 1)[1]
    )


def test_after_that_three_new_ones_are_needed(carla, olga):
    clear_address(address=come_back(carla.email), by=olga, now=make.NOW)
    assert come_back(carla.email, times=2).flagged_at is None


def test_who_called_mail_unwanted_keeps_that(carla, olga):
    count_bounce(address=carla.email, kind=Kind.COMPLAINT, said="", now=make.NOW)
    clear_address(address=come_back(carla.email), by=olga, now=make.NOW)
    assert not AddressState.objects.get().takes_mail


def test_teachers_and_parents_do_not_come_here(carla, anna, sign_in):
    come_back(carla.email)
    for person in (carla, anna):
        assert sign_in(person).get(PAGE).status_code == 403
        assert clear(sign_in(person), carla).status_code == 404


def test_clearing_is_not_for_looking(carla, olga, sign_in):
    come_back(carla.email)
    assert sign_in(olga).get(f"{PAGE}{guardian_of(carla).pk}/clear/").status_code == 405


def test_more_addresses_cost_no_more_questions(group_5b, olga, django_assert_max_num_queries, sign_in):
    client = sign_in(olga)
    for name in ("Sem", "Liv", "Noa", "Kim", "Bo"):
        come_back(make_family(group_5b, name)[0].email)
    client.get(PAGE)
    with django_assert_max_num_queries(22):
        client.get(PAGE)
