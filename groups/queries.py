"""Questions about who belongs where."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    TextChoices,
    Value,
    When,
)
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from groups.models import Enrolment, Membership, MembershipQuerySet, School, SchoolGroup, SchoolGroupQuerySet
from people.models import Child, Invitation, ParentalAuthority, ParentalAuthorityQuerySet, User
from people.queries import proof_of

Role = Membership.Role


@dataclass(frozen=True)
class Pupil:
    """A child in a group, with the memberships of the guardians that read along for it."""

    child: Child
    parents: list[Membership] = field(default_factory=list)


class Standing(TextChoices):
    """How far a guardian is on the way into the portal."""

    BLOCKED = "blocked", _("access is blocked")
    WITHOUT = "without", _("no parental authority, so no access")
    ACTIVE = "active", _("has an account")
    SWITCHED_OFF = "off", _("account is switched off")
    INVITED = "invited", _("invited")
    EXPIRED = "expired", _("code has expired")
    NEW = "new", _("not invited yet")


INVITABLE = [Standing.INVITED, Standing.EXPIRED, Standing.NEW]


def works_at_school(user: User, today: date) -> bool:
    """Whether somebody is at a school for their work today, in whatever role."""
    return (
        Membership.objects.active(today).filter(user=user).exclude(role__in=Membership.FAMILY_ROLES).exists()
    )


def staff_of(group: SchoolGroup, today: date) -> MembershipQuerySet:
    """The adults who are in a group for another reason than a child of their own."""
    return (
        Membership.objects.active(today)
        .filter(group=group, child=None)
        .select_related("user")
        .order_by("role", "pk")
    )


def pupils_of(group: SchoolGroup, today: date) -> list[Pupil]:
    """The children of a group in order of name, each with its guardians that are members; two queries."""
    parents: dict[object, list[Membership]] = defaultdict(list)
    members = Membership.objects.active(today).filter(group=group, child__isnull=False)
    for membership in members.select_related("user"):
        parents[membership.child_id].append(membership)
    places = Enrolment.objects.current().filter(group=group).select_related("child")
    return [Pupil(place.child, parents.get(place.child_id, [])) for place in places]


def waiting_in(groups: SchoolGroupQuerySet) -> MembershipQuerySet:
    """Who waits for a decision in one of these groups, the longest waiting first."""
    waiting = Membership.objects.waiting().filter(group__in=groups, user__is_active=True)
    return waiting.select_related("user", "child", "group", "decided_by").order_by("created_at", "pk")


def once_per_child(waiting: Iterable[Membership]) -> list[Membership]:
    """Leave out the school-wide row of somebody who also waits in a class: that decision brings it along."""
    rows = list(waiting)
    in_class = {(row.user_id, row.child_id) for row in rows if not row.group.is_school_wide}
    return [
        row for row in rows if not row.group.is_school_wide or (row.user_id, row.child_id) not in in_class
    ]


def declined_in(groups: SchoolGroupQuerySet) -> MembershipQuerySet:
    """Who was refused in one of these groups and whose child is still there."""
    declined = Membership.objects.filter(
        group__in=groups, state=Membership.State.DECLINED, user__is_active=True
    )
    return declined.select_related("user", "child", "group", "decided_by").order_by("-decided_at", "pk")


def pupils_in(groups: SchoolGroupQuerySet) -> QuerySet[Child]:
    return Child.objects.filter(
        enrolments__in=Enrolment.objects.current().filter(group__in=groups)
    ).distinct()


def guardians_in(groups: SchoolGroupQuerySet, now: datetime) -> ParentalAuthorityQuerySet:
    """The guardians of the children in these groups, with `standing` (a Standing), `invited_until`, `is_unproven`."""
    codes = Invitation.objects.filter(authority=OuterRef("pk"), redeemed_at=None, revoked_at=None)
    standing = Case(
        When(blocked_at__isnull=False, then=Value(Standing.BLOCKED)),
        When(authority=ParentalAuthority.Authority.NO, then=Value(Standing.WITHOUT)),
        When(guardian__is_active=True, then=Value(Standing.ACTIVE)),
        When(guardian__isnull=False, then=Value(Standing.SWITCHED_OFF)),
        When(Exists(codes.filter(expires_at__gt=now)), then=Value(Standing.INVITED)),
        When(Exists(codes), then=Value(Standing.EXPIRED)),
        default=Value(Standing.NEW),
        output_field=CharField(),
    )
    unused = Q(invitations__redeemed_at=None, invitations__revoked_at=None)
    return (
        ParentalAuthority.objects.filter(child__in=pupils_in(groups))
        .annotate(standing=standing, invited_until=Max("invitations__expires_at", filter=unused))
        .annotate(is_unproven=Q(guardian__isnull=False) & ~Exists(proof_of(OuterRef("guardian"))))
        .select_related("child", "guardian")
        .order_by(F("child__first_name"), F("child__last_name"), "created_at", "pk")
    )


def standings_of(guardians: ParentalAuthorityQuerySet) -> dict[str, int]:
    """How many of these guardians (from guardians_in) stand where: standing to number."""
    return Counter(guardians.order_by().values_list(F("standing"), flat=True))


def invitable_among(guardians: ParentalAuthorityQuerySet) -> ParentalAuthorityQuerySet:
    """Of these guardians (from guardians_in) the ones a code may be made for."""
    return guardians.alias(now_at=F("standing")).filter(now_at__in=INVITABLE)


def classes_of(children: QuerySet[Child] | list[Child]) -> dict[object, list[SchoolGroup]]:
    """The running groups of each child, without the school-wide one: child id to groups."""
    found: dict[object, list[SchoolGroup]] = defaultdict(list)
    places = Enrolment.objects.current().filter(child__in=children, group__closed_at=None)
    for place in places.exclude(group__kind=SchoolGroup.Kind.SCHOOL).select_related("group"):
        found[place.child_id].append(place.group)
    return found


def school_of(child: Child) -> School | None:
    """The school where a child is registered now."""
    return School.objects.filter(
        groups__kind=SchoolGroup.Kind.SCHOOL,
        groups__enrolments__in=child.enrolments.current(),
    ).first()


def office_addresses(school: School, today: date) -> list[str]:
    """Where the office reads its mail: the address of the school, else of whoever keeps its roster."""
    if school.email:
        return [school.email]
    keepers = Membership.objects.active(today).filter(
        group__school=school,
        group__kind=SchoolGroup.Kind.SCHOOL,
        role__in=[Role.ADMINISTRATION, Role.DIRECTOR],
    )
    return list(keepers.order_by("user__email").values_list("user__email", flat=True).distinct())


def colleagues_in(groups: SchoolGroupQuerySet, today: date) -> QuerySet[User]:
    """The accounts that work in one of these groups, by name."""
    members = (
        Membership.objects.active(today).filter(group__in=groups).exclude(role__in=Membership.FAMILY_ROLES)
    )
    return User.objects.filter(memberships__in=members).distinct().order_by("first_name", "last_name", "pk")


def with_head_counts(groups: SchoolGroupQuerySet) -> SchoolGroupQuerySet:
    """Annotate groups with `pupil_count`, the children with a place now, and `waiting_count`, who waits."""
    pupils = Count("enrolments", filter=Q(enrolments__ended_on=None), distinct=True)
    waiting = Count(
        "memberships__user", filter=Q(memberships__state__in=Membership.WAITING_STATES), distinct=True
    )
    return groups.annotate(pupil_count=pupils, waiting_count=waiting).order_by("kind", "name", "pk")


def staff_domains(schools: Iterable[int]) -> set[str]:
    """The mail domains colleagues of these schools have (R187); empty when any address will do.

    The rule is kept a floor up, where schools decide; the settings name it.
    """
    domains: set[str] = import_string(settings.STAFF_MAIL_DOMAINS)(schools)
    return domains


def domains_for(user: User, today: date) -> set[str]:
    """The mail domains one of which this account has to have for its work; empty when any address will do."""
    seats = Membership.objects.active(today).filter(user=user).exclude(role__in=Membership.OUTSIDE_ROLES)
    schools = set(seats.order_by().values_list("group__school", flat=True))
    return staff_domains(schools) if schools else set()
