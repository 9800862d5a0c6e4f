"""The number in the menu, asked by itself."""

from datetime import datetime

from conversations.queries.lists import unseen_by
from people.models import User


def unseen_count(user: User, *, now: datetime) -> int:
    """In how many conversations something is new."""
    counted = User.objects.filter(pk=user.pk).annotate(unseen=unseen_by(user, now=now))
    return counted.values_list("unseen", flat=True).get() or 0
