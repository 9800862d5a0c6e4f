"""Every change to schools, groups, places and memberships.

The promise: nobody enters a group by themselves (R010); a parent's membership follows the child's place and
the parent's authority and ends with them, in the same transaction; whoever is let in was let in by somebody.
"""

from groups.actions.enrolments import end_enrolment, enrol_child, register_child, unregister_child
from groups.actions.guardians import (
    block_guardian,
    couple_guardian,
    open_account,
    redeem_invitation,
    refuse_child,
    set_authority,
    unblock_guardian,
)
from groups.actions.invitations import invite_colleague, mail_invitations, may_be_invited, write_letters
from groups.actions.memberships import (
    add_staff,
    admit_member,
    deactivate_account,
    decline_member,
    end_expired_memberships,
    end_membership,
    park_member,
    propose_staff,
)
from groups.actions.restrictions import (
    close_comments,
    freeze_group,
    lift_restriction,
    stop_school,
    suspend_account,
)
from groups.actions.schools import close_group, create_group, create_school, create_school_year

__all__ = [
    "add_staff",
    "admit_member",
    "block_guardian",
    "close_comments",
    "close_group",
    "couple_guardian",
    "create_group",
    "create_school",
    "create_school_year",
    "deactivate_account",
    "decline_member",
    "end_enrolment",
    "end_expired_memberships",
    "end_membership",
    "enrol_child",
    "freeze_group",
    "invite_colleague",
    "lift_restriction",
    "mail_invitations",
    "may_be_invited",
    "open_account",
    "park_member",
    "propose_staff",
    "redeem_invitation",
    "refuse_child",
    "register_child",
    "set_authority",
    "stop_school",
    "suspend_account",
    "unblock_guardian",
    "unregister_child",
    "write_letters",
]
