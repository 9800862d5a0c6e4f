"""Receipts: what somebody chose, in words that cannot change, by mail and in the history.

The promise: a receipt is written in the transaction of the choices it tells of, and reaches the one person who
made them and nobody else. Its file and its mail follow; a sweep finds what was left lying.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.cache import cache
from django.db.models import Q
from django.utils import timezone

from common.background import after_commit
from common.mail import Attachment, deliver, render_letter
from common.pdf import render_pdf
from common.storage import exists_private, write_private
from consent.models import Decision, PaperForm, Purpose, Receipt
from consent.queries.receipts import check_code, seal_of
from people.models import ParentalAuthority, User
from people.queries import is_proven

# How long one worker has to send a mail before another may try.
LEASE_SECONDS = 300
# The sweep leaves alone what a worker may be busy with.
LEFT_LYING = timedelta(minutes=2)
# An address that no server takes for so long must not hold up the mails of others; the receipt stays in the history.
TRIED_FOR = timedelta(days=14)
SWEPT_AT_ONCE = 100


@dataclass(frozen=True)
class Answered:
    """One answer in a save: what was asked, what was chosen before by this person, and whether yes counted."""

    purpose: Purpose
    answer: str
    before: Decision | None
    counted: bool


@dataclass(frozen=True)
class Saving:
    """One save: whose choices, entered by whom, when and how."""

    of: ParentalAuthority | User
    by: User
    now: datetime
    via: str
    paper: PaperForm | None

    @property
    def authority(self) -> ParentalAuthority | None:
        return self.of if isinstance(self.of, ParentalAuthority) else None

    @property
    def person(self) -> User | None:
        return self.of if isinstance(self.of, User) else None


def write_receipt(*, saving: Saving, told: Sequence[Answered]) -> Receipt:
    """Write down what was chosen in one save for one school, sealed; its file and mail follow after the commit."""
    number = uuid4()
    statement = _statement(number, saving, told)
    receipt = Receipt.objects.create(
        pk=number,
        school=told[0].purpose.school,
        authority=saving.authority,
        person=saving.person,
        paper=saving.paper,
        statement=statement,
        seal=seal_of(statement),
        made_at=saving.now,
    )
    after_commit("consent.tasks.finish_receipt", str(receipt.pk))
    return receipt


def _statement(number: UUID, saving: Saving, told: Sequence[Answered]) -> dict[str, Any]:
    now = saving.now
    return {
        "form": 1,
        "number": str(number),
        "school": _school(told[0].purpose),
        "child": _child(saving.authority) if saving.authority else None,
        "person": _person(saving.of),
        "choices": [_choice(answered) for answered in told],
        "at": {"utc": now.astimezone(UTC).isoformat(), "amsterdam": timezone.localtime(now).isoformat()},
        "via": saving.via,
        "entered_by": {"id": str(saving.by.pk), "name": saving.by.get_full_name()},
        "paper": _paper(saving.paper) if saving.paper else None,
    }


def finish_receipt(*, receipt: Receipt, now: datetime) -> None:
    """Make the file of a receipt and mail it to the one who chose; what is done already is not done again.

    Raises PdfFailed, SMTPException or OSError: then the sweep comes back to it.
    """
    _store(receipt)
    _mail(receipt, now)


def sweep_receipts(*, now: datetime) -> int:
    """Ring again for receipts without a file, or two weeks long without a mail; returns for how many."""
    lying = Receipt.objects.filter(mailed_at=None, made_at__lt=now - LEFT_LYING)
    is_welcome = Q(person__is_active=True) | Q(
        authority__guardian__is_active=True, authority__blocked_at=None
    )
    has_address = Q(authority__guardian=None, authority__blocked_at=None) & Q(authority__email__gt="")
    is_recent = Q(made_at__gt=now - TRIED_FOR)
    wanted = lying.filter((is_welcome | has_address) & is_recent | Q(stored_as="")).order_by("made_at")
    ids = list(wanted.values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    for pk in ids:
        after_commit("consent.tasks.finish_receipt", str(pk))
    return len(ids)


def _store(receipt: Receipt) -> None:
    """Print the statement; the same statement gives the same bytes, so two workers write the same file."""
    if receipt.stored_as and exists_private(receipt.stored_as):
        return
    context = {
        "statement": receipt.statement,
        "code": check_code(receipt),
        "at": receipt.made_at,
        "school_name": receipt.statement["school"]["name"],
        "reference": receipt.statement["number"],
    }
    content = render_pdf(
        "pdf/consent_receipt.html", context, identifier=receipt.pk.bytes, created=receipt.made_at
    )
    if receipt.sha256:  # the file was lost: the hash of what was mailed stays the measure
        write_private(receipt.stored_as, content)
        return
    receipt.stored_as = write_private(f"receipts/{receipt.pk.hex[:2]}/{receipt.pk.hex}.pdf", content)
    receipt.sha256 = hashlib.sha256(content).hexdigest()
    receipt.save(update_fields=["stored_as", "sha256"])


def _mail(receipt: Receipt, now: datetime) -> None:
    """Send the file, once. Who died between sending and writing that down sends it again: better than never."""
    person = _to_tell(receipt)
    if receipt.mailed_at or person is None:
        return
    lease = f"receipt-mail:{receipt.pk}"
    if not cache.add(lease, 1, LEASE_SECONDS):
        return
    try:
        if not Receipt.objects.filter(pk=receipt.pk, mailed_at=None).exists():
            return
        name = f"kring-{check_code(receipt).lower()}.pdf"
        file = Attachment(name=name, stored_as=receipt.stored_as, content_type="application/pdf")
        context = {"receipt": receipt, "statement": receipt.statement, "person": person}
        deliver(render_letter("consent/receipt", person.email, context, attachments=[file]))
        Receipt.objects.filter(pk=receipt.pk).update(mailed_at=now)
    finally:
        cache.delete(lease)


@dataclass(frozen=True)
class Addressee:
    """Who gets the mail of a receipt; a guardian who signed on paper may have an address and no account."""

    name: str
    email: str
    has_account: bool = True


def _to_tell(receipt: Receipt) -> Addressee | None:
    """Who chose, when there is an address, shown to be theirs, the account is on and nobody keeps them out."""
    authority = receipt.authority
    person = authority.guardian if authority else receipt.person
    if authority is not None and authority.blocked_at is not None:
        return None
    if person is not None:
        may_read = person.is_active and is_proven(person)
        return Addressee(person.get_full_name(), person.email) if may_read else None
    if authority is not None and authority.email:
        return Addressee(authority.name, authority.email, has_account=False)
    return None


def _school(purpose: Purpose) -> dict[str, str]:
    return {"name": purpose.school.name, "brin": purpose.school.brin}


def _child(authority: ParentalAuthority) -> dict[str, str]:
    child = authority.child
    return {"id": str(child.pk), "name": child.full_name, "called": child.short_name}


def _person(of: ParentalAuthority | User) -> dict[str, str]:
    if isinstance(of, User):
        return {"id": str(of.pk), "name": of.get_full_name()}
    return {"id": str(of.guardian_id or ""), "name": of.display_name}


def _paper(paper: PaperForm) -> dict[str, str]:
    return {"id": str(paper.pk), "signed_on": paper.signed_on.isoformat(), "sha256": paper.sha256}


def _choice(answered: Answered) -> dict[str, Any]:
    purpose, before = answered.purpose, answered.before
    return {
        "purpose": purpose.pk,
        "title": purpose.title,
        "wording": purpose.wording,
        "version": purpose.version,
        "answer": answered.answer,
        "means": purpose.yes_means if answered.answer == Decision.Answer.YES else purpose.no_means,
        "chosen_before": before.answer if before else None,
        "counted_before": Decision.Answer.YES if answered.counted else Decision.Answer.NO,
    }
