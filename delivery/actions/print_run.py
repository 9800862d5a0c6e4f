"""Letters on paper for families that Kring does not reach.

The promise: whoever gets a code gets it in an envelope of its own family, and the codes of an earlier run stop working.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from delivery.queries.envelopes import Envelope
from groups.actions import write_letters
from groups.actions.invitations import CodeLetter
from people.models import User


@dataclass(frozen=True)
class PaperLetter:
    """What goes in one envelope: the post, and a page with a code for each guardian who has none yet."""

    envelope: Envelope
    codes: list[CodeLetter]


@transaction.atomic
def write_print_run(*, envelopes: Sequence[Envelope], by: User, now: datetime) -> list[PaperLetter]:
    """Make new codes for all guardians in these envelopes; older codes stop working (R160, R167).

    Raises groups.errors.Refused when somebody came in since, and then makes no code at all.
    """
    return [
        PaperLetter(envelope, write_letters(authorities=envelope.invitable, by=by, now=now))
        for envelope in envelopes
    ]
