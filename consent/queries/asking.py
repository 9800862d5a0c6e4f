"""Which children many guardians still have to choose for: `status_of_children` for a whole mailing."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from consent.models import Decision
from consent.queries.choices import asked_of_children, is_open
from people.models import Child, ParentalAuthority
from policies.queries import policies_for


def open_choices_of(users: Collection[UUID], *, today: date) -> dict[UUID, list[Child]]:
    """The children with questions that wait for each of these guardians, by first name. Five queries for any number."""
    rows = ParentalAuthority.objects.deciding().filter(guardian__in=users)
    authorities = list(rows.select_related("child").order_by("child__first_name", "pk"))
    asked = asked_of_children({row.child for row in authorities}, today=today)
    policies = policies_for({purpose.school_id for purposes in asked.values() for purpose in purposes})
    made = Decision.objects.filter(authority__in=authorities).order_by("id")
    newest = {(decision.authority_id, decision.purpose_id): decision for decision in made}
    found: dict[UUID, list[Child]] = {}
    for row in authorities:
        waits = any(
            is_open(
                purpose, newest.get((row.pk, purpose.pk)), policy=policies[purpose.school_id], today=today
            )
            for purpose in asked[row.child_id]
        )
        if waits and row.guardian_id is not None:
            found.setdefault(row.guardian_id, []).append(row.child)
    return found
