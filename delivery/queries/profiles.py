"""How each of many people hears of something: their choices, what works for them, and where they belong."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from delivery.models import AddressState, Channel, Preference, PreferenceException
from delivery.queries.devices import devices_of
from delivery.rules import FAMILY_DEFAULT, STAFF_DEFAULT, Choices, Ways, sooner
from groups.models import Membership
from people.models import User
from people.queries import proven_accounts


@dataclass
class Profile:
    """One person. `children` are those it is in a group for; `groups` those it has a seat in itself."""

    user: User
    ways: Ways
    chosen: Choices | None = None
    by_child: dict[UUID, Channel] = field(default_factory=dict)
    by_group: dict[int, Channel] = field(default_factory=dict)
    children: dict[int, set[UUID]] = field(default_factory=lambda: defaultdict(set))
    groups: set[int] = field(default_factory=set)
    works_at: set[int] = field(default_factory=set)
    schools: set[int] = field(default_factory=set)

    @property
    def choices(self) -> Choices:
        """What this person chose; until then what counts for family, or for who only works here."""
        is_family = any(self.children.values())
        return self.chosen or (FAMILY_DEFAULT if is_family or not self.works_at else STAFF_DEFAULT)

    @property
    def home(self) -> int | None:
        """The school whose clock counts for the one overview over all schools."""
        return min(self.schools, default=None)

    def news_from(self, group: int) -> Channel:
        """How news from a group goes: another choice for it or for a child there comes first.

        Who reads a group from a seat in the whole school looks there; nothing comes by itself.
        """
        other = [self.by_child[child] for child in self.children[group] if child in self.by_child]
        if group in self.by_group:
            other.append(self.by_group[group])
        if other and len(other) < len(self.children[group]) and group not in self.by_group:
            # For another child in the same group nothing else was chosen.
            other.append(self.choices.news)
        if other:
            return sooner(other)
        return self.choices.news if group in self.groups else Channel.WEB


def profiles_of(users: Collection[UUID], *, now: datetime) -> dict[UUID, Profile]:
    """The profile of each of these accounts that still stands. Seven queries for any number."""
    accounts = {
        user.pk: user
        for user in User.objects.filter(pk__in=users, is_active=True)
        if not user.is_suspended(now)
    }
    devices = {device.user_id for device in devices_of(accounts.values())}
    dead = _dead_addresses({user.email.lower() for user in accounts.values()})
    proven = proven_accounts(accounts)
    profiles = {
        pk: Profile(user, Ways(pk in devices, pk in proven and user.email.lower() not in dead))
        for pk, user in accounts.items()
    }
    for chosen in Preference.objects.filter(user__in=accounts):
        profiles[chosen.user_id].chosen = Choices(
            Channel(chosen.news), Channel(chosen.talks), chosen.titles_only
        )
    _add_exceptions(profiles)
    _add_seats(profiles, now)
    return profiles


def _dead_addresses(addresses: set[str]) -> set[str]:
    silent = Q(flagged_at__isnull=False) | Q(complained_at__isnull=False)
    rows = AddressState.objects.filter(silent, address__in=addresses)
    return set(rows.values_list("address", flat=True))


def _add_exceptions(profiles: dict[UUID, Profile]) -> None:
    for other in PreferenceException.objects.filter(user__in=profiles):
        if other.child_id is not None:
            profiles[other.user_id].by_child[other.child_id] = Channel(other.news)
        elif other.group_id is not None:
            profiles[other.user_id].by_group[other.group_id] = Channel(other.news)


def _add_seats(profiles: dict[UUID, Profile], now: datetime) -> None:
    seats = Membership.objects.active(timezone.localdate(now)).filter(user__in=profiles)
    for user, group, school, role, child in seats.values_list(
        "user", "group", "group__school", "role", "child"
    ):
        profile = profiles[user]
        profile.groups.add(group)
        profile.schools.add(school)
        if child is not None:
            profile.children[group].add(child)
        if role not in Membership.FAMILY_ROLES:
            profile.works_at.add(school)
