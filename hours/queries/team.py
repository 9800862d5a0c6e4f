"""Who works at a school, and where somebody works."""

from datetime import date

from django.db.models import QuerySet

from groups.models import Membership, School
from people.models import User

NOT_ON_THE_TEAM = [*Membership.FAMILY_ROLES, *Membership.TEMPORARY_ROLES]


def schools_worked_at(user: User, *, today: date) -> QuerySet[School]:
    """The schools whose team this account is on now; a trainee or an external expert is a guest."""
    seats = Membership.objects.active(today).filter(user=user).exclude(role__in=NOT_ON_THE_TEAM)
    return School.objects.filter(pk__in=seats.values("group__school")).order_by("name", "pk")


def team_of(school: School, *, today: date) -> QuerySet[User]:
    """Everybody on the team of a school now, by name."""
    seats = Membership.objects.active(today).filter(group__school=school).exclude(role__in=NOT_ON_THE_TEAM)
    return User.objects.filter(pk__in=seats.values("user")).order_by("first_name", "last_name", "pk")
