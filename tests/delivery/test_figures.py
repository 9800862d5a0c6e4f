"""No count below five is shown, and nobody works one out (U9)."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.figures import ENOUGH, Figure, Words, few, shown

COUNTS = st.lists(st.integers(0, 300) | st.integers(0, 6), min_size=1, max_size=6)


def test_large_parts_are_shown_as_they_are():
    assert shown([212, 0, 12, 6]) == [Figure(212), Figure(0), Figure(12), Figure(6)]


def test_a_small_part_takes_the_number_of_the_largest_with_it():
    assert shown([215, 0, 12, 3]) == [
        Figure(None, Words.NEARLY_ALL),
        Figure(0),
        Figure(12),
        Figure(None, Words.FEW),
    ]


def test_of_very_few_families_nothing_is_said():
    assert shown([3]) is None
    assert shown([4, 4]) is None


def test_no_families_is_no_secret():
    assert shown([0, 0, 0]) == [Figure(0)] * 3


@pytest.mark.parametrize("count", range(8))
def test_one_number_alone_is_hidden_below_five(count):
    assert (few(count).count is None) == (0 < count < ENOUGH)


@given(COUNTS)
def test_no_small_count_is_ever_shown(counts):
    for count, figure in zip(counts, shown(counts) or [], strict=False):
        assert figure.count in (None, count)
        assert figure.count is None or figure.count == 0 or figure.count >= ENOUGH


@given(COUNTS)
def test_each_small_count_could_be_any_of_one_to_four(counts):
    """With the same total and the same words: also two lines about the same families give nothing away together."""
    figures = shown(counts)
    if figures is None or not any(0 < count < ENOUGH for count in counts):
        return
    small = [place for place, count in enumerate(counts) if 0 < count < ENOUGH]
    rest = next(i for i, figure in enumerate(figures) if figure.count is None and i not in small)
    for others in product(range(1, ENOUGH), repeat=len(small)):
        changed = list(counts)
        for place, count in zip(small, others, strict=True):
            changed[place] = count
        changed[rest] += sum(counts) - sum(changed)
        assert shown(changed) == figures


@pytest.mark.parametrize("total", range(1, 26))
def test_whoever_knows_the_total_and_the_rule_computes_no_hidden_count(total):
    seen = defaultdict(list)
    for first, second, third in product(range(total + 1), repeat=3):
        if (last := total - first - second - third) >= 0:
            seen[str(shown([first, second, third, last]))].append((first, second, third, last))
    for same in seen.values():
        hidden = [i for i, f in enumerate(shown(same[0]) or [Figure(None)] * 4) if f.count is None]
        assert all(len({counts[place] for counts in same}) > 1 for place in hidden)
