"""What became of a message, by the status of the push service."""

import re
from dataclasses import dataclass
from enum import Enum
from http.client import HTTPResponse

LONGEST_WAIT = 24 * 3600


class Outcome(Enum):
    """What became of one message."""

    ACCEPTED = "accepted"  # the push service has it; whether a telephone showed it, nobody says
    GONE = "gone"  # this browser takes no messages any more: forget it
    LATER = "later"  # nobody there, too busy or broken: the same message may be tried again
    REFUSED = "refused"  # our mistake: trying again changes nothing


@dataclass(frozen=True, slots=True)
class Answer:
    """What a push service said: its status (0: it said nothing) and after how many seconds to try again, if it did."""

    outcome: Outcome
    status: int = 0
    retry_after: int | None = None


def to_answer(response: HTTPResponse) -> Answer:
    """Read the status. A redirect is refused like all that a push service never says: it is not followed."""
    status = response.status
    if status in {200, 201, 202, 204}:
        return Answer(Outcome.ACCEPTED, status)
    if status in {404, 410}:
        return Answer(Outcome.GONE, status)
    if status in {408, 429} or status >= 500:
        said = response.headers.get("Retry-After", "").strip()
        seconds = min(int(said), LONGEST_WAIT) if re.fullmatch(r"[0-9]{1,9}", said) else None
        return Answer(Outcome.LATER, status, seconds)
    return Answer(Outcome.REFUSED, status)
