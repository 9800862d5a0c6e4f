"""Who handles what was reported, and who opens a dossier.

The promise: a report reaches the teachers of the group and the director, never the person it is about (R071,
R081, R094); names of reporters are for the director alone. A dossier is opened by whoever handles it, one about
staff by the director alone, that of a pupil by the internal counsellor too (R190, R191); never by who it is about.
Who may open one may write in it; what has consequences is for the director.
"""

from groups.permissions import groups_where, may, schools_advised_by
from moderation.models import Incident
from people.models import User


def may_see_reporters(user: User, incident: Incident) -> bool:
    return may(user, "direct", incident.group)


def may_file(user: User, incident: Incident) -> bool:
    """Choose the kind and the category, write letters, finish it: whoever handles it, not who only advises."""
    return Incident.objects.visible_to(user).filter(pk=incident.pk).exists()


def may_lead(user: User, incident: Incident) -> bool:
    """Measures, legal hold, answers to a complaint, destruction."""
    return may(user, "direct", incident.group)


def may_keep_dossiers(user: User) -> bool:
    """Is there any dossier this account could open? Whoever handles reports somewhere, or advises a school."""
    return groups_where(user, "moderate").exists() or schools_advised_by(user).exists()
