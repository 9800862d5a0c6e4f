"""How many people said that something is wrong, apart from each other."""

from collections import defaultdict
from uuid import UUID

from moderation.models import Incident
from people.models import ParentalAuthority


def independent_reports(incident: Incident) -> int:
    """Count reporters; guardians of the same child are one, so that one home does not silence anybody alone."""
    reporters = set(incident.reports.values_list("reported_by", flat=True))
    homes: dict[UUID, set[UUID]] = defaultdict(set)
    shared = ParentalAuthority.objects.filter(guardian__in=reporters)
    for child, guardian in shared.values_list("child", "guardian"):
        homes[child].add(guardian)
    count = 0
    while reporters:
        count += 1
        _leave_with(reporters.pop(), reporters, list(homes.values()))
    return count


def _leave_with(person: UUID, reporters: set[UUID], homes: list[set[UUID]]) -> None:
    """Take out everybody who shares a child with this person, or with somebody who does."""
    for home in homes:
        if person in home:
            for other in home & reporters:
                reporters.discard(other)
                _leave_with(other, reporters, homes)
