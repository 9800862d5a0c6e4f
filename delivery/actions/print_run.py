"""Letters on paper for families that Kring does not reach.

The promise: whoever gets a code gets it in an envelope of its own family, of guardians who are spoken to apart each in
an own one, and the codes of an earlier run stop working.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from conversations.models import SeparateGuardians
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
    children = {child.pk for envelope in envelopes for child in envelope.children}
    apart = set(SeparateGuardians.objects.filter(child__in=children).values_list("child", flat=True))
    written = []
    for envelope in envelopes:
        codes = write_letters(authorities=envelope.invitable, by=by, now=now)
        # Whoever opens one envelope must not hold the code of the other guardian (C24).
        is_apart = any(code.authority.child_id in apart for code in codes)
        in_envelopes = [[code] for code in codes] if is_apart else [codes]
        written += [PaperLetter(envelope, inside) for inside in in_envelopes]
    return written
