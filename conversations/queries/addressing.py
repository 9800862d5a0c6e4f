"""Whom somebody may write to, with what prevents the wrong parent of two with the same name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from conversations.models import Participant, SeparateGuardians
from conversations.queries.people import guardians_of
from groups.models import Enrolment, Membership, School, SchoolGroup
from groups.permissions import groups_with_any, schools_advised_by
from groups.queries import classes_of
from people.models import Child, ParentalAuthority, User

MOST = 30


@dataclass(frozen=True)
class Addressee:
    """A child with what tells it apart from another of that name: the peg, the groups, the guardians."""

    child: Child
    groups: list[SchoolGroup]
    guardians: list[str]


def own_children(user: User) -> QuerySet[Child]:
    """The children this account decides about and is there for at a school."""
    seats = Membership.objects.filter(user=user, child=OuterRef("pk"), role=Membership.Role.PARENT)
    return Child.objects.in_authority_of(user).filter(Exists(seats)).order_by("first_name", "last_name", "pk")


def pupils_for(user: User) -> QuerySet[Child]:
    """The children about whom this account speaks for its work: those it teaches, or of the school it serves."""
    served = groups_with_any(user, "manage", "register", "direct")
    groups = SchoolGroup.objects.filter(
        Q(pk__in=served.values("pk")) | Q(school__in=schools_advised_by(user))
    )
    places = Enrolment.objects.current().filter(
        group__in=groups.exclude(kind=SchoolGroup.Kind.SCHOOL), child=OuterRef("pk")
    )
    return Child.objects.filter(Exists(places)).order_by("first_name", "last_name", "pk")


def children_for(user: User) -> QuerySet[Child]:
    """Whoever this account may know of here; whether it may begin a conversation is asked next."""
    return Child.objects.filter(
        Q(pk__in=own_children(user).order_by().values("pk"))
        | Q(pk__in=pupils_for(user).order_by().values("pk"))
    )


def found_by_name(children: QuerySet[Child], words: str) -> QuerySet[Child]:
    """Those in whose name, or in the name of whose guardian, every word stands."""
    for word in words.split():
        of_child = Q(first_name__icontains=word) | Q(prefix__icontains=word) | Q(last_name__icontains=word)
        guardians = ParentalAuthority.objects.deciding().filter(
            Q(guardian__first_name__icontains=word) | Q(guardian__last_name__icontains=word),
            child=OuterRef("pk"),
        )
        children = children.filter(of_child | Exists(guardians))
    return children


def addressees(children: Iterable[Child]) -> list[Addressee]:
    """These children with their groups and guardians. Two queries for any number of them."""
    known = list(children)
    groups = classes_of(known)
    names: dict[object, list[str]] = {}
    authorities = ParentalAuthority.objects.deciding().filter(child__in=known).select_related("guardian")
    for row in authorities:
        if row.guardian is not None:
            names.setdefault(row.child_id, []).append(row.guardian.get_full_name())
    return [Addressee(child, groups.get(child.pk, []), sorted(names.get(child.pk, []))) for child in known]


def namesakes(child: Child, school: School, *, today: date) -> list[Addressee]:
    """Other children of the school this one can be taken for: the same name, or a guardian of the same name.

    In one group the first name is enough.
    """
    groups = SchoolGroup.objects.exclude(kind=SchoolGroup.Kind.SCHOOL)
    own = groups.filter(enrolments__in=Enrolment.objects.current().filter(child=child))
    beside = Enrolment.objects.current().filter(group__in=own, child=OuterRef("pk"))
    same = Q(first_name__iexact=child.first_name) & (Q(last_name__iexact=child.last_name) | Q(Exists(beside)))
    family = guardians_of(child, school, today=today)
    for guardian in family:
        alike = ParentalAuthority.objects.deciding().filter(
            guardian__first_name__iexact=guardian.first_name,
            guardian__last_name__iexact=guardian.last_name,
            child=OuterRef("pk"),
        )
        same |= Q(Exists(alike.exclude(guardian__in=family)))
    places = Enrolment.objects.current().filter(group__school=school, child=OuterRef("pk"))
    return addressees(Child.objects.filter(Exists(places)).filter(same).exclude(pk=child.pk)[:MOST])


def may_still_join(conversation_id: UUID, staff: QuerySet[User]) -> QuerySet[User]:
    """Colleagues who are not in this conversation yet."""
    there = Participant.objects.open().filter(conversation=conversation_id, user=OuterRef("pk"))
    return staff.exclude(Exists(there))


def separated_by(child: Child, school: School) -> SeparateGuardians | None:
    """Who chose separate conversations for the guardians of this child, and when."""
    rows = SeparateGuardians.objects.filter(child=child, school=school)
    return rows.select_related("set_by").first()


def schools_worked_at(user: User, *, today: date) -> QuerySet[School]:
    """The schools this account works at, temporary seats left out."""
    seats = Membership.objects.active(today).filter(user=user, group__school=OuterRef("pk"))
    outside = [*Membership.FAMILY_ROLES, *Membership.TEMPORARY_ROLES]
    return School.objects.filter(Exists(seats.exclude(role__in=outside))).order_by("name", "pk")
