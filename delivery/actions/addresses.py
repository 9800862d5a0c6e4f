"""Remembering which addresses take no mail.

The promise: three mails that came back for good stop the mail to an address and show the family to the office (G11);
what stands in the portal is there all the same.
"""

from datetime import datetime

from django.db import transaction

from common.replies import Kind
from delivery.models import AddressState, Delivery
from people.models import User

HARD_LIMIT = 3
SAID_LENGTH = 200
# What a row says of a mail that did not arrive.
WHY = {Kind.HARD: Delivery.Why.ADDRESS, Kind.FULL: Delivery.Why.FULL, Kind.SOFT: Delivery.Why.SERVER}


@transaction.atomic
def count_bounce(*, address: str, kind: Kind, said: str, now: datetime) -> AddressState:
    """Write down that something came back from an address; whoever calls counts each mail once.

    A full mailbox, and a server that refuses us or our words, say nothing against the address: they count apart.
    """
    state, _made = AddressState.objects.select_for_update().get_or_create(address=address.lower())
    state.last_bounce_at, state.last_said = now, said[:SAID_LENGTH]
    if kind == Kind.HARD:
        state.hard_bounces += 1
        if state.hard_bounces >= HARD_LIMIT:
            state.flagged_at = state.flagged_at or now
    elif kind == Kind.COMPLAINT:
        state.complained_at = state.complained_at or now
    else:
        state.soft_bounces += 1
    state.save()
    return state


@transaction.atomic
def clear_address(*, address: AddressState, by: User, now: datetime) -> None:
    """Let mail go to an address again, because the office heard that it works. Whoever called mail unwanted keeps that.

    What came back is forgotten: three new ones show the family again.
    """
    state = AddressState.objects.select_for_update().get(pk=address.pk)
    state.hard_bounces = state.soft_bounces = 0
    state.last_said, state.last_bounce_at, state.flagged_at = "", None, None
    state.save()
