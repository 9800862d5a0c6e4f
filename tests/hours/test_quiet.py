"""`/hours/quiet/`: do not disturb, for parents and staff."""

from datetime import time
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from hours import actions
from hours.models import QuietTime
from tests.hours.clock import quiet
from tests.make import NOW

QUIET = reverse("hours:quiet")


def text(response):
    return unescape(response.content.decode())


def test_a_parent_chooses_quiet_past_midnight(sign_in, school, carla):
    client = sign_in(carla)
    data = {"daily": "on", "starts": "19:00", "ends": "07:45", "weekend": "on"}
    assert client.post(QUIET, data).status_code == 303
    saved = QuietTime.objects.get(user=carla)
    assert (saved.starts, saved.ends, saved.weekend) == (time(19), time(7, 45), True)
    page = text(client.get(QUIET))
    assert "De keuze is opgeslagen." in page
    assert 'value="19:00"' in page


def test_without_a_choice_there_is_none(sign_in, school, carla):
    quiet(carla, "19:00", "07:00", weekend=True)
    sign_in(carla).post(QUIET, {"starts": "19:00", "ends": "07:00"})
    assert not QuietTime.objects.exists()


@pytest.mark.parametrize("wrong", [{"ends": "19:00"}, {"ends": ""}, {"starts": "laat"}])
def test_times_that_cannot_be_are_an_error(sign_in, school, carla, wrong):
    response = sign_in(carla).post(QUIET, {"daily": "on", "starts": "19:00", "ends": "07:00"} | wrong)
    assert response.status_code == 422
    assert "<title>Fout:" in text(response)
    assert not QuietTime.objects.exists()


@pytest.mark.parametrize(("name", "until"), [("carla", "20:00"), ("anna", "16:30")])
def test_quiet_that_leaves_no_moment_is_an_error(sign_in, school, name, until, request):
    client = sign_in(request.getfixturevalue(name))
    whole = {"daily": "on", "starts": "07:30", "ends": until}
    response = client.post(QUIET, whole)
    assert response.status_code == 422
    assert "Er blijft geen moment over" in text(response)
    assert client.post(QUIET, whole | {"ends": "16:00"}).status_code == 303


def test_a_parent_reads_when_the_school_delivers(sign_in, school, carla):
    page = text(sign_in(carla).get(QUIET))
    assert "alleen tussen 7.30 en 20.00 uur, en niet in het weekend" in page


def test_staff_come_back_to_their_hours(sign_in, school, anna):
    assert "Mijn werktijden" in text(sign_in(anna).get(QUIET))


def test_nobody_chooses_quiet_for_somebody_else(school, carla, dirk):
    with pytest.raises(PermissionDenied):
        actions.set_quiet_time(user=dirk, between=None, weekend=True, by=carla, now=NOW)
