"""A parent reports a child absent: in few taps, once, and never for a child that is not theirs to decide about."""

import uuid
from datetime import datetime, time, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from agenda.actions.absences import Details, report_absence
from agenda.errors import Refused
from agenda.models import Absence, AbsenceVersion
from groups import actions as groups
from people.models import ParentalAuthority
from tests import make

ADDRESS = reverse("agenda:absence-create")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
EARLY = datetime(2026, 10, 6, 7, 50, tzinfo=AMSTERDAM)
LATE = datetime(2026, 10, 6, 9, 15, tzinfo=AMSTERDAM)


@pytest.fixture
def at(monkeypatch):
    """Set the clock of the pages."""

    def set_clock(moment):
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_clock


def filled(child, **fields):
    form = {
        "absence_id": str(uuid.uuid4()),
        "child": str(child.pk),
        "day": "2026-10-06",
        "kind": "ill",
        "span": "day",
        "text": "",
    }
    return {**form, **fields}


def report(child, by, now=EARLY, **fields):
    day = timezone.localdate(now)
    details = {"kind": "ill", "first_on": day, "last_on": day, **fields}
    return report_absence(
        absence_id=details.pop("absence_id", uuid.uuid4()),
        child=child,
        school=child.enrolments.first().group.school,
        details=Details(**details),
        by=by,
        now=now,
    )


def test_one_child_is_chosen_already_so_that_one_tap_reports_it(sign_in, at, carla, emma):
    at(EARLY)
    client = sign_in(carla)
    form = client.get(ADDRESS).context["form"]
    data = {name: form[name].value() for name in ("absence_id", "day", "kind", "span", "child")}
    response = client.post(ADDRESS, data)
    assert response.status_code == 303
    absence = Absence.objects.get()
    assert (absence.child, absence.kind, absence.reported_by) == (emma, "ill", carla)
    assert absence.first_on == absence.last_on == EARLY.date()


def test_the_page_says_until_when_and_after_that_to_call(sign_in, at, carla, emma):
    client = sign_in(carla)
    at(EARLY)
    assert "Meld het vandaag voor 08.30 uur." in client.get(ADDRESS).content.decode()
    at(LATE)
    page = client.get(ADDRESS).content.decode()
    assert "bel ook de school" in page
    assert "010 123 45 67" in page
    client.post(ADDRESS, filled(emma))
    told = client.get(ADDRESS).content.decode()
    assert "Bel ook de school: 010 123 45 67." in told
    assert Absence.objects.count() == 1


def test_the_school_sets_the_hour(sign_in, at, carla, emma, school, greet):
    make.set_policy(school, greet, absence_before="09:30")
    at(LATE)
    page = sign_in(carla).get(ADDRESS).content.decode()
    assert "voor 09.30 uur" in page


def test_after_school_a_report_is_about_the_next_school_day(sign_in, at, carla, emma):
    at(datetime(2026, 10, 9, 20, 0, tzinfo=AMSTERDAM))  # Friday evening
    assert "maandag 12 oktober" in sign_in(carla).get(ADDRESS).content.decode()


def test_a_form_sent_twice_is_one_report(sign_in, at, carla, emma):
    at(EARLY)
    client, data = sign_in(carla), filled(emma)
    assert [client.post(ADDRESS, data).status_code for _turn in range(2)] == [303, 303]
    assert Absence.objects.count() == AbsenceVersion.objects.count() == 1


def test_a_page_left_open_overnight_reports_nothing_wrong(sign_in, at, carla, emma):
    at(EARLY)
    response = sign_in(carla).post(ADDRESS, filled(emma, day="2026-10-05"))
    assert response.status_code == 422
    assert "stond nog open van een eerdere dag" in response.content.decode()
    assert 'value="2026-10-06"' in response.content.decode()
    assert not Absence.objects.exists()


