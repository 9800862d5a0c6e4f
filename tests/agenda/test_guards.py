"""The database itself keeps versions and answers, whoever asks; only the words of an old version may go."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from agenda.models import AbsenceVersion, LeaveDecision, LeaveRequest
from tests import make


@pytest.fixture
def version(emma, carla):
    return make.make_absence(emma, carla, text="Griep").versions.get()


@pytest.fixture
def decision(emma, carla, greet):
    return LeaveDecision.objects.create(
        request=make.make_leave(emma, carla), outcome="refused", school_days=1, text="Nee.", decided_by=greet
    )


def run(sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


VERSION = {
    "other words": lambda v: AbsenceVersion.objects.filter(pk=v.pk).update(text="Iets anders"),
    "other days": lambda v: AbsenceVersion.objects.filter(pk=v.pk).update(kind="", text="", last_on=None),
    "delete": lambda v: AbsenceVersion.objects.filter(pk=v.pk).delete(),
    "sql": lambda v: run("UPDATE agenda_absenceversion SET made_by_id = NULL WHERE id = %s", v.pk),
}
DECISION = {
    "save": lambda d: LeaveDecision.objects.filter(pk=d.pk).update(text="Ja."),
    "grant": lambda d: run("UPDATE agenda_leavedecision SET outcome = 'granted' WHERE id = %s", d.pk),
    "delete": lambda d: d.delete(),
    "take back": lambda d: LeaveRequest.objects.update(withdrawn_at=make.NOW),
}


@pytest.mark.parametrize("attempt", VERSION.values(), ids=VERSION.keys())
def test_a_version_is_not_changed_or_deleted(version, attempt):
    with pytest.raises(DatabaseError, match="kring: absenceversion"), transaction.atomic():
        attempt(version)
    assert AbsenceVersion.objects.get().text == "Griep"


def test_the_words_of_a_version_may_go_for_good(version):
    AbsenceVersion.objects.update(kind="", text="")
    with pytest.raises(DatabaseError, match="kring"), transaction.atomic():
        AbsenceVersion.objects.update(text="Terug")


@pytest.mark.parametrize("attempt", DECISION.values(), ids=DECISION.keys())
def test_an_answer_stays_as_it_was_given(decision, attempt):
    with pytest.raises(DatabaseError, match="kring: leave"), transaction.atomic():
        attempt(decision)
    decision.refresh_from_db()
    assert (decision.outcome, decision.text) == ("refused", "Nee.")


def test_a_second_answer_and_one_to_what_was_taken_back_are_refused(decision, emma, carla, greet):
    again = {"outcome": "refused", "school_days": 1, "text": "Nee.", "decided_by": greet}
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaveDecision.objects.create(request=decision.request, **again)
    gone = make.make_leave(emma, carla, days_ahead=40)
    LeaveRequest.objects.filter(pk=gone.pk).update(withdrawn_at=make.NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        LeaveDecision.objects.create(request=gone, **again)


def test_nothing_is_put_in_the_place_of_a_version(version):
    if connection.vendor != "sqlite":
        pytest.skip("INSERT OR REPLACE is a word of SQLite only")
    columns = "absence_id, version, kind, first_on, last_on, from_time, until_time, is_withdrawn, made_by_id, made_at"
    with pytest.raises(DatabaseError, match="kring"), transaction.atomic():
        run(
            f"INSERT OR REPLACE INTO agenda_absenceversion (id, text, {columns}) "
            f"SELECT id, 'Anders', {columns} FROM agenda_absenceversion WHERE id = %s",
            version.pk,
        )
