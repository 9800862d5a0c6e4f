"""Who has to know about a report."""

from datetime import date

from django.db.models import Q

from groups.models import Membership, SchoolGroup
from moderation.models import Incident
from people.models import User


def handlers_of(incident: Incident, *, today: date) -> list[User]:
    """Return the teachers of the group and the directors of its school, without whoever it is about (R071, R094)."""
    teaching = Q(group=incident.group_id, role=Membership.Role.TEACHER)
    return list(_members(incident, teaching | _directing(incident), today))


def directors_of(incident: Incident, *, today: date) -> list[User]:
    """Return the directors of the school, without whoever it is about."""
    return list(_members(incident, _directing(incident), today))


def _directing(incident: Incident) -> Q:
    return Q(
        group__school=incident.school_id, group__kind=SchoolGroup.Kind.SCHOOL, role=Membership.Role.DIRECTOR
    )


def _members(incident: Incident, condition: Q, today: date) -> "list[User]":
    memberships = Membership.objects.active(today).filter(condition)
    return list(User.objects.filter(memberships__in=memberships).exclude(pk=incident.about_id).distinct())
