"""Fetching through what somebody may see; everything else is not there."""

from typing import cast
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from groups import queries
from groups.models import Membership, SchoolGroup
from groups.permissions import groups_where, groups_with_any
from people.models import ParentalAuthority, User


def account_of(request: HttpRequest) -> User:
    """The signed-in account; only behind login_required."""
    return cast(User, request.user)


def group_or_404(user: User, slug: str) -> SchoolGroup:
    """A group this account reads, or keeps the roster of."""
    return get_object_or_404(groups_with_any(user, "view", "register").select_related("school"), slug=slug)


def membership_or_404(user: User, pk: UUID) -> Membership:
    """A membership of a group this account administers, keeps the roster of, or leads."""
    seen = Membership.objects.filter(group__in=groups_with_any(user, "manage", "register", "direct"))
    return get_object_or_404(seen.select_related("group__school", "user", "child"), pk=pk)


def guardian_or_404(user: User, pk: UUID, *verbs: str) -> ParentalAuthority:
    """A guardian of a child in a group where this account may do one of `verbs`; has `standing`."""
    return get_object_or_404(queries.guardians_in(groups_with_any(user, *verbs), timezone.now()), pk=pk)


def demand_any_group(user: User, *verbs: str) -> None:
    """Refuse somebody who may do none of `verbs` anywhere: the page exists, but not for this account."""
    if not any(groups_where(user, verb).exists() for verb in verbs):
        raise PermissionDenied
