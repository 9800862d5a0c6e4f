"""In which role somebody speaks in a group."""

from datetime import date

from django.db.models import Q

from groups.models import Membership, SchoolGroup
from groups.permissions import ROLE_VERBS, WIDE_ROLE_VERBS
from people.models import User

ROLE_ORDER = {role: number for number, role in enumerate(ROLE_VERBS)}


def role_in(user: User, group: SchoolGroup, verb: str, *, today: date) -> str | None:
    """The role that lets this account do `verb` here, or None; the group itself goes before the school."""
    here = Q(group=group, role__in=[role for role, verbs in ROLE_VERBS.items() if verb in verbs])
    wide = Q(
        group__kind=SchoolGroup.Kind.SCHOOL,
        group__school=group.school_id,
        role__in=[role for role, verbs in WIDE_ROLE_VERBS.items() if verb in verbs],
    )
    found = Membership.objects.active(today).filter(here | wide, user=user).values_list("group_id", "role")
    ranked = sorted(found, key=lambda row: (row[0] != group.pk, ROLE_ORDER[row[1]]))
    return ranked[0][1] if ranked else None
