"""The rules of delivery on plain values: which way, and when.

The promise: everything goes exactly one way at once or in one overview; an emergency alone goes two. Nothing here
reads a database or the present time (R066, R091, R140).
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from delivery.models import Channel, Delivery

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
Why = Delivery.Why
WEEK = 7


class Weight(StrEnum):
    """How much it matters that somebody hears of it soon."""

    ORDINARY = "ordinary"
    IMPORTANT = "important"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Choices:
    """What one person chose, or what counts until then."""

    news: Channel
    talks: Channel
    titles_only: bool = False


# Who never chose misses nothing; staff are in the portal all day.
FAMILY_DEFAULT = Choices(news=Channel.MAIL, talks=Channel.MAIL)
STAFF_DEFAULT = Choices(news=Channel.WEEKLY, talks=Channel.MAIL)

# Of two choices that count for one post, the one that tells sooner.
SOONEST = [Channel.APP, Channel.MAIL, Channel.DAILY, Channel.WEEKLY, Channel.WEB]


@dataclass(frozen=True)
class Ways:
    """What works for one person: a device that shows notifications, an address that takes mail."""

    has_device: bool
    takes_mail: bool


@dataclass(frozen=True)
class Route:
    """One row of the ledger to be: a way, or a way that is not gone and why."""

    channel: Channel
    why: str = ""


def sooner(choices: list[Channel]) -> Channel:
    """The one of these that tells first. Raises ValueError for none."""
    return min(choices, key=SOONEST.index)


def routes(wanted: Channel, weight: Weight, ways: Ways) -> list[Route]:
    """Which ways something goes to somebody who asked for `wanted`: exactly one, for an emergency every way there is.

    What matters has a floor: nobody waits a week for it, nor has to look for it.
    """
    if weight == Weight.EMERGENCY:
        return _every_way(ways)
    if weight == Weight.IMPORTANT and wanted not in (Channel.APP, Channel.MAIL):
        wanted = Channel.MAIL
    if wanted == Channel.WEB:
        return [Route(Channel.WEB, Why.WEB_ONLY)]
    if wanted == Channel.APP and not ways.has_device:
        wanted = Channel.MAIL
    if wanted != Channel.APP and not ways.takes_mail:
        return [Route(Channel.APP)] if ways.has_device else [Route(wanted, Why.NO_WAY)]
    return [Route(wanted)]


def _every_way(ways: Ways) -> list[Route]:
    found = [Route(Channel.APP)] if ways.has_device else []
    if ways.takes_mail:
        found.append(Route(Channel.MAIL))
    return found or [Route(Channel.MAIL, Why.NO_WAY)]


def next_daily(after: datetime, clock: time) -> datetime:
    """The first moment after `after` at which the clock of the school shows `clock`."""
    return _next(after, clock, range(1, WEEK + 1))


def next_weekly(after: datetime, weekday: int, clock: time) -> datetime:
    """The first such moment on a weekday; Monday is 1."""
    return _next(after, clock, [weekday])


def _next(after: datetime, clock: time, weekdays: "range | list[int]") -> datetime:
    """Never `after` itself: what is planned at 16.00 does not catch the overview that leaves at 16.00."""
    today = after.astimezone(AMSTERDAM).date()
    days = (today + timedelta(days=ahead) for ahead in range(WEEK + 1))
    moments = (datetime.combine(day, clock, AMSTERDAM) for day in days if day.isoweekday() in weekdays)
    return next(moment for moment in moments if moment > after)
