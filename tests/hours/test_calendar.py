"""`/hours/calendar/`: days without lessons by hand and from a list, and lesson times."""

import json
from datetime import date, time
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hours import actions
from hours.holidays import Holiday
from hours.models import FreePeriod, LessonTime
from tests.hours.clock import free
from tests.hours.test_read_holidays import document, packed, vacation
from tests.make import NOW, set_policy

CALENDAR, NEW = reverse("hours:calendar"), reverse("hours:period-create")
IMPORT, LESSONS = reverse("hours:holiday-import"), reverse("hours:lesson-times")
# Always ahead of the clock of the machine that runs the tests.
YEAR = timezone.localdate().year + 1
FIRST, LAST = date(YEAR, 10, 10), date(YEAR, 10, 18)
AUTUMN = Holiday(FIRST, LAST, "Herfstvakantie")


def text(response):
    return unescape(response.content.decode())


def upload(content):
    return SimpleUploadedFile("vakanties.json", content, "application/json")


def listed(first=f"{YEAR}-10-09T22:00:00.000Z", last=f"{YEAR}-10-17T22:00:00.000Z"):
    return packed(
        document(
            vacation("Herfstvakantie", ("midden", first, last), ("zuid", f"{YEAR}-10-17", f"{YEAR}-10-25"))
        )
    )


def look(client, content=None, region="midden"):
    return client.post(IMPORT, {"file": upload(content or listed()), "region": region})


def record(client, response):
    return client.post(IMPORT, {"shown": response.context["shown"]})


def periods():
    return list(FreePeriod.objects.values_list("name", "first_on", "last_on", "source"))


def test_looking_at_a_list_changes_nothing_and_recording_does(sign_in, school, olga):
    client = sign_in(olga)
    seen = look(client)
    assert "komt erbij" in text(seen)
    assert "Advies: de school mag andere dagen kiezen" in text(seen)
    assert periods() == []
    assert record(client, seen).status_code == 303
    assert periods() == [("Herfstvakantie", FIRST, LAST, "import")]
    assert "1 vakantie is overgenomen." in text(client.get(CALENDAR))


def test_the_same_list_again_changes_nothing(sign_in, school, olga):
    client = sign_in(olga)
    seen = look(client)
    for _again in range(2):
        record(client, seen)
    [before] = FreePeriod.objects.values()
    seen = look(client)
    assert "staat er al" in text(seen)
    assert "Er verandert niets" in text(seen)
    record(client, seen)
    assert FreePeriod.objects.values().get() == before


def test_a_holiday_that_moved_is_moved(sign_in, school, olga):
    client = sign_in(olga)
    record(client, look(client))
    seen = look(client, region="zuid")
    assert "verschuift, was" in text(seen)
    record(client, seen)
    assert periods() == [("Herfstvakantie", date(YEAR, 10, 17), date(YEAR, 10, 25), "import")]


def test_what_the_school_changed_by_hand_stays(sign_in, school, olga):
    client = sign_in(olga)
    record(client, look(client))
    period = FreePeriod.objects.get()
    own = {"name": "Herfstvakantie", "kind": "holiday", "first_on": FIRST, "last_on": date(YEAR, 10, 25)}
    assert client.post(reverse("hours:period-edit", args=[period.pk]), own).status_code == 303
    seen = look(client)
    assert "blijft zoals je school het invoerde" in text(seen)
    record(client, seen)
    assert periods() == [("Herfstvakantie", FIRST, date(YEAR, 10, 25), "manual")]


def test_a_holiday_that_is_over_is_not_taken(school, olga):
    past = Holiday(date(2020, 10, 10), date(2020, 10, 18), "Herfstvakantie")
    assert actions.import_holidays(school=school, holidays=[past], by=olga, now=NOW) == []


def test_the_region_of_the_school_is_proposed(sign_in, school, greet):
    set_policy(school, greet, holiday_region="zuid")
    form = sign_in(greet).get(IMPORT).context["form"]
    assert form["region"].value() == "zuid"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<?xml version='1.0'?><error/>", "foutpagina"),
        (b"{", "niet de JSON-lijst"),
        (b"{}", "geen vakanties"),
    ],
)
def test_a_file_that_is_no_list_is_an_error(sign_in, school, olga, content, said):
    response = look(sign_in(olga), content)
    assert response.status_code == 422
    assert said in text(response)
    assert "<title>Fout:" in text(response)


