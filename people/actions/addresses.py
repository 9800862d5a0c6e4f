"""Another e-mail address for an account (R172, R173).

The promise: an address counts once somebody who reads its mail, and who is the owner of the account, pressed the
button behind the link. The old address hears of it before and after, and never reads what the new one is. Whether
an address has an account already is told to that address only. An address nobody has shown to be theirs hears nothing
but the mail with its own link.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.mail import send_mail
from people.actions import end_sessions
from people.codes import hash_token, new_token
from people.errors import EmailTaken
from people.models import EmailChange, User
from people.queries import email_change_behind, is_proven

LASTS = timedelta(hours=24)


@dataclass(frozen=True)
class Helpline:
    """Whom to call when it was not you: a school and its telephone number, which may be empty."""

    name: str
    phone: str = ""


@transaction.atomic
def ask_email_change(*, address: str, helplines: Sequence[Helpline], by: User, now: datetime) -> None:
    """Mail a link to `address` and a warning to the address of today; an earlier link stops working.

    An address that has an account gets a warning instead of a link, and whoever asks cannot tell the difference.
    `address` may be the one of today: then its owner shows with the link that it is theirs.
    """
    wanted, token = address.strip().lower(), new_token()
    User.objects.select_for_update().get(pk=by.pk)
    about = {"address": wanted, "token_hash": hash_token(token), "expires_at": now + LASTS}
    EmailChange.objects.update_or_create(user=by, defaults=about)
    link = settings.KRING_URL + reverse("account_email_confirm", args=[token])
    is_taken = User.objects.filter(email__iexact=wanted).exclude(pk=by.pk).exists()
    context: dict[str, Any] = {"helplines": helplines, "link": link}
    if wanted == by.email:
        send_mail(template="people/email_prove", to=[wanted], context=context)
        return
    send_mail(template="people/email_taken" if is_taken else "people/email_new", to=[wanted], context=context)
    if is_proven(by):
        send_mail(template="people/email_asked", to=[by.email], context=context)


@transaction.atomic
def confirm_email_change(
    *, token: str, keep: str | None, helplines: Sequence[Helpline], now: datetime
) -> User:
    """Make the new address the one to sign in with; all sessions end but the one with the key `keep`.

    When it is the address of today, it is proven from now on and nothing else changes. Whoever calls has made sure
    that it is the owner. Raises LinkDead, and EmailTaken when another account has the address since. Links to
    choose a password die with the address they were sent to.
    """
    change = email_change_behind(token, now=now)
    user = User.objects.select_for_update().get(pk=change.user_id)
    # Two presses at once: the second one waits above and finds that the link was used.
    change = email_change_behind(token, now=now)
    change.delete()
    if change.address == user.email:
        prove_address(by=user)
        return user
    before, was_proven, user.email = user.email, is_proven(user), change.address
    _store(user)
    end_sessions(user=user, by=user, keep=keep)
    if was_proven:
        send_mail(template="people/email_changed", to=[before], context={"helplines": helplines})
    return user


@transaction.atomic
def prove_address(*, by: User) -> None:
    """Write down that the owner used a link that was mailed to the address of today."""
    EmailAddress.objects.filter(user=by).delete()
    EmailAddress.objects.create(user=by, email=by.email, primary=True, verified=True)


def _store(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
            prove_address(by=user)
    except IntegrityError as error:
        raise EmailTaken from error


@transaction.atomic
def confirm_contact(*, by: User, now: datetime) -> None:
    """Write down that the owner says: name and address are right (R172)."""
    by.contact_checked_at = now
    by.save(update_fields=["contact_checked_at"])


@transaction.atomic
def forget_email_changes(*, now: datetime) -> int:
    """Forget the addresses that were never confirmed; returns how many."""
    return EmailChange.objects.filter(expires_at__lte=now).delete()[0]
