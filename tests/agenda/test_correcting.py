"""Longer ill, better sooner, at school after all: each change is a version, and none gets lost."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from agenda.actions import absences as actions
from agenda.actions.absences import Details
from agenda.errors import Refused
from agenda.models import Absence
from tests import make

TUESDAY = make.NOW.date()


@pytest.fixture
def absence(emma, carla):
    return make.make_absence(emma, carla, now=make.NOW, text="Ligt in bed.")


def told(absence):
    return [(v.version, v.first_on, v.last_on, v.made_by_id) for v in absence.versions.all()]


def test_longer_ill_adds_a_version_and_keeps_the_first(absence, carla):
    longer = Details("ill", TUESDAY, TUESDAY + timedelta(days=2), text="Ligt in bed.")
    actions.correct_absence(absence=absence, details=longer, by=carla, now=make.NOW)
    absence.refresh_from_db()
    assert absence.last_on == TUESDAY + timedelta(days=2)
    assert told(absence) == [
        (1, TUESDAY, TUESDAY, carla.pk),
        (2, TUESDAY, TUESDAY + timedelta(days=2), carla.pk),
    ]


def test_the_same_again_adds_nothing(absence, carla):
    same = actions.details_of(absence)
    actions.correct_absence(absence=absence, details=same, by=carla, now=make.NOW)
    assert absence.versions.count() == 1


def test_it_is_corrected_after_it_began_and_by_the_office(absence, olga):
    later = make.NOW + timedelta(days=20)
    shorter = Details("doctor", TUESDAY, TUESDAY)
    actions.correct_absence(absence=absence, details=shorter, by=olga, now=later)
    assert Absence.objects.get().kind == "doctor"


def test_better_ends_what_was_open_on_the_day_before(emma, carla):
    absence = make.make_absence(emma, carla, now=make.NOW, last_on=None)
    back = TUESDAY + timedelta(days=3)
    for _turn in range(2):
        actions.report_recovered(absence=absence, back_on=back, by=carla, now=make.NOW + timedelta(days=2))
    absence.refresh_from_db()
    assert absence.last_on == TUESDAY + timedelta(days=2)
    assert absence.versions.count() == 2


def test_back_on_the_first_day_is_no_absence(absence, carla):
    actions.report_recovered(absence=absence, back_on=TUESDAY, by=carla, now=make.NOW)
    absence.refresh_from_db()
    assert absence.withdrawn_at == make.NOW
    assert not Absence.objects.on(TUESDAY).exists()


def test_better_long_ago_or_far_ahead_is_refused(emma, carla):
    absence = make.make_absence(emma, carla, now=make.NOW, last_on=None)
    for day in (date(1, 1, 1), TUESDAY + timedelta(days=9), date(9999, 12, 31)):
        with pytest.raises(Refused):
            actions.report_recovered(absence=absence, back_on=day, by=carla, now=make.NOW)


def test_what_was_taken_back_stays_taken_back(absence, carla, dirk):
    for by in (carla, dirk):
        actions.withdraw_absence(absence=absence, by=by, now=make.NOW)
    assert absence.versions.count() == 2
    with pytest.raises(Refused, match="teruggenomen"):
        actions.correct_absence(absence=absence, details=Details("ill", TUESDAY), by=carla, now=make.NOW)


def test_after_taking_it_back_the_day_can_be_reported_again(absence, carla, dirk, emma):
    actions.withdraw_absence(absence=absence, by=carla, now=make.NOW)
    assert make.make_absence(emma, dirk, now=make.NOW).pk


def test_the_page_has_a_button_for_today_and_for_the_next_school_day(sign_in, emma, carla, olga):
    now = timezone.now()
    absence = make.make_absence(emma, carla, now=now - timedelta(days=5), last_on=None)
    client = sign_in(carla)
    address = reverse("agenda:absence-detail", args=[absence.pk])
    page = client.get(address)
    back = page.context["days_back"]
    assert len(back) == 2
    response = client.post(reverse("agenda:absence-recover", args=[absence.pk]), {"back_on": back[0]})
    assert response.headers["Location"] == address
    assert Absence.objects.get().last_on == back[0] - timedelta(days=1)
    assert "Wat er veranderde" in sign_in(olga).get(address).content.decode()
    assert "Wat er veranderde" not in client.get(address).content.decode()


def test_a_wrong_correction_is_said_and_changes_nothing(sign_in, emma, carla):
    absence = make.make_absence(emma, carla)
    first = absence.first_on
    data = {"kind": "ill", "first_on": first, "last_on": first - timedelta(days=1), "text": "Blijft staan"}
    response = sign_in(carla).post(reverse("agenda:absence-correct", args=[absence.pk]), data)
    assert response.status_code == 422
    assert "Blijft staan" in response.content.decode()
    assert absence.versions.count() == 1
