"""Changes to accounts, guardians and codes.

The promise: a code is known only to the person who receives it, works once, for one guardian and one child.
What follows for memberships is decided one floor up, in groups.actions.
"""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from people.codes import hash_code, new_code
from people.models import Child, Invitation, ParentalAuthority, User


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
        child=child, name=name, email=email.strip().lower(), relation=relation, authority=authority,
    )


@transaction.atomic
def invite_guardian(
    *, authority: ParentalAuthority, valid_days: int, by: User, now: datetime,
) -> tuple[Invitation, str]:
    """Make a new code for this guardian and child; an older unused code stops working (R166, R167).

    Returns the invitation and the code in print form. The code is nowhere stored and cannot be shown again.
    """
    ParentalAuthority.objects.select_for_update().get(pk=authority.pk)
    authority.invitations.filter(redeemed_at=None, revoked_at=None).update(revoked_at=now)
    code = new_code()
    invitation = Invitation.objects.create(
        authority=authority, code_hash=hash_code(code), created_by=by, created_at=now,
        expires_at=now + timedelta(days=valid_days),
    )
    return invitation, code


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User, now: datetime) -> None:
    """Make an unused code worthless. A code that was used already stays as it is."""
    Invitation.objects.filter(pk=invitation.pk, redeemed_at=None, revoked_at=None).update(revoked_at=now)


@transaction.atomic
def end_sessions(*, user: User, by: User) -> int:
    """Sign an account out on every device; returns how many sessions ended.

    The session key is only known inside the stored session, so all live sessions are read; this happens when
    somebody leaves, not in daily use.
    """
    ended = 0
    for session in Session.objects.iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    return ended
