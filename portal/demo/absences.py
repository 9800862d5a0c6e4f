"""Who is not at school today, and one family that asks for leave."""

from datetime import datetime, time, timedelta
from typing import cast

from django.utils import timezone

from agenda.actions.absences import Details, report_absence
from agenda.actions.leave import Wish, request_leave
from agenda.queries.days import calendar_of
from groups.models import Enrolment
from people.models import Child, ParentalAuthority, User
from portal.demo.ids import address, demo_id
from portal.demo.school import Demo

SCHOOL_IS_OUT = time(15)
LEAVE_AHEAD = timedelta(days=35)
# Group, reason, school day it began (0 is today), until what time, words; without an end when it began before.
ABSENT = [
    ("5B", "ill", 0, None, ""),
    ("5B", "doctor", 0, time(10, 30), "Komt zelf naar school."),
    ("5B", "ill", 2, None, ""),
    ("6A", "late", 0, time(9, 15), "De bus rijdt later."),
    ("6A", "ill", 0, None, "Zijn zusje is ook ziek."),
]


def report_absences(demo: Demo) -> None:
    """Report some children of two groups, never those of the cast: they are for trying it out."""
    calendar = calendar_of(demo.school)
    today = calendar.day_to_report(demo.now, ends=SCHOOL_IS_OUT)
    open_days = list(calendar.school_days(today - timedelta(days=7), today))
    for number, (group, kind, back, until, text) in enumerate(ABSENT):
        child, guardian = _free_children(demo, group)[number]
        first = open_days[-1 - back] if back < len(open_days) else today
        last = None if back else first
        at = timezone.make_aware(datetime.combine(first, time(7, 40 + number)))
        report_absence(
            absence_id=demo_id("absence", child.pk),
            child=child,
            school=demo.school,
            details=Details(kind, first, last, until_time=until, text=text),
            by=cast(User, guardian.guardian),
            now=min(at, demo.now),
        )


def ask_leave(demo: Demo) -> None:
    """Carla asks a day for all her children; the director has not answered yet."""
    carla = demo.people[address("carla")]
    children = list(Child.objects.in_authority_of(carla))
    first = timezone.localdate(demo.now) + LEAVE_AHEAD
    first += timedelta(days=(4 - first.weekday()) % 7)  # a Friday
    request_leave(
        request_id=demo_id("leave", carla.pk),
        children=children,
        school=demo.school,
        wish=Wish("circumstances", first, first, "Hun oma trouwt. Wij willen er graag allemaal bij zijn."),
        document=None,
        by=carla,
        now=demo.now - timedelta(hours=20),
    )


def _free_children(demo: Demo, group: str) -> list[tuple[Child, ParentalAuthority]]:
    """The children of a group outside the families of the cast, each with a guardian who may report."""
    cast = [demo.people[address(name)].pk for name in ("carla", "dirk", "farid")]
    places = Enrolment.objects.current().filter(group=demo.groups[group])
    rows = ParentalAuthority.objects.deciding().filter(child__enrolments__in=places)
    rows = rows.exclude(child__authorities__guardian__in=cast).select_related("child", "guardian")
    found = {row.child_id: row for row in rows.order_by("child__first_name", "child_id", "pk")}
    return [(row.child, row) for row in found.values()]
