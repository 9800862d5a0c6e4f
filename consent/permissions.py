"""Who decides about pictures for a school: what is asked, when, and who sees which answers.

The promise: a teacher sees that parents chose no, never which parent; that two guardians differ is for who leads
the school alone (R031, U5); the office keeps rounds and paper forms and reads no reasons.
"""

from django.contrib.auth.models import AnonymousUser

from consent.models import Objection
from groups.models import School, SchoolGroup
from groups.permissions import groups_where, groups_with_any, may
from people.models import Child, User

Anyone = User | AnonymousUser


def may_change_purposes(user: Anyone, school: School) -> bool:
    return groups_where(user, "direct").school_wide().filter(school=school).exists()


def may_keep_rounds(user: Anyone, school: School) -> bool:
    """Rounds, letters and paper forms: who leads the school and its office."""
    return groups_with_any(user, "direct", "register").school_wide().filter(school=school).exists()


def may_see_group_list(user: Anyone, group: SchoolGroup) -> bool:
    return may(user, "manage", group)


def may_speak_for(user: Anyone, child: Child) -> bool:
    """Who writes down what the child itself wants: its teachers, who leads the school, its guardians (R031)."""
    return works_with(user, child) or decides_about(user, child)


def may_take_back(user: Anyone, objection: Objection) -> bool:
    """Only who wrote it down; what staff or somebody who decides no longer wrote down, also who works with the child.

    So no parent overrules what the child told the teacher, and no teacher what it said at home (R031).
    """
    if isinstance(user, User) and objection.made_by_id == user.pk:
        return may_speak_for(user, objection.child)
    return not decides_about(objection.made_by, objection.child) and works_with(user, objection.child)


def works_with(user: Anyone, child: Child) -> bool:
    taught = groups_where(user, "manage")
    return taught.filter(enrolments__child=child, enrolments__ended_on=None).exists()


def decides_about(user: Anyone, child: Child) -> bool:
    return isinstance(user, User) and Child.objects.in_authority_of(user).filter(pk=child.pk).exists()
