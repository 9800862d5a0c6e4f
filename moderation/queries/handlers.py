"""Who has to know about a report, and who handles it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from conversations.models import Conversation, Message, Participant
from groups.models import Membership, School, SchoolGroup
from moderation.models import Incident
from moderation.queries.targets import Target, group_around, talk_around, writer_of
from people.models import User
from policies.queries import policy_for


@dataclass(frozen=True)
class Lookers:
    """Who looks at a report. Without a director among them `confidential` is who hears of it as well, if set."""

    handlers: list[User]
    has_director: bool
    confidential: str = ""
    has_teacher: bool = False

    @property
    def is_nobody(self) -> bool:
        return not self.handlers and not self.confidential


def handlers_of(incident: Incident, *, today: date) -> list[User]:
    """Return the teachers of the group and the directors of its school, without whoever it is about (R071, R094)."""
    return list(_handlers(incident.group, incident.about, incident.target, today))


def directors_of(incident: Incident, *, today: date) -> list[User]:
    """Return the directors of the school, without whoever it is about."""
    return list(
        _without_family(_members(_directing(incident.school), incident.about, today), incident.target)
    )


def directors_of_school(school: School, *, today: date) -> list[User]:
    """Return the directors of a school."""
    return list(_members(_directing(school), None, today))


def lookers_at(target: Target, *, today: date) -> Lookers:
    """Who will look at a report about this; honest about the only director's own words (R081)."""
    group, about = group_around(target), writer_of(target)
    directors = _without_family(_members(_directing(group.school), about, today), target)
    has_director = directors.exists()
    confidential = "" if has_director else policy_for(group.school).confidential_email
    handlers = list(_handlers(group, about, target, today))
    return Lookers(handlers, has_director, confidential, has_teacher=len(handlers) > directors.count())


def is_handled_by(incident: Incident, user: User) -> bool:
    """May this account handle it: a teacher of the group or a director, and never whoever it is about."""
    return Incident.objects.visible_to(user).filter(pk=incident.pk).exists()


def teaching_in(conversation: Conversation, *, today: date) -> QuerySet[User]:
    """The teachers of the child who are in this conversation now."""
    seats = Participant.objects.entitled(today).filter(conversation=conversation, why=Participant.Why.TEACHES)
    return User.objects.filter(pk__in=seats.values("user"))


def _handlers(group: SchoolGroup, about: User | None, target: Target | None, today: date) -> QuerySet[User]:
    """The same rule as `Incident.objects.visible_to`, from the other side."""
    directing = _directing(group.school)
    if isinstance(target, Message):
        directors = _members(directing, about, today)
        teachers = teaching_in(target.conversation, today=today)
        found = User.objects.filter(Q(pk__in=directors.values("pk")) | Q(pk__in=teachers.values("pk")))
        found = _without_family(found.exclude(pk=target.author_id), target)
        return found.order_by("first_name", "last_name", "pk")
    if isinstance(target, Conversation):
        return _without_family(_members(directing, about, today), target)
    # In the group of the whole school only the director handles.
    teaching = Q(group=group, role=Membership.Role.TEACHER) & ~Q(group__kind=SchoolGroup.Kind.SCHOOL)
    return _members(teaching | directing, about, today)


def _without_family(found: QuerySet[User], target: Target | None) -> QuerySet[User]:
    """Nobody handles what another guardian of the own child says apart (C24)."""
    talk = talk_around(target)
    if talk is None or not talk.is_apart:
        return found
    return found.exclude(authorities__child=talk.child_id)


def _directing(school: School) -> Q:
    return Q(group__school=school, group__kind=SchoolGroup.Kind.SCHOOL, role=Membership.Role.DIRECTOR)


def _members(condition: Q, about: User | None, today: date) -> QuerySet[User]:
    memberships = Membership.objects.active(today).filter(condition)
    found = User.objects.filter(memberships__in=memberships, is_active=True)
    if about is not None:
        found = found.exclude(pk=about.pk)
    return found.order_by("first_name", "last_name", "pk").distinct()
