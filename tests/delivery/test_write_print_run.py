"""Which code comes in which envelope."""

import pytest

from conversations.actions import separate_guardians
from delivery.actions.print_run import write_print_run
from delivery.queries.envelopes import stacks_of
from people import actions as people_actions
from tests import make
from tests.delivery.reaching import make_important


@pytest.fixture
def envelopes(lotte, group_5b, anna):
    """Of Lotte, with two guardians on record and no account."""
    for name in ("Samira Bakker", "Tom Bakker"):
        people_actions.record_guardian(child=lotte, name=name, authority="yes", by=None)
    (stack,) = stacks_of(make_important(group_5b, anna), now=make.NOW)
    return stack.envelopes


def test_guardians_of_one_family_share_an_envelope(envelopes, greet):
    (paper,) = write_print_run(envelopes=envelopes, by=greet, now=make.NOW)
    assert len(paper.codes) == 2


def test_guardians_who_are_spoken_to_apart_each_have_an_own_envelope(envelopes, lotte, school, greet):
    """C24: whoever opens the one does not hold the code of the other."""
    separate_guardians(child=lotte, school=school, by=greet, now=make.NOW)
    papers = write_print_run(envelopes=envelopes, by=greet, now=make.NOW)
    assert [[code.authority.name for code in paper.codes] for paper in papers] == [
        ["Samira Bakker"],
        ["Tom Bakker"],
    ]
