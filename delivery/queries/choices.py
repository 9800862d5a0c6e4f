"""What one person can choose about, and what counts for it now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from delivery.models import AddressState, Channel
from delivery.queries.profiles import Profile, profiles_of
from delivery.rules import Choices
from groups.models import Membership, SchoolGroup
from groups.permissions import groups_where
from people.models import Child, User
from policies.queries import SchoolPolicy, policy_for


@dataclass(frozen=True)
class Exceptions:
    """What counts instead for the news about a child, or from a group, by their ids."""

    by_child: Mapping[UUID, Channel] = field(default_factory=dict)
    by_group: Mapping[int, Channel] = field(default_factory=dict)


@dataclass(frozen=True)
class Room:
    """One person with the children it has a seat for, and the groups it reads for itself or its work."""

    profile: Profile
    children: list[Child]
    groups: list[SchoolGroup]
    policy: SchoolPolicy

    @property
    def user(self) -> User:
        return self.profile.user

    @property
    def exceptions(self) -> Exceptions:
        """What stands now, without children and groups that are not its own any more."""
        return Exceptions(
            {child.pk: way for child in self.children if (way := self.profile.by_child.get(child.pk))},
            {group.pk: way for group in self.groups if (way := self.profile.by_group.get(group.pk))},
        )

    def holds(self, exceptions: Exceptions) -> bool:
        """Whether all of these are about an own child or an own group."""
        children, groups = {child.pk for child in self.children}, {group.pk for group in self.groups}
        return exceptions.by_child.keys() <= children and exceptions.by_group.keys() <= groups

    def with_choices(self, choices: Choices, exceptions: Exceptions) -> Profile:
        """The profile as it would be with these."""
        return replace(
            self.profile,
            chosen=choices,
            by_child=dict(exceptions.by_child),
            by_group=dict(exceptions.by_group),
        )


def room_of(user: User, *, now: datetime) -> Room | None:
    """What this account can choose about; None when it stands still. Nine queries."""
    profile = profiles_of([user.pk], now=now).get(user.pk)
    if profile is None:
        return None
    children = Child.objects.filter(pk__in=set().union(*profile.children.values()))
    seats = Membership.objects.active(timezone.localdate(now)).filter(user=user)
    own, family = seats.filter(child=None), seats.filter(child__isnull=False)
    # A class of a child is chosen by the name of the child.
    reads = Q(pk__in=own.values("group")) | ~Q(pk__in=family.values("group"))
    groups = groups_where(user, "view").filter(reads, closed_at=None).order_by("school", "kind", "name", "pk")
    policy = policy_for(profile.home) if profile.home else SchoolPolicy()
    return Room(profile, list(children), list(groups), policy)


def trouble_with(address: str) -> AddressState | None:
    """Why no mail goes to an address, or None when it does."""
    silent = Q(flagged_at__isnull=False) | Q(complained_at__isnull=False)
    return AddressState.objects.filter(silent, address=address.lower()).first()