def test_what_is_not_right_is_said_on_top_and_at_the_field_and_kept(sign_in, at, carla, emma):
    at(EARLY)
    data = filled(emma, kind="", span="other", text="Neemt de bus <b>van tien</b>")
    response = sign_in(carla).post(ADDRESS, data)
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "<title>Fout: " in page
    assert page.count("Kies wat er is.") == 2
    assert page.count("Kies de eerste dag.") == 2
    assert "Neemt de bus <b>van tien</b>" in page
    assert "<b>van tien</b>" not in response.content.decode()


def test_a_part_of_a_day_and_more_days_can_be_said(sign_in, at, carla, emma):
    at(EARLY)
    client = sign_in(carla)
    days = {"span": "other", "first_on": "2026-10-08"}
    client.post(ADDRESS, filled(emma, kind="doctor", until_time="10:30", **days))
    part = Absence.objects.get()
    assert (part.until_time, part.last_on) == (time(10, 30), part.first_on)
    client.post(ADDRESS, filled(emma, span="open"))
    assert Absence.objects.get(kind="ill").last_on is None


def test_a_child_of_somebody_else_cannot_be_chosen(sign_in, at, farid, emma, finn):
    at(EARLY)
    response = sign_in(farid).post(ADDRESS, filled(emma))
    assert response.status_code == 422
    assert "Emma" not in response.content.decode()
    with pytest.raises(PermissionDenied):
        report(emma, farid)
    assert not Absence.objects.exists()


def test_the_id_of_somebody_elses_report_gives_nothing(carla, farid, emma, finn):
    known = report(emma, carla, text="kanarie")
    with pytest.raises(PermissionDenied):
        report(finn, farid, absence_id=known.pk)


def test_a_guardian_who_is_kept_out_or_not_known_reports_nothing(carla, emma, greet):
    authority = emma.authorities.get(guardian=carla)
    groups.block_guardian(authority=authority, reason="Op last van de rechter.", by=greet, now=EARLY)
    with pytest.raises(PermissionDenied):
        report(emma, carla)
    authority.refresh_from_db()
    ParentalAuthority.objects.filter(pk=authority.pk).update(
        blocked_at=None, blocked_by=None, blocked_reason="", authority="unknown"
    )
    with pytest.raises(PermissionDenied):
        report(emma, carla)


def test_a_child_that_left_is_reported_nowhere(sign_in, carla, emma, school, greet):
    groups.unregister_child(child=emma, school=school, ended_on=EARLY.date(), by=greet, now=EARLY)
    with pytest.raises(PermissionDenied):
        report(emma, carla)
    page = sign_in(carla).get(ADDRESS).content.decode()
    assert "Bel de school." in page
    assert 'name="child"' not in page


def test_two_parents_of_one_child_report_it_once(carla, dirk, emma):
    report(emma, carla)
    with pytest.raises(Refused, match="al afwezig gemeld"):
        report(emma, dirk)
    with pytest.raises(Refused, match="al afwezig gemeld"):
        report(emma, dirk, kind="doctor", until_time=time(10))


def test_days_that_cannot_be_are_refused(carla, emma):
    day = EARLY.date()
    for days in (
        {"first_on": day - timedelta(days=8)},
        {"first_on": day + timedelta(days=91), "last_on": None},
        {"last_on": day - timedelta(days=1)},
        {"last_on": day + timedelta(days=400)},
        {"last_on": day + timedelta(days=1), "until_time": time(10)},
        {"from_time": time(11), "until_time": time(10)},
    ):
        with pytest.raises(Refused):
            report(emma, carla, **days)
    assert not Absence.objects.exists()


def test_more_than_two_hundred_characters_are_refused_not_cut(sign_in, at, carla, emma):
    at(EARLY)
    response = sign_in(carla).post(ADDRESS, filled(emma, text="x" * 201))
    assert response.status_code == 422
    assert "hooguit 200 tekens" in response.content.decode()
