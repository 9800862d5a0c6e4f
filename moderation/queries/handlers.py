"""Who has to know about a report, and who handles it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from groups.models import Membership, School, SchoolGroup
from groups.permissions import may
from moderation.models import Incident
from people.models import User
from policies.queries import policy_for


@dataclass(frozen=True)
class Lookers:
    """Who looks at a report. Without a director among them `confidential` is who hears of it as well, if set."""

    handlers: list[User]
    has_director: bool
    confidential: str = ""

    @property
    def is_nobody(self) -> bool:
        return not self.handlers and not self.confidential


def handlers_of(incident: Incident, *, today: date) -> list[User]:
    """Return the teachers of the group and the directors of its school, without whoever it is about (R071, R094)."""
    return list(_handlers(incident.group, incident.about, today))


def directors_of(incident: Incident, *, today: date) -> list[User]:
    """Return the directors of the school, without whoever it is about."""
    return list(_members(_directing(incident.school), incident.about, today))


def directors_of_school(school: School, *, today: date) -> list[User]:
    """Return the directors of a school."""
    return list(_members(_directing(school), None, today))


def lookers_at(group: SchoolGroup, about: User | None, *, today: date) -> Lookers:
    """Who will look at a report in this group about this writer; honest about the only director's own words (R081)."""
    directors = _members(_directing(group.school), about, today)
    has_director = directors.exists()
    confidential = "" if has_director else policy_for(group.school).confidential_email
    return Lookers(list(_handlers(group, about, today)), has_director, confidential)


def is_handled_by(incident: Incident, user: User) -> bool:
    """May this account handle it: a teacher of the group or a director, and never whoever it is about."""
    if incident.about_id == user.pk:
        return False
    is_about_staff = incident.file == Incident.File.STAFF
    return may(user, "direct" if is_about_staff else "moderate", incident.group)


def _handlers(group: SchoolGroup, about: User | None, today: date) -> QuerySet[User]:
    # In the group of the whole school only the director handles.
    teaching = Q(group=group, role=Membership.Role.TEACHER) & ~Q(group__kind=SchoolGroup.Kind.SCHOOL)
    return _members(teaching | _directing(group.school), about, today)


def _directing(school: School) -> Q:
    return Q(group__school=school, group__kind=SchoolGroup.Kind.SCHOOL, role=Membership.Role.DIRECTOR)


def _members(condition: Q, about: User | None, today: date) -> QuerySet[User]:
    memberships = Membership.objects.active(today).filter(condition)
    found = User.objects.filter(memberships__in=memberships, is_active=True)
    if about is not None:
        found = found.exclude(pk=about.pk)
    return found.order_by("first_name", "last_name", "pk").distinct()
