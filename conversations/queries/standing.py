"""Why somebody cannot write, in the words that person may read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, Subquery

from groups.models import School, SchoolGroup
from groups.permissions import holding
from people.models import User


@dataclass(frozen=True)
class Pause:
    """What is shown to somebody whose pen is held, and until when."""

    text: str
    until: datetime


def pause_of(user: User, school: School, group: SchoolGroup | None = None) -> Pause | None:
    """What keeps this account from writing in the school or the group longest, in its neutral words (R124)."""
    longest = holding(user).order_by("-ends_at", "pk")
    places = Q(kind=SchoolGroup.Kind.SCHOOL, school=school) | Q(pk=group and group.pk)
    held = SchoolGroup.objects.filter(places)
    row = (
        held.annotate(
            text=Subquery(longest.values("neutral_text")[:1]), until=Subquery(longest.values("ends_at")[:1])
        )
        .filter(until__isnull=False)
        .order_by("-until")
        .values_list("text", "until")
        .first()
    )
    return Pause(*row) if row else None
