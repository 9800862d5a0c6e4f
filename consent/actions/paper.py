"""Answers on paper, entered by the office for a guardian (R021).

The promise: the form itself is kept with its date; who entered it is on record beside whose answer it is; and a
yes on paper never undoes a no that the guardian said on that day or later.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.documents import Document
from common.storage import delete_private, new_name, write_private
from consent.actions.decisions import write_down
from consent.errors import PaperRefused, Refused
from consent.models import Decision, PaperForm, Purpose
from consent.queries.paper import signers_for, why_not_yes
from people.models import ParentalAuthority, User


def enter_paper(
    *,
    authority: ParentalAuthority,
    signed_on: date,
    scan: Document,
    answers: Mapping[Purpose, str],
    by: User,
    now: datetime,
) -> PaperForm:
    """Keep a signed form and write down its answers, with a receipt for the guardian.

    The guardian may be one without an account. The same scan of the same day, sent twice, is one
    form; answers that were not there yet are added. Raises PermissionDenied, PaperRefused for a yes that cannot be
    written down any more, and Refused when the scan cannot be kept; then nothing is written.
    """
    try:
        name = write_private(new_name("paper", scan.suffix), scan.content)
    except OSError as error:
        raise Refused(_("There is no room on the server for this file. Tell whoever runs Kring.")) from error
    try:
        form = _enter(authority, signed_on, scan, name, answers, by, now)
    except BaseException:
        delete_private(name)
        raise
    if form.stored_as != name:
        delete_private(name)
    return form


@transaction.atomic
def _enter(
    authority: ParentalAuthority,
    signed_on: date,
    scan: Document,
    name: str,
    answers: Mapping[Purpose, str],
    by: User,
    now: datetime,
) -> PaperForm:
    # The lock a guardian's own save takes too: what they say at this moment is seen here or comes after.
    locked = ParentalAuthority.objects.select_for_update(of=("self",)).filter(pk=authority.pk)
    if not locked.exists() or not signers_for(by).filter(pk=authority.pk).exists():
        raise PermissionDenied("A form is entered by the school's office, for a guardian with authority.")
    today = timezone.localdate(now)
    yes = [purpose for purpose, answer in answers.items() if answer == Decision.Answer.YES]
    refused = why_not_yes(authority, yes, signed_on=signed_on, today=today)
    if refused:
        raise PaperRefused(refused)
    sheet = {"signed_on": signed_on, "sha256": hashlib.sha256(scan.content).hexdigest(), "entered_by": by}
    form = authority.paper_forms.filter(**sheet).first() or PaperForm.objects.create(
        authority=authority, stored_as=name, content_type=scan.content_type, entered_at=now, **sheet
    )
    write_down(of=authority, answers=answers, by=by, now=now, via=Decision.Via.PAPER, paper=form)
    return form
