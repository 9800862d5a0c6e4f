"""When people get what is sent to them, and who is there to read it (R045, R117, R189)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from groups.models import Membership, School
from hours.queries.schedules import (
    SchoolHours,
    lessons_of,
    quiet_of,
    school_hours,
    staff_schedules,
)
from hours.rules import Quiet, Schedule, is_open, next_window
from people.models import User

# After this long a closed school counts as one that forgot to open its calendar.
YEAR = timedelta(days=366)


def arrivals_for(
    school: School, *, staff: Collection[User], parents: Collection[User], sent_at: datetime
) -> dict[UUID, datetime]:
    """When each receiver may get what is sent at `sent_at`, by account id. Never before `sent_at`.

    Six queries for any number of people. Ask again with the same `sent_at` after a change of hours: the answer is
    the plan as it is now. Who has no window within 60 days gets it in the school's next one, so nothing is lost.
    Somebody who is both staff and parent gets it in the earlier of the two.
    """
    day = timezone.localdate(sent_at)
    hours = school_hours(school, day=day)
    staff_ids, parent_ids = {user.pk for user in staff}, {user.pk for user in parents}
    if not hours.are_held:
        return dict.fromkeys(staff_ids | parent_ids, sent_at)
    staff_hours = staff_schedules(staff_ids, school, hours, day=day)
    arrivals = {user: _arrives(sent_at, schedule, hours) for user, schedule in staff_hours.items()}
    own = quiet_of(parent_ids)
    quiet = {parent: own.get(parent, Quiet()) for parent in parent_ids}
    # Most parents ask for no quiet of their own: what is the same for all of them is worked out once.
    moments = {kind: _arrives(sent_at, hours.parent(kind), hours) for kind in set(quiet.values())}
    for parent in parent_ids:
        moment = moments[quiet[parent]]
        arrivals[parent] = min(moment, arrivals.get(parent, moment))
    return arrivals


def next_school_window(school: School, *, now: datetime) -> datetime:
    """The first moment from `now` on in which the school works; `now` when it does, or when nothing is held.

    Two queries. For what is published to many at once (R045).
    """
    hours = school_hours(school, day=timezone.localdate(now))
    return _when_school_opens(hours, now) if hours.are_held else now


def may_ring(users: Collection[User], school: School, *, now: datetime) -> set[UUID]:
    """Whose telephone may ring now, by account id: no staff in lessons or outside their week, nobody in quiet time.

    Somebody who is staff and parent is held to the hours of staff. Seven queries for any number of people.
    """
    day = timezone.localdate(now)
    hours = school_hours(school, day=day)
    ids = {user.pk for user in users}
    staff = staff_of(ids, school, now=now)
    lessons = lessons_of(school) if hours.policy.lesson_hours_mute else {}
    quiet = quiet_of(ids)
    working = staff_schedules(staff, school, hours, day=day, with_quiet=False)
    ringing = set()
    for user in ids:
        own = quiet.get(user, Quiet())
        base = working[user] if user in staff else hours.parent(own)
        held = base.week if hours.are_held else None
        closed = base.closed if hours.are_held else ()
        if is_open(now, Schedule(held, closed, own, lessons if user in staff else {})):
            ringing.add(user)
    return ringing


def staff_of(users: Collection[UUID], school: School, *, now: datetime) -> set[UUID]:
    """Which of these accounts work at the school. One query."""
    seats = Membership.objects.active(timezone.localdate(now)).filter(user__in=users, group__school=school)
    return set(seats.exclude(role__in=Membership.FAMILY_ROLES).values_list("user_id", flat=True))


def _arrives(sent_at: datetime, schedule: Schedule, hours: SchoolHours) -> datetime:
    return next_window(sent_at, schedule) or _when_school_opens(hours, sent_at)


def _when_school_opens(hours: SchoolHours, moment: datetime) -> datetime:
    """The next window of the school, past its holidays where it has them; never nothing."""
    found = next_window(moment, hours.school, within=YEAR) or next_window(moment, Schedule(hours.week))
    return found or moment
