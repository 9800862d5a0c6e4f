"""What a list of holidays would change in the calendar of a school."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from groups.models import School
from hours.holidays import Holiday
from hours.models import FreePeriod


class Change(StrEnum):
    """What happens with one holiday of the list."""

    NEW = "new"
    MOVED = "moved"
    SAME = "same"
    # The school changed it by hand: the list never overrules that.
    OWN = "own"
    OVER = "over"


@dataclass(frozen=True)
class Proposal:
    """One holiday of the list beside what the calendar has."""

    holiday: Holiday
    change: Change
    period: FreePeriod | None = None

    @property
    def writes(self) -> bool:
        return self.change in (Change.NEW, Change.MOVED)


def holiday_plan(school: School, holidays: Iterable[Holiday], *, today: date) -> list[Proposal]:
    """What recording this list changes, in its order. One query. The same list again changes nothing."""
    known: dict[tuple[str, int], list[FreePeriod]] = defaultdict(list)
    for period in school.free_periods.all():
        known[Holiday(period.first_on, period.last_on, period.name).key].append(period)
    return [_propose(holiday, known[holiday.key], today) for holiday in holidays]


def _propose(holiday: Holiday, periods: Sequence[FreePeriod], today: date) -> Proposal:
    for period in periods:
        if (period.first_on, period.last_on) == (holiday.first_on, holiday.last_on):
            return Proposal(holiday, Change.SAME, period)
    for period in periods:
        if period.source == FreePeriod.Source.MANUAL:
            return Proposal(holiday, Change.OWN, period)
    if periods:
        return Proposal(holiday, Change.MOVED, periods[0])
    return Proposal(holiday, Change.OVER if holiday.last_on < today else Change.NEW)
