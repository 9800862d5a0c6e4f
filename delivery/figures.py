"""Numbers in which nobody can be found (U9).

The promise: a count from one to four is never shown and cannot be worked out from what is shown beside it, not even
by somebody who knows the total and this rule. Nothing here reads a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

# Fewer people than this are somebody.
ENOUGH = 5
MOST_OF_FEW = ENOUGH - 1
NEARLY_ALL, MOST = 0.9, 0.5


class Words(StrEnum):
    """What stands in the place of a number."""

    FEW = "few"
    ENOUGH = "enough"
    NEARLY_ALL = "nearly_all"
    MOST = "most"
    SOME = "some"


@dataclass(frozen=True)
class Figure:
    """One count as it may be shown: a number, or words instead of it."""

    count: int | None
    words: Words | None = None

    @property
    def is_nothing(self) -> bool:
        return self.count == 0


def few(count: int) -> Figure:
    """One count without a total, as it may be shown alone."""
    return Figure(None, Words.FEW) if 0 < count < ENOUGH else Figure(count)


def roughly(count: int) -> Figure:
    """One count of which not even a large number is told: of it a smaller one could be taken off."""
    return few(count) if count < ENOUGH else Figure(None, Words.ENOUGH)


def shown(counts: Sequence[int]) -> list[Figure] | None:
    """The parts of one whole as they may be shown, in their order; None when nothing may be said.

    Where a part is small the largest is told in words, so that the total gives nothing away. That is only done when
    each small part could be one, two, three or four without another word on the page; otherwise all is left out.
    """
    small = {place for place, count in enumerate(counts) if 0 < count < ENOUGH}
    if not small:
        return [Figure(count) for count in counts]
    rest = max(range(len(counts)), key=lambda place: counts[place])
    told = [count for place, count in enumerate(counts) if place not in small and place != rest]
    # What who knows the total works out: the largest and the small ones together.
    together = sum(counts) - sum(told)
    at_least = together - MOST_OF_FEW * len(small)
    if at_least <= max([MOST_OF_FEW, *told]):
        return None
    instead = Figure(None, _share(at_least / sum(counts)))
    return [
        instead if place == rest else few(count) if place in small else Figure(count)
        for place, count in enumerate(counts)
    ]


def _share(part: float) -> Words:
    if part >= NEARLY_ALL:
        return Words.NEARLY_ALL
    return Words.MOST if part >= MOST else Words.SOME
