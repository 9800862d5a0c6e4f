"""Places of children in groups; the memberships of their guardians follow at once."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count

from groups.actions.memberships import follow_child
from groups.models import Enrolment, School, SchoolGroup
from people.models import Child, User


@transaction.atomic
def register_child(
    *,
    school: School,
    child: Child,
    roster_key: str = "",
    year_group: str = "",
    started_on: date,
    by: User | None,
    now: datetime,
) -> Enrolment:
    """Save a new child and register it at the school: a place in the school-wide group, with its key."""
    if child._state.adding:
        child.symbol, child.colour = _least_used_peg(school)
        child.save()
    group = SchoolGroup.objects.school_wide().get(school=school)
    return enrol_child(
        child=child,
        group=group,
        roster_key=roster_key,
        year_group=year_group,
        started_on=started_on,
        by=by,
        now=now,
    )


@transaction.atomic
def enrol_child(
    *,
    child: Child,
    group: SchoolGroup,
    roster_key: str = "",
    year_group: str = "",
    started_on: date,
    by: User | None,
    now: datetime,
) -> Enrolment:
    """Give a child a place in a group. Doing it twice gives one place."""
    place, _created = Enrolment.objects.get_or_create(
        child=child,
        group=group,
        ended_on=None,
        defaults={"roster_key": roster_key, "year_group": year_group, "started_on": started_on},
    )
    follow_child(child=child, by=by, now=now)
    return place


@transaction.atomic
def end_enrolment(*, enrolment: Enrolment, ended_on: date, by: User | None, now: datetime) -> None:
    """End a child's place; its guardians lose the group with it, at their next request (R059)."""
    enrolment.ended_on = max(ended_on, enrolment.started_on)
    enrolment.save(update_fields=["ended_on"])
    follow_child(child=enrolment.child, by=by, now=now)


@transaction.atomic
def unregister_child(*, child: Child, school: School, ended_on: date, by: User | None, now: datetime) -> None:
    """A child leaves the school: every place there ends."""
    for place in child.enrolments.current().filter(group__school=school):
        place.ended_on = max(ended_on, place.started_on)
        place.save(update_fields=["ended_on"])
    follow_child(child=child, by=by, now=now)


def _least_used_peg(school: School) -> tuple[str, str]:
    """Return the symbol and colour that the fewest pupils of the school have, so that neighbours differ."""
    pupils = Child.objects.filter(
        enrolments__in=Enrolment.objects.current().filter(group__school=school)
    ).distinct()
    used = {
        (row["symbol"], row["colour"]): row["times"]
        for row in pupils.values("symbol", "colour").annotate(times=Count("pk", distinct=True)).order_by()
    }
    pegs = [(symbol, colour) for symbol in Child.Symbol.values for colour in Child.Colour.values]
    spread = sorted(range(len(pegs)), key=lambda place: (used.get(pegs[place], 0), place * 7 % len(pegs)))
    return pegs[spread[0]]
