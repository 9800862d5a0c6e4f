"""One row of the ledger, and the moment it is for."""

from collections.abc import Collection
from datetime import datetime, time
from typing import Any
from uuid import UUID

from delivery.models import Channel, Delivery
from delivery.queries.profiles import Profile
from delivery.rules import Route, next_daily, next_weekly
from groups.models import School
from hours.queries import arrivals_for
from policies.queries import policies_for


class Clock:
    """When each of some people gets what is planned now. Seven queries for any number of people.

    At once is within the hours of the reader (R045, R117, R189); an emergency is at once. An overview leaves at the
    moment of the school where the reader is longest, so that there is one over all schools.
    """

    def __init__(
        self, school: School, people: Collection[Profile], now: datetime, *, at_once: datetime | None = None
    ) -> None:
        """With `at_once` that is the moment for everybody, and no hours are asked."""
        self.now = now
        self.at_once = at_once or now
        self.people = {person.user.pk: person for person in people}
        self.policies = policies_for({school.pk} | {person.home for person in people if person.home})
        self.school = school
        staff = [person.user for person in people if school.pk in person.works_at]
        parents = [person.user for person in people if school.pk not in person.works_at]
        self.arrivals = {} if at_once else arrivals_for(school, staff=staff, parents=parents, sent_at=now)

    def moment(self, person: Profile, channel: Channel) -> datetime:
        policy = self.policies[person.home or self.school.pk]
        leaves_at = time.fromisoformat(policy.digest_at)
        if channel == Channel.DAILY:
            return next_daily(self.now, leaves_at)
        if channel == Channel.WEEKLY:
            return next_weekly(self.now, int(policy.digest_day), leaves_at)
        return self.arrivals.get(person.user.pk, self.at_once)

    def moment_of(self, user: UUID, channel: str) -> datetime:
        """The moment for somebody known by id; now for an account that stands still, which gets nothing anyway."""
        person = self.people.get(user)
        return self.moment(person, Channel(channel)) if person else self.now


def row_for(person: Profile, route: Route, clock: Clock, *, school: School, **about: Any) -> Delivery:
    """A row, not stored yet, for one way; `about` names the post, the message or the notice."""
    state = Delivery.State.SKIPPED if route.why else Delivery.State.QUEUED
    return Delivery(
        user=person.user,
        school=school,
        channel=route.channel,
        state=state,
        why=route.why,
        due_at=clock.moment(person, route.channel),
        created_at=clock.now,
        **about,
    )
