"""`/hours/`: the own working week of staff, being away, and what both mean."""

from datetime import date, time, timedelta
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from hours import actions
from hours.errors import Refused
from hours.models import StaffAbsence, WorkingTime
from hours.rules import Span
from tests.hours.clock import away, works
from tests.make import NOW

WEEK, AWAY = reverse("hours:week"), reverse("hours:absence-create")
TODAY = timezone.localdate()
MORNING = {"kind": "own", "d1_1_starts": "08:15", "d1_1_ends": "12:00"}
AFTERNOON = {"d1_2_starts": "13:00", "d1_2_ends": "17:15"}


def text(response):
    return unescape(response.content.decode())


def blocks(user):
    return list(WorkingTime.objects.filter(user=user).values_list("weekday", "starts", "ends"))


def test_a_week_of_several_blocks_is_saved(sign_in, school, anna):
    client = sign_in(anna)
    assert client.post(WEEK, MORNING | AFTERNOON).status_code == 303
    assert blocks(anna) == [(1, time(8, 15), time(12)), (1, time(13), time(17, 15))]
    page = text(client.get(WEEK))
    assert "Je werktijden zijn opgeslagen." in page
    assert 'value="08:15"' in page


def test_choosing_the_day_of_the_school_empties_the_own_week(sign_in, school, anna):
    works(anna, school, 3, "09:00", "12:00")
    sign_in(anna).post(WEEK, MORNING | {"kind": "school"})
    assert blocks(anna) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"d1_1_ends": "08:15"}, "Maandag: het einde moet later zijn dan het begin."),
        ({"d1_1_ends": ""}, "Maandag: vul in tot hoe laat."),
        ({"d1_1_starts": ""}, "Maandag: vul in vanaf hoe laat."),
        ({"d1_1_starts": "kwart"}, "Vul een tijd in"),
        ({"d1_2_starts": "11:00", "d1_2_ends": "13:00"}, "Maandag: deze tijden overlappen elkaar."),
        ({"d1_1_starts": "", "d1_1_ends": ""}, "Vul minstens één blok van je week in."),
        ({"kind": ""}, "Kies wanneer je werkt."),
    ],
)
def test_a_week_that_cannot_be_is_an_error_and_nothing_is_saved(sign_in, school, anna, wrong, said):
    response = sign_in(anna).post(WEEK, MORNING | wrong)
    assert response.status_code == 422
    assert said in text(response)
    assert "<title>Fout:" in text(response)
    assert blocks(anna) == []


def test_two_blocks_at_once_are_refused_by_the_action_too(school, anna):
    twice = {1: [Span(time(8), time(12)), Span(time(11), time(13))]}
    with pytest.raises(ValueError, match="cannot be"):
        actions.set_week(school=school, week=twice, by=anna)


@pytest.mark.parametrize("name", ["carla", "stranger_director"])
def test_who_does_not_work_here_has_no_week_here(school, name, request):
    with pytest.raises(PermissionDenied):
        actions.set_week(school=school, week={}, by=request.getfixturevalue(name))


def test_parents_have_no_working_hours_and_another_school_is_not_there(
    sign_in, school, carla, stranger_director
):
    assert sign_in(carla).get(WEEK).status_code == 403
    assert sign_in(stranger_director).get(WEEK, {"school": school.slug}).status_code == 404


def test_somebody_is_away_with_a_stand_in_and_is_back(sign_in, school, anna, bram):
    client = sign_in(anna)
    data = {"first_on": TODAY, "last_on": "", "stand_in": bram.pk}
    assert client.post(AWAY, data).status_code == 303
    absence = StaffAbsence.objects.get()
    assert (absence.user, absence.stand_in, absence.last_on) == (anna, bram, None)
    assert "tot nader bericht" in text(client.get(WEEK))
    client.post(reverse("hours:absence-end", args=[absence.pk]))
    assert not StaffAbsence.objects.counting().exists()
    assert "tot nader bericht" not in text(client.get(WEEK))


def test_the_same_absence_sent_twice_is_there_once(school, anna):
    for _again in range(2):
        actions.report_away(user=anna, school=school, days=(TODAY, None), stand_in=None, by=anna, now=NOW)
    assert StaffAbsence.objects.count() == 1


def test_an_absence_that_ends_before_it_begins_is_an_error(sign_in, school, anna):
    data = {"first_on": TODAY, "last_on": TODAY - timedelta(days=1)}
    response = sign_in(anna).post(AWAY, data)
    assert response.status_code == 422
    assert "De laatste dag ligt voor de eerste." in text(response)


@pytest.mark.parametrize("name", ["anna", "carla", "stranger_director"])
def test_only_a_colleague_stands_in(school, anna, name, request):
    stand_in = request.getfixturevalue(name)
    with pytest.raises(Refused):
        actions.report_away(user=anna, school=school, days=(TODAY, None), stand_in=stand_in, by=anna, now=NOW)


def test_a_colleague_says_nothing_about_somebody_elses_absence(sign_in, school, anna, bram):
    absence = away(anna, school, TODAY, None)
    client = sign_in(bram)
    assert client.post(reverse("hours:absence-end", args=[absence.pk])).status_code == 404
    with pytest.raises(PermissionDenied):
        actions.report_away(user=anna, school=school, days=(TODAY, None), stand_in=None, by=bram, now=NOW)
    with pytest.raises(PermissionDenied):
        actions.end_absence(absence=absence, by=bram, now=NOW)


def test_the_office_enters_and_ends_the_absence_of_a_colleague(sign_in, school, anna, bram, olga):
    client = sign_in(olga)
    address = reverse("hours:colleague-absence-create")
    data = {"user": anna.pk, "first_on": date(2026, 12, 1), "last_on": "", "stand_in": bram.pk}
    assert client.post(address, data).status_code == 303
    absence = StaffAbsence.objects.get()
    assert (absence.user, absence.entered_by) == (anna, olga)
    assert "Anna Test" in text(client.get(reverse("hours:calendar")))
    assert client.post(reverse("hours:absence-end", args=[absence.pk])).status_code == 303
    assert client.post(address, data | {"stand_in": anna.pk}).status_code == 422
