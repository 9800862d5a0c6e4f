"""Questions about accounts and codes."""

import uuid
from collections.abc import Collection, Iterable
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db.models import F, OuterRef, QuerySet

from people.codes import hash_code, hash_token, read_code
from people.errors import CodeRefused, LinkDead
from people.models import EmailChange, Invitation, InvitationQuerySet, User


def usable_invitation(*, code: str, now: datetime, lock: bool = False) -> Invitation:
    """Return the invitation a typed code opens. Raises CodeRefused; `lock` needs a transaction."""
    found = _invitations(lock).filter(code_hash=hash_code(code)).first() if read_code(code) else None
    return _checked(found, now)


def still_usable(*, invitation_id: uuid.UUID | str, now: datetime, lock: bool = False) -> Invitation:
    """Return an invitation whose code was typed a moment ago. Raises CodeRefused when that changed."""
    return _checked(_invitations(lock).filter(pk=invitation_id).first(), now)


def _invitations(lock: bool) -> InvitationQuerySet:
    invitations = Invitation.objects.select_related("authority__child")
    # The guardian before the code, as whoever blocks or invites does: in the other order two of them wait for ever.
    return invitations.select_for_update(of=("authority", "self")) if lock else invitations


def _checked(invitation: Invitation | None, now: datetime) -> Invitation:
    if invitation is None or invitation.authority.blocked_at is not None:
        raise CodeRefused(CodeRefused.UNKNOWN)
    if invitation.redeemed_at is not None:
        raise CodeRefused(CodeRefused.USED)
    if invitation.revoked_at is not None or invitation.expires_at <= now:
        raise CodeRefused(CodeRefused.EXPIRED)
    return invitation


def email_change_behind(token: str, *, now: datetime) -> EmailChange:
    """Return the change a link is for, with its account. Raises LinkDead for any other link.

    The account has to be one that may sign in: a link is no way around a suspension.
    """
    changes = EmailChange.objects.filter(expires_at__gt=now, user__is_active=True).select_related("user")
    change = changes.filter(token_hash=hash_token(token)).first()
    if change is None or change.user.is_suspended(now):
        raise LinkDead
    return change


def pending_email(user: User, *, now: datetime) -> EmailChange | None:
    """Return the change this account waits for, if any."""
    return EmailChange.objects.filter(user=user, expires_at__gt=now).first()


def proven_accounts(users: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these accounts have an address that was shown to be theirs. One query; no row is no proof.

    To any other address goes nothing that only its owner may read, and no way in.
    """
    return set(_proofs().filter(user__in=users).values_list("user", flat=True))


def proof_of(user: OuterRef) -> "QuerySet[EmailAddress]":
    """What shows that the address of an account is of its owner, for a condition in a query on something else."""
    return _proofs().filter(user=user)


def _proofs() -> "QuerySet[EmailAddress]":
    return EmailAddress.objects.filter(verified=True, email=F("user__email"))


def is_proven(user: User) -> bool:
    """Was the address of this account shown to be of its owner?"""
    return user.pk in proven_accounts([user.pk])


def mailable(people: Iterable[User]) -> list[User]:
    """Of these accounts, in the same order, those whose mail reaches them and nobody else. One query."""
    asked = list(people)
    proven = proven_accounts([person.pk for person in asked])
    return [person for person in asked if person.pk in proven]


def belongs_to_address(user: User) -> bool:
    """Is who gets into this account sure to be who reads the mail of its address?

    They showed that it is theirs, or the school made the account for the address and nobody has been in it yet.
    """
    return not user.has_usable_password() or is_proven(user)


def is_of(address: str, domains: set[str]) -> bool:
    """Is this address in one of these mail domains; any address is when there are none."""
    return not domains or address.strip().lower().rpartition("@")[2] in domains
