"""Who handles what was reported.

The promise: a report reaches the teachers of the group and the director, never the person it is about (R071,
R081, R094); names of reporters are for the director alone.
"""

from groups.permissions import may
from moderation.models import Incident
from people.models import User


def may_see_reporters(user: User, incident: Incident) -> bool:
    return may(user, "direct", incident.group)