@pytest.mark.parametrize("forge", [lambda shown: "x", lambda shown: shown + "x", lambda shown: ""])
def test_only_what_was_shown_is_recorded(sign_in, school, olga, forge):
    client = sign_in(olga)
    response = client.post(IMPORT, {"shown": forge(look(client).context["shown"])})
    assert response.status_code == 422
    assert periods() == []


def test_what_was_shown_for_one_school_is_not_recorded_in_another(sign_in, school, olga, stranger_director):
    seen = look(sign_in(olga))
    assert record(sign_in(stranger_director), seen).status_code == 422
    assert periods() == []


def test_a_study_day_is_entered_by_hand_once(sign_in, school, greet):
    client = sign_in(greet)
    for _again in range(2):
        response = client.post(NEW, {"name": "Studiedag", "kind": "study_day", "first_on": FIRST})
        assert response.status_code == 303
    assert periods() == [("Studiedag", FIRST, FIRST, "manual")]
    assert "Studiedag" in text(client.get(CALENDAR))


def test_other_days_under_the_same_name_are_not_silently_lost(sign_in, school, greet):
    client, there = sign_in(greet), {"name": "Vrij", "kind": "free_day", "first_on": FIRST}
    client.post(NEW, there)
    response = client.post(NEW, there | {"last_on": LAST})
    assert response.status_code == 422
    assert "Dit staat al in de kalender." in text(response)
    assert periods() == [("Vrij", FIRST, FIRST, "manual")]


@pytest.mark.parametrize("wrong", [{"name": ""}, {"first_on": ""}, {"last_on": "2020-01-01"}, {"kind": "x"}])
def test_days_that_cannot_be_are_an_error(sign_in, school, greet, wrong):
    good = {"name": "Studiedag", "kind": "study_day", "first_on": FIRST, "last_on": LAST}
    response = sign_in(greet).post(NEW, good | wrong)
    assert response.status_code == 422
    assert "<title>Fout:" in text(response)
    assert periods() == []


def test_a_day_that_is_there_already_is_an_error(sign_in, school, greet):
    there, other = free(school, FIRST, LAST), free(school, date(YEAR, 11, 1), date(YEAR, 11, 1))
    same = {"name": there.name, "kind": "holiday", "first_on": FIRST, "last_on": LAST}
    response = sign_in(greet).post(reverse("hours:period-edit", args=[other.pk]), same)
    assert response.status_code == 422
    assert "Dit staat al in de kalender." in text(response)


def test_a_day_is_taken_out(sign_in, school, greet):
    period = free(school, FIRST, LAST)
    assert sign_in(greet).post(reverse("hours:period-remove", args=[period.pk])).status_code == 303
    assert periods() == []


def test_the_calendar_of_another_school_is_not_there(sign_in, school, stranger_director):
    period = free(school, FIRST, LAST)
    client = sign_in(stranger_director)
    for name in ("period-edit", "period-remove"):
        assert client.post(reverse(f"hours:{name}", args=[period.pk])).status_code == 404
    assert client.get(CALENDAR, {"school": school.slug}).status_code == 404
    assert periods()


@pytest.mark.parametrize("name", ["anna", "carla", "henk"])
def test_who_does_not_keep_the_calendar_may_not(sign_in, school, name, request):
    client = sign_in(request.getfixturevalue(name))
    assert {client.get(address).status_code for address in (CALENDAR, NEW, IMPORT, LESSONS)} == {403}


def test_lesson_times_are_saved(sign_in, school, olga):
    times = {"d1_1_starts": "08:30", "d1_1_ends": "12:00", "d6_1_starts": "09:00", "d6_1_ends": "10:00"}
    client = sign_in(olga)
    assert client.post(LESSONS, times).status_code == 303
    saved = list(LessonTime.objects.values_list("weekday", "starts", "ends"))
    assert saved == [(1, time(8, 30), time(12)), (6, time(9), time(10))]
    assert "8.30 – 12.00" in text(client.get(CALENDAR))
    assert client.post(LESSONS, times | {"d1_1_ends": "08:00"}).status_code == 422


def test_a_list_of_two_years_is_one_upload(sign_in, school, olga):
    client = sign_in(olga)
    later = document(vacation("Herfstvakantie", ("midden", f"{YEAR + 1}-10-16", f"{YEAR + 1}-10-24")))
    record(client, look(client, json.dumps([json.loads(listed()), later]).encode()))
    assert len(periods()) == 2
