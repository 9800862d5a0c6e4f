"""Who is not at school on a day: reports and granted leave together, by group."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agenda.models import Absence, LeaveRequest, groups_taught
from agenda.queries.days import calendar_of
from groups.models import Enrolment, School, SchoolGroup
from groups.permissions import groups_where
from people.models import Child, User


@dataclass(frozen=True)
class Line:
    """One reason why one child is not there. With `leave` it has leave; why is for nobody here to know."""

    child: Child
    absence: Absence | None = None
    leave: LeaveRequest | None = None
    day_number: int = 0
    words: str = ""


@dataclass
class GroupDay:
    """One group on one day."""

    group: SchoolGroup
    children: set[UUID] = field(default_factory=set)
    lines: list[Line] = field(default_factory=list)

    @property
    def pupils(self) -> int:
        return len(self.children)

    @property
    def away(self) -> int:
        """How many children are not there for the whole day."""
        whole = (line for line in self.lines if line.leave or (line.absence and line.absence.is_whole_day))
        return len({line.child.pk for line in whole if not _comes_later(line)})


@dataclass(frozen=True)
class Numbers:
    """What a school wants to know at half past eight."""

    pupils: int
    away: int
    ill: int
    leave: int
    part: int


def lists_for(user: User, school: School) -> list[SchoolGroup]:
    """The running groups with pupils whose list this account reads: its own, or all for the office. One query."""
    wide = groups_where(user, "register").school_wide().filter(school=school)
    readable = Q(pk__in=groups_taught(user).values("pk")) | Q(Exists(wide))
    groups = SchoolGroup.objects.running().filter(readable, school=school)
    kinds = [SchoolGroup.Kind.CLASS, SchoolGroup.Kind.CLUSTER]
    return list(groups.filter(kind__in=kinds).select_related("school").order_by("name", "pk"))


def schools_of(user: User) -> list[School]:
    """The schools in which this account reads a list of the day, by name."""
    wide = groups_where(user, "register").school_wide().values("school")
    taught = groups_taught(user).values("school")
    return list(School.objects.filter(Q(pk__in=wide) | Q(pk__in=taught)).order_by("name", "pk"))


def day_of(groups: Iterable[SchoolGroup], day: date, *, reader: User) -> list[GroupDay]:
    """The list of one day for these groups of one school, each child by name. Six queries, however many.

    A reader who is a parent of a child there, deciding or not, does not read what the other parent wrote.
    """
    days = {group.pk: GroupDay(group) for group in groups}
    if not days:
        return []
    school = next(iter(days.values())).group.school
    places = Enrolment.objects.filter(
        Q(ended_on=None) | Q(ended_on__gt=day), group__in=days, started_on__lte=day
    )
    found = _lines(places, school, day, reader)
    for place in places.select_related("child").order_by("child__first_name", "child__last_name", "child_id"):
        days[place.group_id].children.add(place.child_id)
        days[place.group_id].lines += found.get(place.child_id, [])
    return list(days.values())


def children_of(group: SchoolGroup) -> list[Child]:
    """The children with a place in this group now, by name. One query."""
    places = Enrolment.objects.current().filter(group=group).select_related("child")
    return [place.child for place in places]


def numbers_of(days: Iterable[GroupDay]) -> Numbers:
    """The numbers of these groups together; a child in two groups counts once."""
    groups = list(days)
    lines = {
        (line.child.pk, line.absence and line.absence.pk): line for each in groups for line in each.lines
    }
    told = list(lines.values())
    ill = {x.child.pk for x in told if x.absence and x.absence.kind == Absence.Kind.ILL}
    leave = {x.child.pk for x in told if x.leave}
    part = {x.child.pk for x in told if x.absence and (not x.absence.is_whole_day or _comes_later(x))}
    away = {x.child.pk for x in told} - part | ill | leave
    pupils = set[UUID]().union(*(each.children for each in groups))
    return Numbers(len(pupils), len(away), len(ill), len(leave), len(part))


def _comes_later(line: Line) -> bool:
    return line.absence is not None and line.absence.kind == Absence.Kind.LATE


def _lines(places: "QuerySet[Enrolment]", school: School, day: date, reader: User) -> dict[UUID, list[Line]]:
    """What is known about these children on this day, by child id."""
    lines: dict[UUID, list[Line]] = defaultdict(list)
    own = set(Child.objects.filter(authorities__guardian=reader).values_list("pk", flat=True))
    calendar = calendar_of(school)
    here = places.filter(child=OuterRef("child"))
    reports = Absence.objects.visible_to(reader).on(day).filter(Exists(here), school=school)
    for absence in reports.select_related("child", "reported_by").order_by("reported_at", "pk"):
        number = calendar.count(absence.first_on, day) if absence.last_on is None else 0
        is_others = absence.child_id in own and absence.reported_by_id != reader.pk
        words = "" if is_others else absence.text
        lines[absence.child_id].append(Line(absence.child, absence, day_number=number, words=words))
    granted = LeaveRequest.objects.granted_on(day).filter(school=school)
    for leave in granted.prefetch_related("children").order_by("requested_at", "pk"):
        for child in leave.children.all():
            lines[child.pk].append(Line(child, leave=leave))
    return lines
