"""What a writer can say not to agree with."""

from django.db.models import Q

from moderation.models import Incident, IncidentQuerySet
from people.models import User


def disputable_by(user: User) -> IncidentQuerySet:
    """What the school hid or removed of this account; not what the writer took back, and no longer when destroyed.

    Whose complaint was answered keeps finding the answer here.
    """
    decided = Q(hidden_at__isnull=False) | Q(state=Incident.State.REMOVED) | Q(complaint__isnull=False)
    found = Incident.objects.filter(decided, about=user, destroyed_at=None).select_related("group", "school")
    return found.exclude(reports__reason="withdrawn").order_by("opened_at", "pk")
