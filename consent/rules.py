"""The one rule of consent, on plain values: what do the answers of all guardians of a child add up to?

The promise: silence is a no, one refusal wins, and an answer nobody understands counts as a refusal. So one
more no can only hide a child, never show one (R020, R110, R170).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy

YES = "yes"
NO = "no"


class Reason(models.TextChoices):
    """Why a child is shown or covered, in words a teacher may read; never says which guardian."""

    RECOGNISABLE = "recognisable", pgettext_lazy("staff", "may be recognisable")
    REFUSED = "refused", pgettext_lazy("staff", "parents chose no")
    NO_ANSWER = "no-answer", pgettext_lazy("staff", "no choice yet")


@dataclass(frozen=True)
class GuardianAnswer:
    """The latest answer of one guardian to one purpose, with what the school knows of that guardian."""

    answer: str
    authority: str
    is_blocked: bool = False

    @property
    def refuses(self) -> bool:
        """Anything but a yes refuses, whatever the doubt about the guardian; no authority silences it."""
        return self.authority != NO and self.answer != YES

    @property
    def permits(self) -> bool:
        """A yes counts from a guardian with authority on record who is not blocked."""
        return self.authority == YES and not self.is_blocked and self.answer == YES


def judge(answers: Iterable[GuardianAnswer]) -> Reason:
    """Add up the latest answers of all guardians of one child to one purpose."""
    known = list(answers)
    if any(answer.refuses for answer in known):
        return Reason.REFUSED
    if any(answer.permits for answer in known):
        return Reason.RECOGNISABLE
    return Reason.NO_ANSWER


def is_recognisable(answers: Iterable[GuardianAnswer]) -> bool:
    """True only when at least one guardian permits and none refuses."""
    return judge(answers) == Reason.RECOGNISABLE
