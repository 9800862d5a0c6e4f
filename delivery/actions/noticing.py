"""What staff should know that is no post and no message: reports that wait, a week without a post.

The promise: each is said once, to who it is for at that moment, and no more once it is over. The floors that know of it
are named in the settings; none of them knows of delivery.
"""

from datetime import datetime

from django.db import transaction

from common.notices import Told
from delivery.actions.planning import lock_planner
from delivery.actions.rows import Clock, row_for
from delivery.models import Channel, Delivery, Notice
from delivery.queries.notices import told_now
from delivery.queries.profiles import Profile, profiles_of
from delivery.rules import Route, Weight, routes
from groups.models import School


def plan_notices(*, school: School, now: datetime) -> int:
    """Write the rows of everything that is due now; returns how many. Safe to run twice and at the same time."""
    return sum(_plan(told, school, now) for told in told_now(school.pk, now).values())


@transaction.atomic
def _plan(told: Told, school: School, now: datetime) -> int:
    lock_planner(school, now)
    notice, _made = Notice.objects.get_or_create(
        key=told.key,
        defaults={
            "kind": told.kind,
            "school": school,
            "group_id": told.group,
            "path": told.path,
            "created_at": now,
        },
    )
    has_row = set(notice.deliveries.values_list("user", flat=True))
    people = profiles_of(told.people - has_row, now=now)
    clock = Clock(school, people.values(), now)
    rows = [
        row_for(person, route, clock, school=school, notice=notice)
        for person in people.values()
        for route in _routes(notice, person)
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _routes(notice: Notice, person: Profile) -> list[Route]:
    """A report is mailed by who took it in, to everybody who handles it; the telephone comes on top of that."""
    found = routes(person.choices.talks, Weight.ORDINARY, person.ways)
    if notice.kind == Notice.Kind.REPORT:
        return [route for route in found if route.channel == Channel.APP]
    return found
