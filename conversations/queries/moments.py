"""When what is written now will be read, and who is there to read it: the page says so before somebody writes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from conversations.models import Conversation, Participant
from conversations.queries.people import kept_out, teachers_of
from groups.models import School
from hours.queries import Duty, arrivals_for, who_is_on_duty
from people.models import Child, User


@dataclass(frozen=True)
class Later:
    """Who has to wait, and until when."""

    at: datetime
    names: list[str]


@dataclass(frozen=True)
class Expectation:
    """Who reads at once, who later, who still works today, and who of those is not in the conversation."""

    at_once: list[str]
    later: list[Later]
    on_duty: list[Duty] = field(default_factory=list)
    stand_ins: list[Duty] = field(default_factory=list)

    @property
    def first_at(self) -> datetime | None:
        """The first moment at which somebody reads, when nobody does now."""
        return self.later[0].at if self.later and not self.at_once else None


def expectation_for(
    school: School, *, staff: Collection[User], parents: Collection[User], now: datetime
) -> Expectation:
    """When these readers get what is sent at `now`. Six queries for any number of them."""
    due = arrivals_for(school, staff=staff, parents=parents, sent_at=now)
    names = {user.pk: user.get_short_name() for user in [*staff, *parents]}
    return Expectation(
        [names[pk] for pk in names if due[pk] <= now],
        by_moment((due[pk], name) for pk, name in names.items() if due[pk] > now),
    )


def expectation_in(conversation: Conversation, user: User, *, now: datetime) -> Expectation:
    """What this account may expect of a message in this conversation; a parent hears of the staff alone.

    A guardian also hears who of the child's teachers is there today, or who stands in for them.
    """
    seats = conversation.participants.entitled(timezone.localdate(now)).exclude(user=user)
    others = list(seats.select_related("user"))
    staff = [seat.user for seat in others if seat.is_staff]
    parents = [seat.user for seat in others if not seat.is_staff]
    if not _asks_about_duty(conversation, user):
        return expectation_for(conversation.school, staff=staff, parents=parents, now=now)
    found = expectation_for(conversation.school, staff=staff, parents=[], now=now)
    inside = {one.pk for one in staff} | kept_out(conversation.child, is_apart=conversation.is_apart)
    return with_duty(found, conversation.school, staff, inside, now=now)


def with_duty(
    found: Expectation, school: School, staff: Collection[User], inside: Collection[UUID], *, now: datetime
) -> Expectation:
    """The same, with who works today; who is not one of `inside` can be asked to read along."""
    duties = who_is_on_duty(school, staff, now=now)
    outside = [duty for duty in duties if duty.user.pk not in inside]
    return Expectation(found.at_once, found.later, duties, outside)


def on_duty_for(child: Child, school: School, *, now: datetime) -> list[Duty]:
    """Who of the teachers of a child still works today, or stands in for them."""
    teachers = teachers_of(child, school, today=timezone.localdate(now))
    return who_is_on_duty(school, list(teachers), now=now)


def by_moment(waits: Iterable[tuple[datetime, str]]) -> list[Later]:
    """Names by the moment they wait for, the first moment first."""
    found: dict[datetime, list[str]] = {}
    for at, name in sorted(waits):
        found.setdefault(at, []).append(name)
    return [Later(at, names) for at, names in found.items()]


def _asks_about_duty(conversation: Conversation, user: User) -> bool:
    own = conversation.participants.open().filter(user=user, why=Participant.Why.GUARDIAN)
    return conversation.child_id is not None and own.exists()
