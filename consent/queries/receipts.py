"""Receipts: whose they are, and whether they still say what this server wrote (R153)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from common.storage import read_private
from consent.models import Receipt
from groups.models import School
from groups.permissions import groups_where
from people.models import Child, ParentalAuthority, User

SALT = "consent.receipt"
CODE_LENGTH = 16
CODE_PART = 4


def canonical(statement: Mapping[str, Any]) -> bytes:
    """The one way to write a statement as bytes, whatever the order in which the database gives its keys."""
    return json.dumps(statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal_of(statement: Mapping[str, Any], *, key: str | None = None) -> str:
    """The keyed SHA-256 of a statement, 64 hexadecimal digits: only this server can make it."""
    return salted_hmac(SALT, canonical(statement), secret=key, algorithm="sha256").hexdigest()


def is_sealed(receipt: Receipt) -> bool:
    """Does the seal fit the statement, under the key of today or one it replaced?"""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return any(constant_time_compare(seal_of(receipt.statement, key=key), receipt.seal) for key in keys)


def check_code(receipt: Receipt) -> str:
    """The start of the seal, in groups of four, as printed on the receipt."""
    digits = receipt.seal[:CODE_LENGTH].upper()
    return "-".join(digits[start : start + CODE_PART] for start in range(0, CODE_LENGTH, CODE_PART))


@dataclass(frozen=True)
class Verdict:
    """What is still right about a receipt. `file` is None when there is no file yet."""

    receipt: Receipt
    statement: bool
    decisions: bool
    file: bool | None

    @property
    def is_right(self) -> bool:
        return self.statement and self.decisions and self.file is not False


def verify(receipt: Receipt) -> Verdict:
    """Count everything again: the seal, the hash of the file, and the decisions the receipt tells of."""
    return Verdict(
        receipt=receipt,
        statement=is_sealed(receipt),
        decisions=_as_told(receipt) == _as_decided(receipt),
        file=_file_is_right(receipt) if receipt.sha256 else None,
    )


def _as_told(receipt: Receipt) -> set[tuple[Any, ...]]:
    told = receipt.statement.get("choices", [])
    return {
        tuple(choice.get(name) for name in ("purpose", "version", "answer", "wording")) for choice in told
    }


def _as_decided(receipt: Receipt) -> set[tuple[Any, ...]]:
    return set(receipt.decisions.values_list("purpose_id", "version", "answer", "wording"))


def _file_is_right(receipt: Receipt) -> bool:
    try:
        return hashlib.sha256(read_private(receipt.stored_as)).hexdigest() == receipt.sha256
    except FileNotFoundError:
        return False


def receipts_of(user: User, child: Child) -> QuerySet[Receipt]:
    """What this guardian got about this child, newest first; never what another guardian got."""
    return _own(user).filter(authority__child=child)


def receipts_about_self(user: User) -> QuerySet[Receipt]:
    """What an adult got about the own picture, newest first."""
    return _own(user).filter(person=user)


def receipts_for(user: User) -> QuerySet[Receipt]:
    """Every receipt this account may open: its own, and for who leads a school all of that school."""
    return (_own(user) | receipts_led_by(user)).select_related("school", "authority__child", "person")


def receipts_led_by(user: User) -> QuerySet[Receipt]:
    """The receipts of the schools this account leads."""
    return Receipt.objects.filter(school__in=School.objects.filter(groups__in=_led(user)))


def find_receipt(user: User, text: str) -> Receipt | None:
    """The receipt with this number or check code, in a school this account leads; spaces and dashes do not count."""
    bare = "".join(mark for mark in text.lower() if mark.isalnum())
    if len(bare) < CODE_LENGTH or not set(bare) <= set("0123456789abcdef"):
        return None
    wanted = Q(seal__startswith=bare)
    if len(bare) == len(UUID(int=0).hex):
        wanted |= Q(pk=UUID(bare))
    return receipts_led_by(user).filter(wanted).select_related("school", "authority__child", "person").first()


def _own(user: User) -> QuerySet[Receipt]:
    deciding = ParentalAuthority.objects.deciding().filter(guardian=user)
    return Receipt.objects.filter(Q(authority__in=deciding) | Q(person=user))


def _led(user: User) -> QuerySet[Any]:
    return groups_where(user, "direct").school_wide()
