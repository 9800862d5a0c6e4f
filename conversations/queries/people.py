"""Who may be in a conversation: the guardians of a child, the staff who teach it, the parents of a group."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from conversations.models import SeparateGuardians
from groups.models import Enrolment, Membership, School, SchoolGroup
from people.models import Child, ParentalAuthority, User


def guardians_of(child: Child, school: School, *, today: date) -> QuerySet[User]:
    """The accounts that decide about the child and are there for it at this school, by name."""
    decides = ParentalAuthority.objects.deciding().filter(guardian=OuterRef("pk"), child=child)
    seats = Membership.objects.active(today).filter(
        user=OuterRef("pk"), child=child, role=Membership.Role.PARENT, group__school=school
    )
    return User.objects.filter(Exists(decides), Exists(seats)).order_by("first_name", "last_name", "pk")


def teachers_of(child: Child, school: School, *, today: date) -> QuerySet[User]:
    """The teachers of the groups the child is in now; both of a pair."""
    places = Enrolment.objects.current().filter(child=child, group__school=school)
    # A teacher's seat in the school-wide group teaches nobody in particular.
    groups = SchoolGroup.objects.running().exclude(kind=SchoolGroup.Kind.SCHOOL)
    seats = Membership.objects.active(today).filter(
        user=OuterRef("pk"), role=Membership.Role.TEACHER, group__in=groups.filter(enrolments__in=places)
    )
    return User.objects.filter(Exists(seats)).order_by("first_name", "last_name", "pk")


def staff_of(school: School, *, today: date) -> QuerySet[User]:
    """Everybody who works at the school, temporary people left out."""
    seats = Membership.objects.active(today).filter(user=OuterRef("pk"), group__school=school)
    outside = [*Membership.FAMILY_ROLES, *Membership.TEMPORARY_ROLES]
    return User.objects.filter(Exists(seats.exclude(role__in=outside))).order_by(
        "first_name", "last_name", "pk"
    )


def parents_of(group: SchoolGroup, *, today: date) -> QuerySet[User]:
    """The parents of the children in a group; only accounts that decide about a child there."""
    decides = ParentalAuthority.objects.deciding().filter(guardian=OuterRef("user"), child=OuterRef("child"))
    seats = Membership.objects.active(today).filter(
        Q(Exists(decides)), user=OuterRef("pk"), group=group, role=Membership.Role.PARENT
    )
    return User.objects.filter(Exists(seats)).order_by("first_name", "last_name", "pk")


def schools_of(child: Child) -> QuerySet[School]:
    """The schools the child is registered at now; nearly always one."""
    places = Enrolment.objects.current().filter(child=child)
    return School.objects.filter(groups__enrolments__in=places).distinct()


def speaks_apart(child: Child, school: School) -> bool:
    """Did the school choose separate conversations for the guardians of this child (C24)?"""
    return SeparateGuardians.objects.filter(child=child, school=school).exists()


def kept_out(child: Child | None, *, is_apart: bool) -> set[UUID]:
    """The family of a child that is spoken to apart: who also works at the school comes in as guardian only (C24)."""
    if child is None or not is_apart:
        return set()
    family = ParentalAuthority.objects.filter(child=child, guardian__isnull=False)
    return set(family.values_list("guardian_id", flat=True))
