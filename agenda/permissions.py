"""Who may say that a child is not at school, and who decides about leave.

The promise: a report is about a child's health, so it is made and changed by who decides about the child and by the
school's office, and read besides by the teachers of the group alone. Leave is the director's, never of the own family.
"""

from django.contrib.auth.models import AnonymousUser

from agenda.models import Absence, LeaveRequest, groups_taught
from groups.models import Enrolment, School, SchoolGroup
from groups.permissions import groups_where
from people.models import Child, User

Anyone = User | AnonymousUser


def decides_about(user: Anyone, child: Child) -> bool:
    return isinstance(user, User) and Child.objects.in_authority_of(user).filter(pk=child.pk).exists()


def is_family(user: Anyone, child: Child) -> bool:
    """A guardian in any way, also without authority or kept out: work at the school opens no more than that."""
    return isinstance(user, User) and child.authorities.filter(guardian=user).exists()


def keeps_office(user: Anyone, school: School) -> bool:
    """The office and who leads the school; a superuser of the server is neither."""
    return groups_where(user, "register").school_wide().filter(school=school).exists()


def keeps_office_for(user: Anyone, child: Child, school: School) -> bool:
    """The office for any child but of the own family: a colleague does that."""
    return keeps_office(user, school) and not is_family(user, child)


def teaches(user: Anyone, child: Child) -> bool:
    """Whether the child is in a group this account teaches today, or stands in for."""
    places = Enrolment.objects.current().filter(child=child)
    return isinstance(user, User) and places.filter(group__in=groups_taught(user)).exists()


def may_report(user: Anyone, child: Child, school: School) -> bool:
    """Guardians with authority and the office, for a child that has a place at this school now."""
    here = Enrolment.objects.current().filter(
        child=child, group__school=school, group__kind=SchoolGroup.Kind.SCHOOL
    )
    return here.exists() and (decides_about(user, child) or keeps_office_for(user, child, school))


def may_correct(user: Anyone, absence: Absence) -> bool:
    """Who wrote the words changes them, and the office; the other guardian says that the child is better."""
    is_mine = isinstance(user, User) and absence.reported_by_id == user.pk and not absence.for_parent
    own = is_mine and decides_about(user, absence.child)
    return own or keeps_office_for(user, absence.child, absence.school)


def may_end(user: Anyone, absence: Absence) -> bool:
    return decides_about(user, absence.child) or keeps_office_for(user, absence.child, absence.school)


def may_read_words(user: Anyone, absence: Absence) -> bool:
    """The school, and who wrote them: one guardian never reads what the other wrote."""
    if isinstance(user, User) and absence.reported_by_id == user.pk and not absence.for_parent:
        return True
    is_school = keeps_office(user, absence.school) or teaches(user, absence.child)
    return is_school and not is_family(user, absence.child)


def may_decide(user: Anyone, request: LeaveRequest) -> bool:
    """Who leads the school; not who asked, nor a guardian of one of the children."""
    leads = groups_where(user, "direct").school_wide().filter(school=request.school_id).exists()
    return leads and may_read_reasons(user, request) and request.requested_by_id != user.pk


def may_read_reasons(user: Anyone, request: LeaveRequest) -> bool:
    """Who asked, and who leads the school; not when that is the other guardian of one of the children."""
    if isinstance(user, User) and request.requested_by_id == user.pk:
        return True
    return not request.children.filter(authorities__guardian=user.pk).exists()
