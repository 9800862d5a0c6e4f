"""Two at the same moment: one report, one request, one answer (PostgreSQL; SQLite lets one writer in at a time)."""

import uuid

import pytest
from django.utils import timezone

from agenda.actions import leave as leave_actions
from agenda.actions.absences import Details, report_absence
from agenda.errors import Refused
from agenda.models import Absence, AbsenceVersion, LeaveDecision, LeaveRequest
from groups.models import Membership
from tests import make
from tests.consent.test_round_races import at_once as together

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run these at the same moment; what was refused says so."""

    def told(act):
        def run():
            try:
                return act()
            except Refused:
                return "refused"

        return run

    return together(*map(told, acts))


def report(child, school, by, absence_id=None):
    day = timezone.localdate()
    details = Details("ill", day, day)
    key = absence_id or uuid.uuid4()
    report_absence(absence_id=key, child=child, school=school, details=details, by=by, now=timezone.now())
    return "reported"


def test_two_parents_at_once_report_the_child_once(school, emma, carla, dirk):
    results = at_once(lambda: report(emma, school, carla), lambda: report(emma, school, dirk))
    assert sorted(results) == ["refused", "reported"]
    assert Absence.objects.count() == AbsenceVersion.objects.count() == 1


def test_a_double_click_at_once_is_one_report(school, emma, carla):
    key = uuid.uuid4()
    assert at_once(*[lambda: report(emma, school, carla, key) for _turn in range(4)]) == ["reported"] * 4
    assert Absence.objects.count() == AbsenceVersion.objects.count() == 1


def decide(leave, by, outcome):
    answer = leave_actions.Answer(outcome, f"Ik zeg {outcome}.")
    leave_actions.decide_leave(request=leave, answer=answer, by=by, now=timezone.now())
    return outcome


def test_two_directors_at_once_give_one_answer(school, emma, carla, greet, school_group):
    acting = make.make_staff("Wanda", school_group, Membership.Role.DIRECTOR)
    for turn in range(4):
        leave = make.make_leave(emma, carla, days_ahead=10 + turn)
        results = at_once(
            lambda leave=leave: decide(leave, greet, "granted"),
            lambda leave=leave: decide(leave, acting, "refused"),
        )
        assert sorted(results) in (["granted", "refused"], ["refused", "refused"])
        assert LeaveDecision.objects.filter(request=leave).count() == 1


def test_an_answer_and_taking_back_at_once_are_never_both(emma, carla, greet):
    for turn in range(4):
        leave = make.make_leave(emma, carla, days_ahead=10 + turn)

        def take_back(leave=leave):
            leave_actions.withdraw_leave(request=leave, by=carla, now=timezone.now())
            return "taken back"

        at_once(take_back, lambda leave=leave: decide(leave, greet, "granted"))
        now = LeaveRequest.objects.get(pk=leave.pk)
        assert hasattr(now, "decision") != (now.withdrawn_at is not None)
