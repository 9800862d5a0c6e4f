"""Who decides about hours.

The promise: everybody keeps the own week and quiet time; the calendar of the school is kept by who leads it and its
office; only who works at the school passes the hours, and only who leads it declares an emergency (R045).
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils import timezone

from groups.models import School
from groups.permissions import groups_where, groups_with_any
from hours.models import HoursException, StaffAbsence
from hours.queries.team import schools_worked_at
from people.models import User

Anyone = User | AnonymousUser


def works_at(user: Anyone, school: School) -> bool:
    """On the team of the school now."""
    if not isinstance(user, User):
        return False
    return schools_worked_at(user, today=timezone.localdate()).filter(pk=school.pk).exists()


def may_make_exception(user: Anyone, school: School, reason: str) -> bool:
    """Staff for any reason of the list, an emergency of the whole school only who leads it (R045)."""
    if reason not in HoursException.Reason.values:
        return False
    if reason == HoursException.Reason.EMERGENCY:
        return may_count_exceptions(user, school)
    return works_at(user, school)


def schools_kept_by(user: Anyone) -> QuerySet[School]:
    """Whose calendar, lesson times and absences this account keeps: who leads a school and its office."""
    wide = groups_with_any(user, "direct", "register").school_wide()
    return School.objects.filter(groups__in=wide).distinct().order_by("name", "pk")


def schools_led_by(user: Anyone) -> QuerySet[School]:
    wide = groups_where(user, "direct").school_wide()
    return School.objects.filter(groups__in=wide).distinct().order_by("name", "pk")


def may_keep_calendar(user: Anyone, school: School) -> bool:
    return schools_kept_by(user).filter(pk=school.pk).exists()


def may_count_exceptions(user: Anyone, school: School) -> bool:
    return schools_led_by(user).filter(pk=school.pk).exists()


def may_set_week(user: Anyone, school: School) -> bool:
    """The own week only; nobody sets the hours of a colleague."""
    return works_at(user, school)


def may_enter_absence(user: Anyone, colleague: User, school: School) -> bool:
    """The own absence, and that of a colleague for who keeps the calendar."""
    is_own = isinstance(user, User) and user.pk == colleague.pk
    return works_at(colleague, school) and (is_own or may_keep_calendar(user, school))


def may_end_absence(user: Anyone, absence: StaffAbsence) -> bool:
    is_own = isinstance(user, User) and user.pk == absence.user_id
    return is_own or may_keep_calendar(user, absence.school)
