"""What the pages and the process of event streams agree on: tickets, and the channel that rings go over.

Nothing here touches the database: the process of event streams never opens it.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

# What may stand in a ring: a kind of thing, and perhaps which one. No text, no name, no number of anything.
ABOUT = re.compile(r"[a-z]+(-[a-z]+)*(:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?")
LIFETIME = timedelta(minutes=10)
LONGEST = 200


class TicketRefused(Exception):
    """Not a ticket of ours, or not any more."""


@dataclass(frozen=True)
class Ticket:
    """Opens the event stream of one account until `ends_at`; opens nothing else."""

    account: str
    ends_at: datetime


def ticket_for(account: UUID | str, *, now: datetime) -> str:
    """Return a signed ticket, good for ten minutes, that fits in an address.

    Whoever asks has checked the session: a ticket is not asked about again before it ends.
    """
    return _signer().sign(f"{account}:{int((now + LIFETIME).timestamp())}")


def read_ticket(text: str, *, now: datetime) -> Ticket:
    """Return what the ticket says. Raises TicketRefused when we did not sign it or it has ended."""
    try:
        account, ends = _signer().unsign(text[:LONGEST]).split(":")
        ticket = Ticket(account, datetime.fromtimestamp(int(ends), UTC))
    except (BadSignature, ValueError) as error:
        raise TicketRefused("not a ticket of this portal") from error
    if ticket.ends_at <= now:
        raise TicketRefused("this ticket has ended")
    return ticket


def channel() -> str:
    """The Redis channel of this installation: Redis has one set of channels, whatever database is used."""
    secret = salted_hmac("common.streams.channel", "", secret=settings.SECRET_KEY, algorithm="sha256")
    return f"kring:live:{secret.hexdigest()[:16]}"


def _signer() -> Signer:
    return Signer(salt="common.streams.ticket")
