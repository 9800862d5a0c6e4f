"""Coupling guardians to accounts, and what their authority means for access."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.mail import send_mail
from groups.actions.memberships import follow_child
from groups.errors import Refused
from groups.queries import office_addresses, school_of
from people import actions as people_actions
from people.actions.addresses import Helpline, ask_email_change
from people.errors import CodeRefused
from people.models import Invitation, ParentalAuthority, User
from people.queries import still_usable, usable_invitation


@transaction.atomic
def couple_guardian(*, code: str, by: User, now: datetime) -> ParentalAuthority:
    """Use a coupling code for the account `by`: once, in time, one guardian and one child (R167, R168).

    Raises CodeRefused with a sentence for the person who typed it. Two people using one code at the same
    moment: the row lock and the conditional update let one of them win.
    """
    return _redeem(usable_invitation(code=code, now=now, lock=True), by=by, now=now)


@transaction.atomic
def redeem_invitation(*, invitation_id: UUID | str, by: User, now: datetime) -> ParentalAuthority:
    """Couple the account `by` with an invitation whose code was typed a moment ago. Raises CodeRefused."""
    return _redeem(still_usable(invitation_id=invitation_id, now=now, lock=True), by=by, now=now)


@transaction.atomic
def open_account(
    *,
    invitation_id: UUID | str,
    first_name: str,
    last_name: str,
    email: str,
    password: str,
    now: datetime,
) -> User:
    """Make the account a coupling code is for, and couple it: both or neither (R167, R073).

    Another address than the school knows gets a mail first with which its owner shows that it is theirs.
    Raises CodeRefused, and EmailTaken when the address has an account already.
    """
    invitation = still_usable(invitation_id=invitation_id, now=now, lock=True)
    address = email.strip().lower()
    is_known = address == invitation.authority.email
    user = people_actions.create_account(
        email=address,
        password=password,
        first_name=first_name,
        last_name=last_name,
        verified=is_known,
        by=None,
    )
    _redeem(invitation, by=user, now=now)
    if not is_known:
        school = school_of(invitation.authority.child)
        helplines = [Helpline(school.name, school.phone)] if school else []
        ask_email_change(address=address, helplines=helplines, by=user, now=now)
    return user


@transaction.atomic
def refuse_child(*, invitation_id: UUID | str, now: datetime) -> None:
    """Somebody with a code says this is not their child: the code stops working and the school hears it."""
    invitation = still_usable(invitation_id=invitation_id, now=now, lock=True)
    authority = invitation.authority
    people_actions.revoke_invitations(authority=authority, by=None, now=now)
    school = school_of(authority.child)
    if school is not None:
        context = {"child": authority.child, "guardian": authority.display_name, "school": school}
        office = office_addresses(school, timezone.localdate(now))
        send_mail(template="people/wrong_child", to=office, context=context)


def _redeem(invitation: Invitation, *, by: User, now: datetime) -> ParentalAuthority:
    authority = invitation.authority
    if authority.guardian_id not in (None, by.pk):
        raise CodeRefused(CodeRefused.USED)
    taken = Invitation.objects.filter(pk=invitation.pk, redeemed_at=None).update(
        redeemed_at=now, redeemed_by=by
    )
    if not taken:
        raise CodeRefused(CodeRefused.USED)
    authority.guardian = by
    try:
        with transaction.atomic():
            authority.save(update_fields=["guardian"])
    except IntegrityError as error:
        raise CodeRefused(CodeRefused.USED) from error
    follow_child(child=authority.child, by=by, now=now)
    return authority


@transaction.atomic
def set_authority(*, authority: ParentalAuthority, value: str, by: User | None, now: datetime) -> None:
    """Record whether a guardian has parental authority; access follows at once, an unused code too (R009)."""
    if value == ParentalAuthority.Authority.NO:
        people_actions.revoke_invitations(authority=authority, by=by, now=now)
    authority.authority = value
    authority.full_clean(validate_unique=False, validate_constraints=False)
    authority.save(update_fields=["authority"])
    follow_child(child=authority.child, by=by, now=now)


@transaction.atomic
def block_guardian(*, authority: ParentalAuthority, reason: str, by: User, now: datetime) -> None:
    """Close the portal for a guardian of this child, for a reason that is kept (facts.md 3.2)."""
    if not reason.strip():
        raise Refused(_("Write down why access is blocked."))
    authority.blocked_at, authority.blocked_by, authority.blocked_reason = now, by, reason.strip()
    authority.save(update_fields=["blocked_at", "blocked_by", "blocked_reason"])
    people_actions.revoke_invitations(authority=authority, by=by, now=now)
    follow_child(child=authority.child, by=by, now=now)


@transaction.atomic
def unblock_guardian(*, authority: ParentalAuthority, by: User, now: datetime) -> None:
    """Open the portal again for a guardian; what they may see follows their authority."""
    authority.blocked_at, authority.blocked_by, authority.blocked_reason = None, None, ""
    authority.save(update_fields=["blocked_at", "blocked_by", "blocked_reason"])
    follow_child(child=authority.child, by=by, now=now)
