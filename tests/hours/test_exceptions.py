"""Passing the hours on purpose: with a reason, by who may, kept for ever, and counted (R045)."""

import uuid
from datetime import date
from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from groups.models import SchoolYear
from hours.actions import make_exception
from hours.models import HoursException
from hours.queries import exceptions_of
from tests.hours.clock import at

Reason = HoursException.Reason
EVENING = at(date(2026, 10, 9), "21:00")
COUNTS = reverse("hours:exception-list")


def passed(school, by, reason=Reason.SAFETY, *, now=EVENING, subject=None, about="post"):
    return make_exception(
        school=school, about=about, subject=subject or uuid.uuid4(), reason=reason, by=by, now=now
    )


@pytest.mark.parametrize("reason", [r for r in Reason if r != Reason.EMERGENCY])
def test_staff_pass_the_hours_with_a_reason_of_the_list(school, anna, reason):
    assert passed(school, anna, reason).made_by == anna


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("carla", "safety"),
        ("stranger_director", "safety"),
        ("ilse", "safety"),
        ("anna", "emergency"),
        ("olga", "emergency"),
        ("anna", "haste"),
        ("greet", ""),
    ],
)
def test_who_may_not_or_gives_no_reason_passes_nothing(school, name, reason, request):
    with pytest.raises(PermissionDenied):
        passed(school, request.getfixturevalue(name), reason)
    assert not HoursException.objects.exists()


def test_the_director_declares_an_emergency(school, greet):
    assert passed(school, greet, Reason.EMERGENCY).reason == "emergency"


def test_one_subject_has_one_exception_however_often_it_is_sent(school, anna, bram):
    subject = uuid.uuid4()
    first = passed(school, anna, subject=subject)
    assert passed(school, bram, Reason.ASKED, subject=subject) == first
    assert passed(school, anna, subject=subject, about="message") != first


def test_nothing_else_is_held(school, anna):
    with pytest.raises(ValueError, match="letter"):
        passed(school, anna, about="letter")


def sql(statement):
    def run(exception):
        with connection.cursor() as cursor:
            cursor.execute(statement)

    return run


@pytest.mark.parametrize(
    "attempt",
    [
        lambda exception: exception.delete(),
        lambda exception: HoursException.objects.update(reason="asked"),
        sql("UPDATE hours_hoursexception SET note = 'x'"),
        sql("DELETE FROM hours_hoursexception"),
    ],
)
def test_an_exception_is_never_changed_or_deleted(school, anna, attempt):
    exception = passed(school, anna)
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        attempt(exception)


def test_exceptions_are_counted_per_person_and_reason_in_a_school_year(
    school, group_5b, anna, bram, other_school
):
    year = SchoolYear.objects.get(school=school)
    for by, reason in [(anna, "safety"), (anna, "safety"), (anna, "asked"), (bram, "asked")]:
        passed(school, by, reason)
    passed(school, anna, now=at(date(2027, 8, 1), "00:00"))
    passed(school, anna, now=at(date(2026, 7, 31), "23:59"))
    counted = [(row.person, row.reason, row.count) for row in exceptions_of(school, year)]
    assert counted == [(anna, "safety", 2), (anna, "asked", 1), (bram, "asked", 1)]


def test_the_director_reads_the_counts(sign_in, school, group_5b, greet, anna):
    assert "Niets ging buiten werktijd" in sign_in(greet).get(COUNTS).content.decode()
    passed(school, anna)
    page = unescape(sign_in(greet).get(COUNTS, {"year": "2026-2027"}).content.decode())
    assert "Anna Test" in page
    assert "de veiligheid van een kind" in page
    assert sign_in(greet).get(COUNTS, {"year": "1999-2000"}).status_code == 404


@pytest.mark.parametrize("name", ["anna", "olga", "carla", "henk"])
def test_nobody_else_reads_the_counts(sign_in, school, name, request):
    assert sign_in(request.getfixturevalue(name)).get(COUNTS).status_code == 403
