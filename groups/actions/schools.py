"""Setting up schools, years and groups."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from groups import permissions
from groups.actions.memberships import follow_child
from groups.models import Board, School, SchoolGroup, SchoolYear
from people.models import Child, User


@transaction.atomic
def create_school(
    *, board: str, name: str, brin: str, place: str = "", phone: str = "", email: str = ""
) -> School:
    """Set up a school under its board, with the school-wide group everybody belongs to (R059, R084)."""
    school = School.objects.create(
        board=Board.objects.get_or_create(name=board)[0],
        name=name,
        brin=brin.upper(),
        slug=_free_slug(School, name),
        place=place,
        phone=phone,
        email=email,
    )
    SchoolGroup.objects.create(
        school=school,
        kind=SchoolGroup.Kind.SCHOOL,
        name=_("Whole school"),
        slug=_free_slug(SchoolGroup, name),
    )
    return school


@transaction.atomic
def create_school_year(*, school: School, name: str) -> SchoolYear:
    """Return the school year "2026-2027" of a school, made when it is not there: 1 August to 31 July."""
    first = int(name[:4])
    year, _created = SchoolYear.objects.get_or_create(
        school=school,
        name=name,
        defaults={"starts_on": date(first, 8, 1), "ends_on": date(first + 1, 7, 31)},
    )
    return year


@transaction.atomic
def create_group(
    *,
    school: School,
    kind: str,
    name: str,
    year: SchoolYear | None = None,
    roster_key: str = "",
    year_group: str = "",
) -> SchoolGroup:
    """Make a group. Whoever leads the school has rights in it from now on."""
    label = f"{name} {year.name[:4]}" if year else f"{name} {school.slug}"
    group = SchoolGroup.objects.create(
        school=school,
        year=year,
        kind=kind,
        name=name,
        roster_key=roster_key,
        year_group=year_group,
        slug=_free_slug(SchoolGroup, label),
    )
    permissions.rebuild(group)
    return group


@transaction.atomic
def close_group(*, group: SchoolGroup, by: User | None, now: datetime) -> None:
    """End a group: its parents lose it, its places end."""
    group.closed_at = now
    group.save(update_fields=["closed_at"])
    children = list(Child.objects.filter(enrolments__in=group.enrolments.current()))
    for place in group.enrolments.current():
        place.ended_on = max(timezone.localdate(now), place.started_on)
        place.save(update_fields=["ended_on"])
    for child in children:
        follow_child(child=child, by=by, now=now)


def _free_slug(model: type[School] | type[SchoolGroup], label: str) -> str:
    base = slugify(label)[:40] or "groep"
    taken = set(model.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    if base not in taken:
        return base
    return next(slug for number in range(2, len(taken) + 3) if (slug := f"{base}-{number}") not in taken)
