"""Who may do what in which group: the one readable place.

The promise: rights come from memberships and from nothing else. Memberships are the facts; the rows of
django-guardian are an index derived from them, which `manage.py sync_permissions` rebuilds. Two readers
answer every question, `groups_where` and `may`, and both also ask the membership itself, so that an end date
that has passed or an account that was switched off closes the door without anybody having to clean up.
"""

from collections.abc import Iterable
from datetime import date
from typing import cast

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from guardian.shortcuts import assign_perm, get_objects_for_user, remove_perm

from groups.models import (
    Membership,
    MembershipQuerySet,
    Restriction,
    RestrictionQuerySet,
    School,
    SchoolGroup,
    SchoolGroupQuerySet,
    SchoolGroupUserPermission,
)
from people.models import User

Role = Membership.Role

VERBS = ("view", "react", "post", "manage", "moderate", "register", "direct")

# What a measure takes away (R124). Reading, handling and leading stay.
WRITING_VERBS = frozenset({"react", "post"})

# In the group itself (R003, R011, R013, R014, R101).
ROLE_VERBS: dict[str, frozenset[str]] = {
    Role.TEACHER: frozenset({"view", "react", "post", "manage", "moderate"}),
    Role.COUNSELLOR: frozenset({"view", "react"}),
    Role.STAFF: frozenset({"view", "react"}),
    Role.ADMINISTRATION: frozenset({"view", "react", "register"}),
    Role.DIRECTOR: frozenset(VERBS),
    Role.COUNCIL: frozenset({"view", "react", "post"}),
    Role.TRAINEE: frozenset({"view"}),
    Role.EXTERNAL: frozenset({"view"}),
    Role.PARENT: frozenset({"view", "react"}),
}

# In the school-wide group only the management writes and handles (R036); the others keep what is left.
MANAGEMENT_VERBS = frozenset({"post", "manage", "moderate"})

# A membership of the school-wide group in these roles also counts in every other group of the school.
# The office keeps rosters and invitations but reads no class (facts.md section 6).
WIDE_ROLE_VERBS: dict[str, frozenset[str]] = {
    Role.DIRECTOR: frozenset(VERBS),
    Role.ADMINISTRATION: frozenset({"register"}),
    Role.COUNSELLOR: frozenset({"view", "react"}),
}

# Who reads in every group of the school from a seat in its school-wide group.
WIDE_READERS = [role for role, verbs in WIDE_ROLE_VERBS.items() if "view" in verbs]


def groups_where(user: User | AnonymousUser, verb: str) -> SchoolGroupQuerySet:
    """The groups in which this account may do `verb` now. One query when evaluated; usable as a subquery."""
    if verb not in VERBS:
        raise ValueError(f"unknown verb: {verb}")
    if not isinstance(user, User) or not user.is_active:
        return SchoolGroup.objects.filter(pk__in=[])
    indexed = get_objects_for_user(
        user,
        f"groups.{verb}",
        klass=SchoolGroup,
        use_groups=False,
        with_superuser=False,
        accept_global_perms=False,
    )
    memberships = Membership.objects.active(timezone.localdate()).filter(user=user)
    found = indexed.filter(Exists(memberships.filter(_brings(verb, group="pk", school="school"))))
    if verb in WRITING_VERBS:
        found = found.exclude(Exists(holding(user)))
    return cast(SchoolGroupQuerySet, found)


def seats_that_open(verb: str, today: date) -> MembershipQuerySet:
    """The seats in groups where their account may do `verb`: `groups_where` for a question that is built once.

    For reading verbs: what a measure takes away is not asked here.
    """
    indexed = SchoolGroupUserPermission.objects.filter(
        user=OuterRef("user"), content_object=OuterRef("group"), permission__codename=verb
    )
    seats = Membership.objects.active(today)
    bringing = seats.filter(_brings(verb, group="group", school="group__school"), user=OuterRef("user"))
    return seats.filter(Exists(indexed), Exists(bringing))


def who_may(verb: str, today: date) -> QuerySet[SchoolGroupUserPermission]:
    """Who may do `verb` where, a row for each account and group: `groups_where` asked from the other side.

    For reading verbs, and always filtered further by groups: what a measure takes away is not asked here.
    """
    bringing = Membership.objects.active(today).filter(
        _brings(verb, group="content_object", school="content_object__school"), user=OuterRef("user")
    )
    indexed = SchoolGroupUserPermission.objects.filter(permission__codename=verb, user__is_active=True)
    return indexed.filter(Exists(bringing))


def holding(user: User, *, group: str = "pk", school: str = "school") -> RestrictionQuerySet:
    """What keeps this account from writing in a group now (R124); `group` and `school` name the outer columns.

    What is about a person holds that person. A frozen group is open to who handles it, a stopped school to who
    leads it; that is read from the memberships, for asking the index three times made a page ten times slower.
    """
    seats = Membership.objects.active(timezone.localdate()).filter(user=user)
    leads = Q(
        group__kind=SchoolGroup.Kind.SCHOOL,
        group__school=OuterRef("school"),
        role__in=_roles_with(WIDE_ROLE_VERBS, "direct"),
    )
    handles = Q(group=OuterRef("group"), role__in=_roles_with(ROLE_VERBS, "moderate"))
    free = seats.filter(leads | (handles & ~Q(group__kind=SchoolGroup.Kind.SCHOOL)))
    here = Q(group=OuterRef(group)) | Q(group=None)
    about_me = Q(user=user) | (Q(user=None) & ~Exists(free))
    return Restriction.objects.active(timezone.now()).filter(here, about_me, school=OuterRef(school))


