"""What the answers of all guardians add up to, on plain values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consent import rules
from consent.rules import Case, GuardianAnswer, Reason

ANSWERS = st.builds(
    GuardianAnswer,
    answer=st.sampled_from(["yes", "no", "", "YES", "maybe"]),
    authority=st.sampled_from(["yes", "no", "unknown", "", "other"]),
    is_blocked=st.booleans(),
)


def judge(answers):
    return rules.judge(Case(tuple(answers)))


def is_recognisable(answers):
    return rules.is_recognisable(Case(tuple(answers)))


def said(answer, authority="yes", is_blocked=False):
    return GuardianAnswer(answer=answer, authority=authority, is_blocked=is_blocked)


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ([], Reason.NO_ANSWER),
        ([said("yes")], Reason.RECOGNISABLE),
        ([said("no")], Reason.REFUSED),
        ([said("yes"), said("yes")], Reason.RECOGNISABLE),
        ([said("yes"), said("no")], Reason.REFUSED),
        ([said("no"), said("yes")], Reason.REFUSED),
        ([said("yes", "unknown")], Reason.NO_ANSWER),
        ([said("yes", "no")], Reason.NO_ANSWER),
        ([said("yes"), said("no", "unknown")], Reason.REFUSED),
        ([said("yes"), said("no", "no")], Reason.RECOGNISABLE),
        ([said("yes"), said("no", is_blocked=True)], Reason.REFUSED),
        ([said("yes", is_blocked=True)], Reason.NO_ANSWER),
        ([said("yes"), said("maybe")], Reason.REFUSED),
        ([said("yes"), said("no", "something new")], Reason.REFUSED),
        ([said("yes", "something new")], Reason.NO_ANSWER),
    ],
)
def test_the_answers_of_guardians_add_up(answers, reason):
    assert judge(answers) == reason
    assert is_recognisable(answers) == (reason == Reason.RECOGNISABLE)


@given(st.lists(ANSWERS, max_size=5), ANSWERS)
def test_one_more_refusal_never_shows_a_child(answers, extra):
    refusal = GuardianAnswer(answer="no", authority=extra.authority, is_blocked=extra.is_blocked)
    assert not (is_recognisable([*answers, refusal]) and not is_recognisable(answers))


@given(st.lists(ANSWERS, max_size=5))
def test_a_refusal_by_a_guardian_with_authority_always_wins(answers):
    assert not is_recognisable([*answers, said("no")])
    assert not is_recognisable([said("no", is_blocked=True), *answers])


@given(st.lists(ANSWERS, max_size=5))
def test_without_a_yes_of_somebody_with_authority_nobody_is_shown(answers):
    others = [a for a in answers if (a.answer, a.authority, a.is_blocked) != ("yes", "yes", False)]
    assert not is_recognisable(others)


@given(st.permutations([said("yes"), said("yes", "unknown"), said("no", "no"), said("yes", is_blocked=True)]))
def test_the_order_of_guardians_does_not_matter(answers):
    assert is_recognisable(answers)
