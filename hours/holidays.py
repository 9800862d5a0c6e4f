"""Reading the holiday list of the government: a JSON file, downloaded by hand and never fetched.

The promise: a day is taken over as the calendar of the school shows it, or it is not taken over and somebody reads
why. Measured traps (facts.md section 5): words padded with spaces and newlines, truth as a word ("false" is true to
a program), midnight in Amsterdam written as 22.00 or 23.00 the day before, one year in several documents, and a
list that is not there answered with XML.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import pgettext

from hours.rules import AMSTERDAM
from policies.models import Region

MAX_BYTES = 1024 * 1024
WHOLE_COUNTRY = "heel nederland"
NAME_LENGTH = 80
# Longer than any summer, so a year that was typed wrong is seen.
LONGEST_DAYS = 70
FIRST_MONTH = 8


class UnreadableList(Exception):
    """The file as a whole cannot be used; the message is a sentence for who chose it."""


@dataclass(frozen=True, order=True)
class Holiday:
    """One holiday in one region. `is_compulsory` when schools may not choose other days."""

    first_on: date
    last_on: date
    name: str
    is_compulsory: bool = False

    @property
    def year(self) -> int:
        """The calendar year in which its school year began; a summer belongs to the year before it."""
        return self.first_on.year if self.first_on.month >= FIRST_MONTH else self.first_on.year - 1

    @property
    def key(self) -> tuple[str, int]:
        """What makes it the same holiday in two lists."""
        return self.name.casefold(), self.year


@dataclass
class HolidayList:
    """What a file holds for one region, and in sentences what could not be taken from it."""

    holidays: list[Holiday] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def read_holidays(content: bytes, region: str) -> HolidayList:
    """The holidays of one region in a file, in order of their days. Raises UnreadableList."""
    found = HolidayList()
    by_key: dict[tuple[str, int], set[Holiday]] = defaultdict(set)
    for vacation in _vacations(_documents(content)):
        name = " ".join(_text(vacation.get("type")).split())[:NAME_LENGTH]
        is_compulsory = _text(vacation.get("compulsorydates")).casefold() == "true"
        for part in _dicts(vacation.get("regions")):
            if _is_in(part, region):
                _take(part, name, is_compulsory, by_key, found)
    for same in by_key.values():
        days = {(holiday.first_on, holiday.last_on) for holiday in same}
        if len(days) > 1:
            words = pgettext("staff", "%(name)s is in the file twice with other days; enter it by hand.")
            found.problems.append(words % {"name": min(same).name})
        else:
            found.holidays.append(max(same, key=lambda holiday: holiday.is_compulsory))
    found.holidays.sort()
    if not found.holidays and not found.problems:
        raise UnreadableList(pgettext("staff", "There are no holidays of this region in the file."))
    return found


def _take(
    part: dict[str, Any],
    name: str,
    is_compulsory: bool,
    by_key: dict[tuple[str, int], set[Holiday]],
    found: HolidayList,
) -> None:
    first, last = _day(part.get("startdate")), _day(part.get("enddate"))
    if not name or first is None or last is None or not 0 <= (last - first).days <= LONGEST_DAYS:
        words = pgettext("staff", "%(name)s has days that cannot be right; enter it by hand.")
        found.problems.append(words % {"name": name or "?"})
        return
    holiday = Holiday(first, last, name, is_compulsory)
    by_key[holiday.key].add(holiday)


def _documents(content: bytes) -> list[dict[str, Any]]:
    if len(content) > MAX_BYTES:
        raise UnreadableList(pgettext("staff", "This file is too large to be the list of holidays."))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise UnreadableList(
            pgettext("staff", "This is a page that says the list is not there. Download the list again.")
        )
    try:
        read = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableList(pgettext("staff", "This is not the JSON list of the government.")) from error
    return _dicts(read if isinstance(read, list) else [read])


def _vacations(documents: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for document in documents:
        for content in _dicts(document.get("content")):
            yield from _dicts(content.get("vacations"))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(value: object) -> str:
    """Words without the space around them; a real true counts as the word."""
    return str(value).strip() if isinstance(value, (str, bool)) else ""


def _is_in(part: dict[str, Any], region: str) -> bool:
    named = " ".join(_text(part.get("region")).casefold().split())
    return region in Region.values and named in (region, WHOLE_COUNTRY)


def _day(value: object) -> date | None:
    """The day on the calendar in Amsterdam; a moment without a zone is one of Amsterdam."""
    try:
        moment = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    if moment.tzinfo is None:
        return moment.date()
    try:
        return moment.astimezone(AMSTERDAM).date()
    except OverflowError:
        return None
