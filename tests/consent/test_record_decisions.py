"""Recording decisions: only added, only by the guardian, with a receipt."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from consent.actions import record_decisions, set_up_purposes, withdraw_consent
from consent.models import Decision, Purpose
from consent.queries.recognising import recognisable
from people.models import ParentalAuthority
from tests.make import NOW, decide


@pytest.fixture
def authority(emma, carla):
    return ParentalAuthority.objects.get(child=emma, guardian=carla)


@pytest.fixture
def purposes(school):
    return {purpose.audience: purpose for purpose in school.purposes.about(Purpose.Subject.CHILD)}


def test_an_answer_is_kept_with_who_when_and_the_words_that_were_read(authority, purposes, carla):
    made = record_decisions(authority=authority, answers={purposes["group"]: "yes"}, by=carla, now=NOW)
    decision = Decision.objects.get()
    assert made == [decision]
    assert (decision.answer, decision.decided_by, decision.decided_at) == ("yes", carla, NOW)
    assert decision.wording == purposes["group"].wording
    assert decision.via == Decision.Via.PORTAL


def test_words_changed_later_do_not_change_what_was_read(authority, purposes, carla):
    record_decisions(authority=authority, answers={purposes["group"]: "yes"}, by=carla, now=NOW)
    before = Decision.objects.get().wording
    Purpose.objects.filter(pk=purposes["group"].pk).update(title="Iets anders")
    assert Decision.objects.get().wording == before


def test_only_what_changed_is_written(authority, purposes, carla):
    answers = {purposes["group"]: "yes", purposes["school"]: "no"}
    record_decisions(authority=authority, answers=answers, by=carla, now=NOW)
    answers[purposes["school"]] = "yes"
    made = record_decisions(authority=authority, answers=answers, by=carla, now=NOW)
    assert [decision.purpose.audience for decision in made] == ["school"]
    assert Decision.objects.count() == 3


def test_an_answer_that_went_back_and_forth_is_written_each_time(authority, purposes, carla):
    for answer in ("yes", "no", "yes"):
        record_decisions(authority=authority, answers={purposes["group"]: answer}, by=carla, now=NOW)
    assert list(Decision.objects.order_by("id").values_list("answer", flat=True)) == ["yes", "no", "yes"]


def test_withdrawing_works_for_the_next_question(school, emma, authority, purposes, carla):
    decide(emma, carla, "yes")
    withdraw_consent(authority=authority, purpose=purposes["group"], by=carla, now=NOW)
    assert recognisable([emma.pk], school=school, audience="group", today=NOW.date()) == set()


def test_nobody_decides_for_another_guardian(authority, purposes, carla, dirk, greet):
    for somebody in (dirk, greet):
        with pytest.raises(PermissionDenied):
            record_decisions(authority=authority, answers={purposes["group"]: "yes"}, by=somebody, now=NOW)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("change", [{"authority": "unknown"}, {"authority": "no"}, {"blocked_at": NOW}])
def test_without_authority_or_with_a_block_nobody_decides(authority, purposes, carla, greet, change):
    if "blocked_at" in change:
        change = change | {"blocked_by": greet, "blocked_reason": "Uitspraak van de rechter"}
    ParentalAuthority.objects.filter(pk=authority.pk).update(**change)
    with pytest.raises(PermissionDenied):
        record_decisions(authority=authority, answers={purposes["group"]: "yes"}, by=carla, now=NOW)
    assert not Decision.objects.exists()


def test_an_answer_that_is_none_is_refused(authority, purposes, carla):
    with pytest.raises(ValueError, match="maybe"):
        record_decisions(authority=authority, answers={purposes["group"]: "maybe"}, by=carla, now=NOW)


def test_a_purpose_of_another_school_is_refused(authority, other_school, carla):
    elsewhere = other_school.purposes.get(audience="group")
    with pytest.raises(ValueError, match="school"):
        record_decisions(authority=authority, answers={elsewhere: "yes"}, by=carla, now=NOW)


def test_the_guardian_gets_a_receipt_and_the_other_parent_does_not(
    authority,
    purposes,
    carla,
    dirk,
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        record_decisions(authority=authority, answers={purposes["website"]: "no"}, by=carla, now=NOW)
    (letter,) = mail.outbox
    assert letter.to == [carla.email]
    assert "Emma" in letter.subject
    assert "Website van de school" in letter.body
    assert "Uw keuze: nee." in letter.body
    assert f"/consent/{authority.child_id}/" in letter.body


def test_nothing_changed_means_no_receipt(
    authority,
    purposes,
    carla,
    django_capture_on_commit_callbacks,
):
    answers = {purposes["website"]: "no"}
    record_decisions(authority=authority, answers=answers, by=carla, now=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert record_decisions(authority=authority, answers=answers, by=carla, now=NOW) == []
    assert not mail.outbox


def test_setting_up_purposes_twice_keeps_the_words_of_the_school(school):
    Purpose.objects.filter(school=school, audience="group").update(title="In onze klas")
    assert len(set_up_purposes(school=school)) == 10
    assert school.purposes.count() == 10
    assert school.purposes.get(audience="group").title == "In onze klas"
