"""`/delivery/`: how news comes, for parents and staff."""

from datetime import time
from html import unescape

import pytest
from django.urls import reverse

from delivery.models import AddressState, Channel, Preference, PreferenceException
from groups.models import Membership
from hours.models import QuietTime
from tests import make
from tests.delivery.choosing import ANSWERS, choose

PAGE = reverse("delivery:preference")


def text(response):
    return " ".join(unescape(response.content.decode()).split())


def test_a_parent_chooses(sign_in, carla, emma):
    client = sign_in(carla)
    answers = ANSWERS | {"news": "weekly", "talks": "app", "titles_only": "on", f"child-{emma.pk}": "app"}
    assert client.post(PAGE, answers).status_code == 303
    saved = Preference.objects.get(user=carla)
    assert (saved.news, saved.talks, saved.titles_only) == ("weekly", "app", True)
    assert PreferenceException.objects.get(user=carla).child == emma
    page = text(client.get(PAGE))
    assert "De keuzes zijn opgeslagen." in page
    assert 'value="weekly" id="id_news_3" required checked' in page


def test_the_page_says_when_the_overview_leaves_and_where_mail_goes(sign_in, carla, greet, school):
    make.set_policy(school, greet, digest_day="4", digest_at="15:30")
    page = text(sign_in(carla).get(PAGE))
    assert "Elke donderdag om 15.30 uur een weekoverzicht" in page
    assert f"Elk bericht apart naar {carla.email}" in page
    assert "Wat u ook kiest: alles staat altijd ook in Kring." in page


def test_staff_are_spoken_to_as_staff(sign_in, anna, group_5b):
    page = text(sign_in(anna).get(PAGE))
    assert "Wat je ook kiest: alles staat altijd ook in Kring." in page
    assert "Gesprekken, meldingen en herinneringen" in page
    assert f'name="group-{group_5b.pk}"' in page


def test_groups_read_from_the_whole_school_are_on_the_web_until_chosen(sign_in, greet, group_5b):
    page = text(sign_in(greet).get(PAGE))
    assert "Alleen op de website (standaard)" in page
    assert "sturen je uit zichzelf niets" in page
    sign_in(greet).post(PAGE, ANSWERS | {f"group-{group_5b.pk}": "daily"})
    assert PreferenceException.objects.get(user=greet).group == group_5b


def test_the_class_of_a_child_is_chosen_by_the_child(sign_in, carla, emma, group_5b):
    page = text(sign_in(carla).get(PAGE))
    assert f'name="child-{emma.pk}"' in page
    assert f'name="group-{group_5b.pk}"' not in page


@pytest.mark.parametrize("thing", ["child", "group"])
def test_what_is_of_others_is_an_error_and_not_stored(sign_in, carla, finn, group_6a, thing):
    foreign = {"child": finn.pk, "group": group_6a.pk}[thing]
    response = sign_in(carla).post(PAGE, ANSWERS | {f"{thing}-{foreign}": "app"})
    assert response.status_code == 422
    assert "<title>Fout:" in text(response)
    assert not Preference.objects.exists()
    assert not PreferenceException.objects.exists()


@pytest.mark.parametrize("wrong", [{"news": "pigeon"}, {"news": ""}, {"talks": "weekly"}])
def test_a_way_that_is_none_is_an_error(sign_in, carla, wrong):
    response = sign_in(carla).post(PAGE, ANSWERS | wrong)
    assert response.status_code == 422
    assert 'class="k-fouten"' in text(response)
    assert not Preference.objects.exists()


def test_two_children_are_named(sign_in, carla, emma, group_6a):
    make.make_guardian(make.make_child("Noor", group_6a), carla)
    assert "Anders kiezen voor Emma of voor Noor" in text(sign_in(carla).get(PAGE))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"flagged_at": make.NOW}, "kwam een paar keer terug"),
        ({"complained_at": make.NOW}, "als ongewenst gemeld"),
    ],
)
def test_an_address_that_does_not_work_is_said_and_tried_again(sign_in, carla, fields, words):
    state = AddressState.objects.create(address=carla.email.lower(), hard_bounces=3, **fields)
    client = sign_in(carla)
    assert words in text(client.get(PAGE))
    assert client.post(reverse("delivery:address-retry")).status_code == 303
    state.refresh_from_db()
    assert (state.takes_mail, state.hard_bounces) == (True, 0)
    assert words not in text(client.get(PAGE))


def test_the_address_of_somebody_else_says_nothing_here(sign_in, carla, dirk):
    AddressState.objects.create(address=dirk.email.lower(), flagged_at=make.NOW)
    sign_in(carla).post(reverse("delivery:address-retry"))
    assert not AddressState.objects.get().takes_mail
    assert "De mail komt niet aan" not in text(sign_in(carla).get(PAGE))


def test_a_parent_chooses_quiet_past_midnight(sign_in, carla):
    client = sign_in(carla)
    quiet = {"daily": "on", "starts": "19:00", "ends": "07:45", "weekend": "on"}
    assert client.post(PAGE, ANSWERS | quiet).status_code == 303
    saved = QuietTime.objects.get(user=carla)
    assert (saved.starts, saved.ends, saved.weekend) == (time(19), time(7, 45), True)
    assert 'value="19:00"' in text(client.get(PAGE))


def test_without_a_tick_there_is_no_quiet(sign_in, carla):
    QuietTime.objects.create(user=carla, starts=time(19), ends=time(7))
    sign_in(carla).post(PAGE, ANSWERS)
    assert not QuietTime.objects.exists()


@pytest.mark.parametrize("wrong", [{"ends": "19:00"}, {"ends": ""}, {"starts": "laat"}])
def test_times_that_cannot_be_save_nothing(sign_in, carla, wrong):
    times = {"daily": "on", "starts": "19:00", "ends": "07:00"} | wrong
    response = sign_in(carla).post(PAGE, ANSWERS | times)
    assert response.status_code == 422
    assert not QuietTime.objects.exists()
    assert not Preference.objects.exists()


@pytest.mark.parametrize(("name", "until"), [("carla", "20:00"), ("anna", "16:30")])
def test_quiet_that_leaves_no_moment_is_an_error(sign_in, school, name, until, request):
    client = sign_in(request.getfixturevalue(name))
    whole = ANSWERS | {"daily": "on", "starts": "07:30", "ends": until}
    response = client.post(PAGE, whole)
    assert response.status_code == 422
    assert "Er blijft geen moment over" in text(response)
    assert client.post(PAGE, whole | {"ends": "16:00"}).status_code == 303


def test_a_parent_reads_when_the_school_delivers(sign_in, school, carla):
    page = text(sign_in(carla).get(PAGE))
    assert "alleen tussen 7.30 en 20.00 uur, en niet in het weekend" in page


def test_a_choice_for_a_child_that_left_goes_with_the_next_saving(sign_in, carla, emma, group_5b):
    choose(carla, "weekly", by_child={emma.pk: Channel.APP})
    Membership.objects.filter(user=carla).update(ends_on=make.TERM_START)
    client = sign_in(carla)
    assert f"child-{emma.pk}" not in text(client.get(PAGE))
    assert client.post(PAGE, ANSWERS).status_code == 303
    assert not PreferenceException.objects.exists()