def may(user: User | AnonymousUser, verb: str, group: SchoolGroup) -> bool:
    return groups_where(user, verb).filter(pk=group.pk).exists()


def groups_with_any(user: User | AnonymousUser, *verbs: str) -> SchoolGroupQuerySet:
    """The groups in which this account may do at least one of `verbs`."""
    wanted = Q()
    for verb in verbs:
        wanted |= Q(pk__in=groups_where(user, verb).values("pk"))
    return SchoolGroup.objects.filter(wanted)


def may_see_members(user: User | AnonymousUser, group: SchoolGroup) -> bool:
    return groups_with_any(user, "manage", "register").filter(pk=group.pk).exists()


def may_decide_membership(user: User | AnonymousUser, membership: Membership) -> bool:
    """The teacher decides about parents (R011), the director about hard cases and colleagues (R012)."""
    for_teacher = membership.role == Role.PARENT and membership.state != Membership.State.PARKED
    return may(user, "manage" if for_teacher else "direct", membership.group)


def may_deactivate(user: User, account: User) -> bool:
    """Who leads every group the account is in; never the own account, so a school keeps its director."""
    groups = SchoolGroup.objects.filter(memberships__in=Membership.objects.open().filter(user=account))
    led = groups_where(user, "direct").values("pk")
    return account.pk != user.pk and groups.exists() and not groups.exclude(pk__in=led).exists()


def may_restrict(user: User, account: User, school: School) -> bool:
    """Who leads the school may take the pen from whoever is in it; never from the own account."""
    seats = Membership.objects.open().filter(user=account, group__school=school)
    leads = groups_where(user, "direct").school_wide().filter(school=school)
    return account.pk != user.pk and leads.exists() and seats.exists()


def schools_advised_by(user: User) -> QuerySet[School]:
    """The schools this account is the internal counsellor of (R191): whose pupil dossiers it may look into."""
    seats = Membership.objects.active(timezone.localdate()).filter(user=user, role=Role.COUNSELLOR)
    return School.objects.filter(
        pk__in=seats.filter(group__kind=SchoolGroup.Kind.SCHOOL).values("group__school")
    )


def restrictions_for(user: User) -> RestrictionQuerySet:
    """The measures this account sees and may lift; never one that holds the account itself."""
    led = groups_where(user, "direct").school_wide().values("school")
    handled = groups_where(user, "moderate").values("pk")
    mine = Restriction.objects.filter(
        Q(school__in=led) | Q(kind=Restriction.Kind.GROUP_FROZEN, group__in=handled)
    )
    return mine.exclude(user=user)


def grant(membership: Membership) -> None:
    """Give the account the rights this membership brings; a wide role brings them in the whole school."""
    _sync(membership.user, _reach(membership))


def revoke(membership: Membership) -> None:
    """Take away what only this membership brought; other memberships of the account keep their rights."""
    _sync(membership.user, _reach(membership))


def rebuild(group: SchoolGroup) -> int:
    """Make the index of one group agree with the memberships; returns how many rows were not right."""
    known = User.objects.filter(schoolgroupuserpermission__content_object=group)
    members = User.objects.filter(memberships__in=_counting_in(group))
    return sum(_sync(user, [group]) for user in (known | members).distinct())


def verbs_of(user: User, group: SchoolGroup) -> frozenset[str]:
    """What the memberships of this account bring in this group, straight from the facts."""
    memberships = _counting_in(group).filter(user=user).select_related("group")
    verbs: set[str] = set()
    for membership in memberships:
        table = ROLE_VERBS if membership.group_id == group.pk else WIDE_ROLE_VERBS
        brought = table.get(membership.role, frozenset())
        if group.is_school_wide and membership.role != Role.DIRECTOR:
            brought -= MANAGEMENT_VERBS
        verbs |= brought
    return frozenset(verbs)


def _brings(verb: str, *, group: str, school: str) -> Q:
    """Whether a membership brings `verb` in a group, there or from the whole school; the outer columns are named."""
    here = Q(group=OuterRef(group), role__in=_roles_with(ROLE_VERBS, verb))
    wide = Q(
        group__kind=SchoolGroup.Kind.SCHOOL,
        group__school=OuterRef(school),
        role__in=_roles_with(WIDE_ROLE_VERBS, verb),
    )
    return here | wide


def _roles_with(table: dict[str, frozenset[str]], verb: str) -> list[str]:
    return [role for role, verbs in table.items() if verb in verbs]


def _counting_in(group: SchoolGroup) -> MembershipQuerySet:
    wide = Q(
        group__kind=SchoolGroup.Kind.SCHOOL, group__school=group.school_id, role__in=list(WIDE_ROLE_VERBS)
    )
    return Membership.objects.active(timezone.localdate()).filter(Q(group=group) | wide)


def _reach(membership: Membership) -> Iterable[SchoolGroup]:
    if membership.group.is_school_wide and membership.role in WIDE_ROLE_VERBS:
        return SchoolGroup.objects.filter(school=membership.group.school_id)
    return [membership.group]


def _sync(user: User, groups: Iterable[SchoolGroup]) -> int:
    changed = 0
    for group in groups:
        held = set(
            SchoolGroupUserPermission.objects.filter(user=user, content_object=group).values_list(
                "permission__codename", flat=True
            )
        )
        wanted = verbs_of(user, group)
        for verb in sorted(wanted - held):
            assign_perm(verb, user, group)
        for verb in sorted(held - wanted):
            remove_perm(verb, user, group)
        changed += len(wanted ^ held)
    return changed
