"""Hiding, bringing back, and saying that nothing is wrong."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from common.mail import send_mail
from moderation.models import Incident
from people.models import User
from posts import removal

FINISHED = (Incident.State.REMOVED, Incident.State.DISMISSED)


@transaction.atomic
def hide_incident(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Take what this is about out of sight, at once; reversible."""
    incident = lock(incident)
    if incident.state not in FINISHED:
        removal.hide_content(content=incident.target, by=by)
        incident.hidden_at = incident.hidden_at or now
        incident.save(update_fields=["hidden_at"])
    return incident


@transaction.atomic
def restore_incident(*, incident: Incident, by: User) -> Incident:
    """Bring it back into sight while the report stays open.

    Raises PermissionDenied once a hard copy was asked for: what is said after that would be in no copy, and could
    be removed all the same. From there a handler closes the report, or removes.
    """
    incident = lock(incident)
    if incident.state in FINISHED:
        return incident
    if incident.state != Incident.State.OPEN:
        raise PermissionDenied
    bring_back(incident, by)
    return incident


@transaction.atomic
def dismiss_incident(*, incident: Incident, note: str = "", by: User, now: datetime) -> Incident:
    """Nothing wrong with it: back in sight, closed, and whoever reported it hears that.

    What its writer took back stays out of sight: closing is not publishing it again.
    """
    incident = lock(incident)
    if incident.state in FINISHED:
        return incident
    if not incident.is_taken_back():
        bring_back(incident, by)
    incident.state = Incident.State.DISMISSED
    incident.closed_at, incident.closed_by, incident.closing_note = now, by, note
    incident.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
    tell_reporters(incident, "moderation/report_dismissed")
    return incident


def bring_back(incident: Incident, by: User) -> None:
    removal.show_content(content=incident.target, by=by)
    for report in incident.reports.exclude(photo=None).select_related("photo"):
        if report.photo is not None:
            removal.show_photo(photo=report.photo, by=by)
    incident.hidden_at = None
    incident.save(update_fields=["hidden_at"])


def tell_reporters(incident: Incident, template: str) -> None:
    """Answer everybody who reported this, each in a mail of their own; a writer who took it back knows already."""
    reporters = User.objects.filter(reports__incident=incident, is_active=True)
    reporters = reporters.exclude(pk=incident.about_id).distinct()
    send_mail(template=template, to=[user.email for user in reporters], context={"incident": incident})


def lock(incident: Incident) -> Incident:
    """Return the incident as it is now, held until the transaction ends: two handlers take turns."""
    return (
        Incident.objects.select_for_update(of=("self",))
        .select_related("school", "group", "about", "post__group", "comment__post__group")
        .get(pk=incident.pk)
    )
