"""Why a child was absent goes with its school year; the days stay."""

from datetime import UTC, date, datetime

import pytest

from agenda.actions.keeping import blank_old_words
from agenda.models import Absence, AbsenceVersion, LeaveRequest
from common.storage import exists_private, write_private
from tests import make

AFTER = datetime(2027, 8, 2, 3, 0, tzinfo=UTC)
CANARY = "kanarie-griep"


@pytest.fixture
def absence(emma, carla):
    return make.make_absence(emma, carla, now=make.NOW, last_on=None, text=CANARY)


def words():
    """Everything the tables hold about it."""
    rows = [
        *Absence.objects.values_list(),
        *AbsenceVersion.objects.values_list(),
        *LeaveRequest.objects.values_list(),
    ]
    return str(rows)


def test_until_the_end_of_the_year_nothing_goes(absence):
    assert blank_old_words(now=datetime(2027, 7, 31, 3, 0, tzinfo=UTC)) == 0
    assert CANARY in words()


def test_after_it_only_the_days_are_left(absence, emma, carla, school):
    leave = make.make_leave(emma, carla, now=make.NOW, text=CANARY)
    name = write_private("leave/aa/a.pdf", b"%PDF-")
    LeaveRequest.objects.filter(pk=leave.pk).update(document_as=name, document_type="application/pdf")
    assert blank_old_words(now=AFTER) == 2
    assert CANARY not in words()
    assert "'ill'" not in words()
    assert "circumstances" not in words()
    assert not exists_private(name)
    absence.refresh_from_db()
    assert (absence.first_on, absence.last_on) == (make.NOW.date(), date(2027, 7, 31))
    assert blank_old_words(now=AFTER) == 0


def test_a_school_may_keep_them_longer(absence, school, greet):
    make.set_policy(school, greet, keep_absence_years=1)
    assert blank_old_words(now=AFTER) == 0
    assert blank_old_words(now=AFTER.replace(year=2028)) == 1


def test_what_goes_on_into_the_new_year_stays_until_it_is_over(emma, carla):
    july = datetime(2027, 7, 30, 8, 0, tzinfo=UTC)
    make.make_absence(emma, carla, now=july, first_on=july.date(), last_on=date(2027, 8, 3), text=CANARY)
    assert blank_old_words(now=AFTER) == 0


def test_an_old_report_is_shown_without_words_and_does_not_change(sign_in, absence, carla, anna):
    blank_old_words(now=AFTER)
    for user in (carla, anna):
        page = sign_in(user).get(f"/absences/{absence.pk}/").content.decode()
        assert "Afwezig" in page
        assert "Wijzigen" not in page
