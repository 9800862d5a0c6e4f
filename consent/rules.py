"""The one rule of pictures, on plain values: may this child or adult be recognisable here, now, and why?

The promise: silence is a no, one refusal wins, the child's own no wins over everything, an answer that is too old
is silence, and an answer nobody understands counts as a refusal. So one more no can only hide somebody, never show
anybody (R020, R031, R110, R170).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db import models
from django.utils.translation import pgettext_lazy

from policies.models import Renewal

YES = "yes"
NO = "no"
# A school year starts on the first day of this month.
FIRST_MONTH = 8


class Objects(StrEnum):
    """What the child itself said about this picture."""

    NO = ""
    ALWAYS = "always"
    DAY = "day"
    PHOTO = "photo"


class Reason(models.TextChoices):
    """Why somebody is shown or covered, in words a teacher may read; never says which guardian."""

    RECOGNISABLE = "recognisable", pgettext_lazy("staff", "may be recognisable")
    OBJECTS = "objects", pgettext_lazy("staff", "does not want it")
    NOT_TODAY = "not-today", pgettext_lazy("staff", "does not want it that day")
    NOT_HERE = "not-here", pgettext_lazy("staff", "no longer at this school")
    NOT_ASKED = "not-asked", pgettext_lazy("staff", "the school does not ask this")
    REFUSED = "refused", pgettext_lazy("staff", "parents chose no")
    EXPIRED = "expired", pgettext_lazy("staff", "the choice is too old")
    NO_ANSWER = "no-answer", pgettext_lazy("staff", "no choice yet")


@dataclass(frozen=True)
class GuardianAnswer:
    """The latest answer of one guardian to one purpose, with what the school knows of that guardian.

    An adult who decides about the own picture is one with authority.
    """

    answer: str
    authority: str
    is_blocked: bool = False
    is_outdated: bool = False

    @property
    def refuses(self) -> bool:
        """Anything but a yes refuses, whatever the doubt about the guardian; no authority silences it."""
        return self.authority != NO and self.answer != YES

    @property
    def permits(self) -> bool:
        """A yes that is not too old counts, from a guardian with authority on record who is not blocked."""
        return self._would_permit and not self.is_outdated

    @property
    def did_permit(self) -> bool:
        return self._would_permit and self.is_outdated

    @property
    def _would_permit(self) -> bool:
        return self.authority == YES and not self.is_blocked and self.answer == YES


@dataclass(frozen=True)
class Case:
    """All that decides about one person, one purpose and one picture at one moment."""

    answers: tuple[GuardianAnswer, ...] = ()
    objects: str = Objects.NO
    is_here: bool = True
    is_asked: bool = True


def judge(case: Case) -> Reason:
    """Recognisable or not, and why. The one answer the whole house goes by."""
    if case.objects:
        return Reason.NOT_TODAY if case.objects == Objects.DAY else Reason.OBJECTS
    if not case.is_here:
        return Reason.NOT_HERE
    if not case.is_asked:
        return Reason.NOT_ASKED
    if any(answer.refuses for answer in case.answers):
        return Reason.REFUSED
    if any(answer.permits for answer in case.answers):
        return Reason.RECOGNISABLE
    return Reason.EXPIRED if any(answer.did_permit for answer in case.answers) else Reason.NO_ANSWER


def is_recognisable(case: Case) -> bool:
    """True only when somebody with authority permits, nobody refuses and the child has no objection."""
    return judge(case) == Reason.RECOGNISABLE


def guardians_differ(answers: tuple[GuardianAnswer, ...]) -> bool:
    """Does one guardian say yes where another refuses? For the director only, never for a guardian."""
    return any(answer.permits for answer in answers) and any(answer.refuses for answer in answers)


def last_day(decided_on: date, *, renewal: str, deadline: tuple[int, int]) -> date | None:
    """The last day on which a yes of this day counts; None when it keeps counting (R021, R092).

    It counts until the school's `deadline` (month, day) in the next school year, so that there is time to answer
    again. An unknown `renewal` is the strictest.
    """
    if renewal in (Renewal.NONE, Renewal.REMINDER):
        return None
    month, day = deadline
    following = first_year(decided_on) + 1
    return date(following if month >= FIRST_MONTH else following + 1, month, day)


def first_year(day: date) -> int:
    """The calendar year in which the school year of this day began."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def same_year(one: date, other: date) -> bool:
    """Do these days lie in one school year?"""
    return first_year(one) == first_year(other)
