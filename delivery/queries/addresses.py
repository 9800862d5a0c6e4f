"""Addresses to which mail came back three times, with whose they are: for the office of the school (G11, R173)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models.functions import Coalesce, Lower
from django.utils.translation import gettext as _

from common.replies import Kind, kind_of
from delivery.models import AddressState
from groups.models import SchoolGroup, SchoolGroupQuerySet
from groups.queries import classes_of, guardians_in
from people.models import Child, ParentalAuthority


@dataclass(frozen=True)
class DeadAddress:
    """One address, and the guardian and children it is for. Of a guardian with more children there is one."""

    state: AddressState
    guardian: ParentalAuthority
    children: list[tuple[Child, list[SchoolGroup]]] = field(default_factory=list)

    @property
    def has_account(self) -> bool:
        """It is what the guardian signs in with, and not the school's to correct."""
        return self.guardian.guardian_id is not None

    @property
    def why(self) -> str:
        """What the mail server meant, in plain words."""
        meanings = {
            Kind.HARD: _("Nobody has this address, says the mail server."),
            Kind.FULL: _("The mailbox is full."),
        }
        kind = kind_of(status="", text=self.state.last_said)
        return meanings.get(kind, _("The mail server does not take our mail for this address."))


def dead_addresses(groups: SchoolGroupQuerySet, now: datetime) -> list[DeadAddress]:
    """The flagged addresses of guardians of children in these groups, by the name of a child. Three queries."""
    dead = AddressState.objects.filter(flagged_at__isnull=False)
    guardians = list(
        guardians_in(groups, now)
        .annotate(address=Lower(Coalesce("guardian__email", "email")))
        .filter(address__in=dead.values("address"))
    )
    states = {state.address: state for state in dead.filter(address__in={_address(g) for g in guardians})}
    classes = classes_of([guardian.child for guardian in guardians])
    found: dict[str, DeadAddress] = {}
    for guardian in guardians:
        if state := states.get(_address(guardian)):
            known = found.setdefault(state.address, DeadAddress(state, guardian))
            _add(known.children, guardian.child, classes.get(guardian.child_id, []))
    return list(found.values())


def _address(guardian: ParentalAuthority) -> str:
    return (guardian.guardian.email if guardian.guardian else guardian.email).lower()


def _add(
    children: list[tuple[Child, list[SchoolGroup]]], child: Child, classes: Sequence[SchoolGroup]
) -> None:
    if child not in [known for known, _classes in children]:
        children.append((child, list(classes)))
