"""The list of a group: who may be recognisable where today, in words a teacher may read."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import pgettext_lazy

from consent.models import Objection, Purpose
from consent.queries.recognising import Reason, places, reasons_by_audience
from groups.models import SchoolGroup
from people.models import Child

Audience = Purpose.Audience
COLUMNS = (Audience.GROUP, Audience.SCHOOL, Audience.NAME, Audience.VIDEO, Audience.SOUND)
OUTSIDE = {
    Audience.PRINT: pgettext_lazy("staff", "paper"),
    Audience.WEBSITE: pgettext_lazy("staff", "website"),
    Audience.SOCIAL: pgettext_lazy("staff", "social media"),
}


@dataclass(frozen=True)
class Cell:
    """May this child be recognisable here; and if not, why, in words a teacher may read."""

    is_yes: bool
    reason: str = ""


@dataclass
class Line:
    """One child on the list of a group."""

    child: Child
    cells: list[Cell]
    outside: list[str] = field(default_factory=list)
    standing: Objection | None = None
    days: list[Objection] = field(default_factory=list)
    wants_not_today: bool = False

    @property
    def reasons(self) -> list[str]:
        """Why it is no somewhere, each reason once."""
        return list(dict.fromkeys(cell.reason for cell in self.cells if not cell.is_yes))

    @property
    def is_free(self) -> bool:
        """Recognisable everywhere inside the portal, so not on the list."""
        return all(cell.is_yes for cell in self.cells)


def group_list(group: SchoolGroup, *, today: date) -> list[Line]:
    """Every child of the group with what counts for it today, who is covered in the group itself first.

    In order of name. Six queries for any number of children.

    An objection of today counts as a no for everything: the pictures of today are not made of this child (R031).
    """
    seats = places(today).filter(group=group).select_related("child")
    children = {seat.child_id: seat.child for seat in seats}
    found = reasons_by_audience(children, school=group.school, audiences=[*COLUMNS, *OUTSIDE], today=today)
    open_ones = Objection.objects.with_speaker().filter(child__in=list(children), taken_back_at=None)
    objections: dict[UUID, list[Objection]] = defaultdict(list)
    for objection in open_ones.select_related("made_by").order_by("day"):
        objections[objection.child_id].append(objection)
    lines = [_line(child, found, objections[pk], today) for pk, child in children.items()]
    return sorted(lines, key=lambda line: line.cells[0].is_yes)


def _line(
    child: Child, found: Mapping[tuple[str, UUID], Reason], objections: list[Objection], today: date
) -> Line:
    days = [o for o in objections if o.day is not None and o.day >= today]
    standing = next((o for o in objections if o.kind == Objection.Kind.ALWAYS), None)
    wants_not_today = any(o.day == today for o in days)

    def reason_of(audience: str) -> Reason:
        reason = found[audience, child.pk]
        return Reason.NOT_TODAY if wants_not_today and reason != Reason.OBJECTS else reason

    cells = [
        Cell(reason_of(audience) == Reason.RECOGNISABLE, str(reason_of(audience).label))
        for audience in COLUMNS
    ]
    outside = [str(words) for key, words in OUTSIDE.items() if reason_of(key) == Reason.RECOGNISABLE]
    return Line(child, cells, outside, standing, days, wants_not_today)
