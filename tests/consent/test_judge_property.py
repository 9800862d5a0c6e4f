"""The rule on plain values against the promise in words: strictest wins, silence is a no, time only covers."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from consent.rules import Case, GuardianAnswer, Objects, Reason, judge, last_day

ANSWERS = st.builds(
    GuardianAnswer,
    answer=st.sampled_from(["yes", "yes", "no", "", "YES"]),
    authority=st.sampled_from(["yes", "yes", "no", "unknown", "other"]),
    is_blocked=st.booleans(),
    is_outdated=st.booleans(),
)
CASES = st.builds(
    Case,
    answers=st.lists(ANSWERS, max_size=4).map(tuple),
    objects=st.sampled_from(["", "", "", "always", "day", "photo", "anything new"]),
    is_here=st.sampled_from([True, True, False]),
    is_asked=st.sampled_from([True, True, False]),
)
DAYS = st.dates(date(2024, 1, 1), date(2029, 12, 31))
DEADLINES = st.sampled_from([(9, 30), (10, 31), (11, 30), (7, 31), (8, 1), (12, 31), (1, 1)])
MODEST = settings(max_examples=150, deadline=None, derandomize=True)


def promised(case: Case) -> bool:
    """Recognisable, in the words of the promise."""
    everybody = [a for a in case.answers if a.authority != "no"]
    somebody = [
        a
        for a in everybody
        if a.authority == "yes" and not a.is_blocked and not a.is_outdated and a.answer == "yes"
    ]
    nobody_refuses = all(a.answer == "yes" for a in everybody)
    return case.objects == "" and case.is_here and case.is_asked and nobody_refuses and len(somebody) > 0


@MODEST
@given(CASES)
def test_the_rule_is_the_promise(case):
    assert (judge(case) == Reason.RECOGNISABLE) == promised(case)


@MODEST
@given(CASES, ANSWERS, st.integers(0, 4))
def test_a_no_more_an_objection_more_or_leaving_never_shows(case, extra, place):
    if judge(case) == Reason.RECOGNISABLE:
        return
    no = GuardianAnswer("no", extra.authority, extra.is_blocked, extra.is_outdated)
    more = (*case.answers[:place], no, *case.answers[place:])
    for changed in (
        Case(more, case.objects, case.is_here, case.is_asked),
        Case(case.answers, Objects.PHOTO, case.is_here, case.is_asked),
        Case(case.answers, case.objects, False, case.is_asked),
    ):
        assert judge(changed) != Reason.RECOGNISABLE


@MODEST
@given(DAYS, DEADLINES)
def test_a_yes_ends_on_the_deadline_in_the_school_year_after_it(day, deadline):
    ends = last_day(day, renewal="reconfirm", deadline=deadline)
    later = (day + timedelta(days=number) for number in range(1, 1000))
    new_year = next(one for one in later if (one.month, one.day) == (8, 1))
    expected = next(
        one
        for one in (new_year + timedelta(days=number) for number in range(366))
        if (one.month, one.day) == deadline
    )
    assert ends == expected


@MODEST
@given(DAYS, DAYS, DEADLINES)
def test_a_later_yes_never_ends_earlier(one, other, deadline):
    first, second = sorted([one, other])
    ends = [last_day(day, renewal="reconfirm", deadline=deadline) for day in (first, second)]
    assert ends[0] <= ends[1]
    assert ends[0] > first


@given(st.sampled_from(["none", "reminder"]), DAYS, DEADLINES)
def test_without_reconfirming_a_yes_never_ends(renewal, day, deadline):
    assert last_day(day, renewal=renewal, deadline=deadline) is None


@given(st.text(max_size=8).filter(lambda text: text not in ("none", "reminder")), DAYS, DEADLINES)
def test_an_unknown_setting_is_the_strictest(renewal, day, deadline):
    assert last_day(day, renewal=renewal, deadline=deadline) is not None
