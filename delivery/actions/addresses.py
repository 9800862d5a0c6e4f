"""Remembering which addresses take no mail.

The promise: three mails that came back for good stop the mail to an address and show the family to the office (G11);
what stands in the portal is there all the same.
"""

from datetime import datetime
from enum import StrEnum

from django.db import transaction

from delivery.models import AddressState

HARD_LIMIT = 3
SAID_LENGTH = 200


class Kind(StrEnum):
    """What came back."""

    HARD = "hard"
    SOFT = "soft"
    COMPLAINT = "complaint"


@transaction.atomic
def count_bounce(*, address: str, kind: Kind, said: str, now: datetime) -> AddressState:
    """Write down that something came back from an address; whoever calls counts each mail once."""
    state, _made = AddressState.objects.select_for_update().get_or_create(address=address.lower())
    state.last_bounce_at, state.last_said = now, said[:SAID_LENGTH]
    if kind == Kind.HARD:
        state.hard_bounces += 1
        if state.hard_bounces >= HARD_LIMIT:
            state.flagged_at = state.flagged_at or now
    elif kind == Kind.SOFT:
        state.soft_bounces += 1
    else:
        state.complained_at = state.complained_at or now
    state.save()
    return state
