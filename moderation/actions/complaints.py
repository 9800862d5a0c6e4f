"""The writer does not agree with what the school did: one complaint, one answer of the director."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from common.mail import send_mail
from moderation.actions.dossiers import refuse_destroyed
from moderation.actions.handling import lock
from moderation.models import Complaint, Incident
from moderation.permissions import may_lead
from moderation.queries.handlers import directors_of
from people.models import User
from people.queries import is_proven


@transaction.atomic
def complain(*, incident: Incident, text: str, by: User, now: datetime) -> Complaint:
    """Record that the writer does not agree, and tell the directors; a second time changes nothing.

    Raises PermissionDenied for anybody but the writer.
    """
    incident = lock(incident)
    refuse_destroyed(incident)
    if incident.about_id != by.pk:
        raise PermissionDenied
    complaint, is_new = Complaint.objects.get_or_create(
        incident=incident, defaults={"text": text, "made_by": by, "made_at": now}
    )
    if is_new:
        directors = [user.email for user in directors_of(incident, today=timezone.localdate(now))]
        send_mail(template="moderation/complaint_made", to=directors, context={"incident": incident})
    return complaint


@transaction.atomic
def answer_complaint(*, incident: Incident, answer: str, by: User, now: datetime) -> Complaint:
    """Answer the writer once; the first answer stays. Raises PermissionDenied."""
    incident = lock(incident)
    refuse_destroyed(incident)
    if not may_lead(by, incident):
        raise PermissionDenied
    complaint = Complaint.objects.select_related("made_by").get(incident=incident)
    if complaint.answered_at is not None:
        return complaint
    complaint.answer, complaint.answered_by, complaint.answered_at = answer, by, now
    complaint.save(update_fields=["answer", "answered_by", "answered_at"])
    if complaint.made_by.is_active and is_proven(complaint.made_by):
        send_mail(
            template="moderation/complaint_answered",
            to=[complaint.made_by.email],
            context={"incident": incident, "complaint": complaint},
        )
    return complaint
