"""Inviting: codes by mail and by letter for guardians, an account for a colleague.

The promise: a code exists only for a guardian who may come in, and only the mail or the letter shows it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from common.mail import send_mail
from groups import permissions
from groups.actions.memberships import add_staff, propose_staff
from groups.errors import ADDRESS_UNPROVEN, Refused
from groups.models import Membership, School, SchoolGroup
from groups.queries import school_of
from people import actions as people_actions
from people.models import Invitation, ParentalAuthority, User
from people.queries import belongs_to_address

CODE_DAYS = 14  # R167


@dataclass(frozen=True)
class CodeLetter:
    """What stands in the mail or on the paper for one guardian and one child."""

    authority: ParentalAuthority
    school: School
    invitation: Invitation
    code: str

    @property
    def join_url(self) -> str:
        return settings.KRING_URL + reverse("groups:join")


@transaction.atomic
def write_letters(*, authorities: Iterable[ParentalAuthority], by: User, now: datetime) -> list[CodeLetter]:
    """Make a new code for each of these guardians, for paper; older codes stop working (R160, R166, R167).

    Raises Refused when somebody among them has an account already or may not come in.
    """
    letters = []
    for authority in authorities:
        school = school_of(authority.child)
        if school is None or not may_be_invited(authority):
            raise Refused(_("%(name)s cannot be invited.") % {"name": authority.display_name})
        invitation, code = people_actions.invite_guardian(
            authority=authority,
            valid_days=CODE_DAYS,
            by=by,
            now=now,
        )
        letters.append(CodeLetter(authority=authority, school=school, invitation=invitation, code=code))
    return letters


@transaction.atomic
def mail_invitations(*, authorities: Iterable[ParentalAuthority], by: User, now: datetime) -> int:
    """Make a new code for each of these guardians and mail it; returns how many. Raises Refused."""
    chosen = list(authorities)
    without = [authority.display_name for authority in chosen if not authority.email]
    if without:
        raise Refused(_("No e-mail address: %(names)s. Print a letter.") % {"names": ", ".join(without)})
    letters = write_letters(authorities=chosen, by=by, now=now)
    for letter in letters:
        send_mail(
            template="people/invitation", to=[letter.authority.email], context={"letter": letter, "by": by}
        )
    return len(letters)


def may_be_invited(authority: ParentalAuthority) -> bool:
    """Not coupled, not blocked, and not on record as somebody without parental authority (R009)."""
    return (
        authority.guardian_id is None
        and authority.blocked_at is None
        and authority.authority != ParentalAuthority.Authority.NO
    )


@transaction.atomic
def invite_colleague(
    *,
    email: str,
    first_name: str,
    last_name: str,
    group: SchoolGroup,
    role: str,
    ends_on: date | None,
    by: User,
    now: datetime,
) -> Membership:
    """Give a colleague an account, unless there is one, and a role in a group.

    Counts at once when `by` leads the school; from anybody else it is a proposal to the director.
    """
    user = User.objects.filter(email__iexact=email.strip()).first()
    if user is not None and not user.is_active:
        raise Refused(_("This account is switched off."))
    if user is not None and not belongs_to_address(user):
        raise Refused(ADDRESS_UNPROVEN)
    if user is None:
        user = people_actions.create_account(
            email=email,
            password=None,
            first_name=first_name,
            last_name=last_name,
            verified=False,
            by=by,
        )
        people_actions.welcome_colleague(user=user, school_name=group.school.name, by=by)
    put = add_staff if permissions.may(by, "direct", group) else propose_staff
    return put(user=user, group=group, role=role, ends_on=ends_on, by=by, now=now)
