"""Changes to accounts, guardians and codes.

The promise: a code is known only to the person who receives it, works once, for one guardian and one child.
What follows for memberships is decided one floor up, in groups.actions.
"""

from datetime import datetime, timedelta
from importlib import import_module
from urllib.parse import quote

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.urls import reverse

from common.mail import send_mail
from people.codes import hash_code, new_code
from people.errors import EmailTaken
from people.models import Child, Invitation, ParentalAuthority, User


@transaction.atomic
def create_account(
    *,
    email: str,
    password: str | None,
    first_name: str,
    last_name: str,
    verified: bool,
    by: User | None,
) -> User:
    """Make an account that signs in with `email`. `verified`: the school knew this address before.

    Raises EmailTaken when the address has an account already. Without a password nobody can sign in yet.
    """
    address = email.strip().lower()
    try:
        with transaction.atomic():
            user = User.objects.create_user(address, password, first_name=first_name, last_name=last_name)
            EmailAddress.objects.create(user=user, email=address, primary=True, verified=verified)
    except IntegrityError as error:
        raise EmailTaken from error
    return user


@transaction.atomic
def welcome_colleague(*, user: User, school_name: str, by: User) -> None:
    """Mail a new colleague the link with which they choose their own password (works once, for an hour)."""
    context = {
        "user": user,
        "school_name": school_name,
        "invited_by": by.get_short_name(),
        "password_url": password_link(user),
        "reset_url": settings.KRING_URL + reverse("account_reset_password"),
    }
    send_mail(template="people/colleague", to=[user.email], context=context)


def password_link(user: User) -> str:
    """Return a fresh address at which this account chooses a password: works once, for an hour."""
    return password_url(
        f"{user_pk_to_url_str(user)}-{EmailAwarePasswordResetTokenGenerator().make_token(user)}"
    )


def password_url(key: str) -> str:
    """Return the address at which somebody chooses a password; always on the fixed address of this portal."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
    return settings.KRING_URL + path.replace("UID-KEY", quote(key))


@transaction.atomic
def record_guardian(
    *,
    child: Child,
    name: str = "",
    email: str = "",
    relation: str = ParentalAuthority.Relation.PARENT,
    authority: str = ParentalAuthority.Authority.UNKNOWN,
    by: User | None,
) -> ParentalAuthority:
    """Write down a guardian as the school knows them. Gives no access: that takes a code (R010, R073)."""
    return ParentalAuthority.objects.create(
        child=child,
        name=name,
        email=email.strip().lower(),
        relation=relation,
        authority=authority,
    )


@transaction.atomic
def correct_guardian(
    *, authority: ParentalAuthority, name: str, email: str, relation: str, by: User | None, now: datetime
) -> None:
    """Correct what the school knows of a guardian. Changes no account: that belongs to its owner.

    With another address an unused code stops working: it may have gone to somebody else.
    """
    address = email.strip().lower()
    if address != authority.email:
        revoke_invitations(authority=authority, by=by, now=now)
    authority.name, authority.email, authority.relation = name, address, relation
    authority.save(update_fields=["name", "email", "relation"])


@transaction.atomic
def invite_guardian(
    *,
    authority: ParentalAuthority,
    valid_days: int,
    by: User,
    now: datetime,
) -> tuple[Invitation, str]:
    """Make a new code for this guardian and child; an older unused code stops working (R166, R167).

    Returns the invitation and the code in print form. The code is nowhere stored and cannot be shown again.
    """
    ParentalAuthority.objects.select_for_update().get(pk=authority.pk)
    revoke_invitations(authority=authority, by=by, now=now)
    code = new_code()
    invitation = Invitation.objects.create(
        authority=authority,
        code_hash=hash_code(code),
        created_by=by,
        created_at=now,
        expires_at=now + timedelta(days=valid_days),
    )
    return invitation, code


@transaction.atomic
def revoke_invitations(*, authority: ParentalAuthority, by: User | None, now: datetime) -> None:
    """Make the unused code of a guardian worthless. A code that was used already stays as it is."""
    authority.invitations.filter(redeemed_at=None, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def end_sessions(*, user: User, by: User, keep: str | None = None) -> int:
    """Sign an account out on every device, but for the session with the key `keep`; returns how many ended.

    The account is only known inside the stored session, so all live sessions are read; this happens when somebody
    leaves or gets another address, not in daily use. Deleting goes through the session engine, which also empties
    its cache.
    """
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = [
        session.session_key
        for session in Session.objects.iterator()
        if session.session_key != keep and session.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    for key in keys:
        store().delete(key)
    return len(keys)


@transaction.atomic
def suspend_account(*, user: User, until: datetime, by: User) -> None:
    """Nobody signs in with this account before `until`, and every device is signed out (R125)."""
    user.suspended_until = until
    user.save(update_fields=["suspended_until"])
    # A session that was open would be good again after the end date, in whosever hands it is.
    end_sessions(user=user, by=by)


@transaction.atomic
def end_suspension(*, user: User, by: User) -> None:
    """The account signs in again; nothing happens when it did not stand still."""
    user.suspended_until = None
    user.save(update_fields=["suspended_until"])
