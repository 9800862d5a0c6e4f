"""The school as it is now, read from the database in a fixed number of queries."""

from collections import defaultdict
from uuid import UUID

from groups.models import Enrolment, Membership, School, SchoolGroup, SchoolGroupQuerySet, SchoolYear
from groups.roster.snapshot import CurrentGroup, CurrentGuardian, CurrentPupil, CurrentSchool
from groups.roster.types import CLASS, CLUSTER
from people.models import ParentalAuthority, User


def current_school(school: School) -> CurrentSchool:
    """What a plan compares with: the running classes of the latest year, the pupils, guardians and staff."""
    year = SchoolYear.objects.filter(groups__in=_running(school)).order_by("name").last()
    groups = tuple(
        CurrentGroup(str(group.pk), group.roster_key, group.name, group.year_group, group.kind)
        for group in _running(school).filter(year=year).order_by("pk")
    )
    return CurrentSchool(
        brin=school.brin,
        school_year=year.name if year else "",
        groups=groups,
        pupils=_pupils(school),
        guardians=_guardians(school),
        staff=_staff(school, groups),
        former_staff=frozenset(User.objects.filter(is_active=False).values_list("email", flat=True)),
    )


def _running(school: School) -> SchoolGroupQuerySet:
    return SchoolGroup.objects.running().filter(school=school, kind__in=[CLASS, CLUSTER])


def _pupils(school: School) -> tuple[CurrentPupil, ...]:
    classes, clusters = _places(school)
    registered = Enrolment.objects.current().filter(group__school=school, group__kind=SchoolGroup.Kind.SCHOOL)
    return tuple(
        CurrentPupil(
            id=str(place.child_id),
            key=place.roster_key,
            first_name=place.child.first_name,
            prefix=place.child.prefix,
            last_name=place.child.last_name,
            born_on=place.child.born_on,
            year_group=place.year_group,
            class_key=classes.get(place.child_id),
            cluster_keys=tuple(sorted(clusters[place.child_id])),
        )
        for place in registered.select_related("child").order_by("child_id")
    )


def _places(school: School) -> tuple[dict[UUID, str], dict[UUID, set[str]]]:
    """The reference of each child's class, from a roster before made by hand, and its roster clusters."""
    classes: dict[UUID, str] = {}
    clusters: dict[UUID, set[str]] = defaultdict(set)
    places = Enrolment.objects.current().filter(group__in=_running(school)).select_related("group")
    for place in places.order_by("group__roster_key", "group_id"):
        group = place.group
        if group.kind == CLASS:
            classes[place.child_id] = group.roster_key or classes.get(place.child_id) or f"id:{group.pk}"
        elif group.roster_key:
            clusters[place.child_id].add(group.roster_key)
    return classes, clusters


def _guardians(school: School) -> tuple[CurrentGuardian, ...]:
    registered = Enrolment.objects.current().filter(group__school=school, group__kind=SchoolGroup.Kind.SCHOOL)
    found = ParentalAuthority.objects.filter(child__in=registered.values("child")).select_related("guardian")
    return tuple(
        CurrentGuardian(
            id=str(one.pk),
            child_id=str(one.child_id),
            name=one.name or (str(one.guardian) if one.guardian else ""),
            email=(one.email or (one.guardian.email if one.guardian else "")).lower(),
            relation=one.relation,
            authority=one.authority,
        )
        for one in found.order_by("pk")
    )


def _staff(school: School, groups: tuple[CurrentGroup, ...]) -> frozenset[tuple[str, str]]:
    references = {group.id: group.reference for group in groups}
    members = Membership.objects.filter(group__school=school, child=None).select_related("group", "user")
    return frozenset(
        (member.user.email.lower(), "" if member.group.is_school_wide else references[str(member.group_id)])
        for member in members
        if member.group.is_school_wide or str(member.group_id) in references
    )
