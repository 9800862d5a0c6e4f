"""The last step: content gone for good, its hard copy in the dossier."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.mail import send_mail
from moderation.actions.handling import lock, tell_reporters
from moderation.errors import NotArchived
from moderation.models import Incident, Removal
from moderation.queries.chain import is_unchanged
from moderation.queries.handlers import directors_of
from people.models import User
from posts import removal
from posts.models import Post


@transaction.atomic
def remove_content(
    *,
    incident: Incident,
    agreement: str,
    note: str = "",
    tell_author: bool = False,
    by: User,
    now: datetime,
) -> Removal:
    """Remove what the incident is about (R054, R055); a tombstone stays. Doing it twice is one removal.

    `agreement` names the rule that was not kept. Whoever reported it and the directors always hear it; the writer
    when the school says so, for it may want to talk first. Raises NotArchived when the
    hard copy is missing or no longer what it was.
    """
    incident = lock(incident)
    present = Removal.objects.filter(document__incident=incident).first()
    if present is not None:
        return present
    document = incident.hard_copy
    if document is None or incident.state != Incident.State.ARCHIVED:
        raise NotArchived(_("The copy for the dossier is not ready yet. Wait a moment and try again."))
    if not is_unchanged(document):
        raise NotArchived(_("The copy in the dossier cannot be read back. Nothing was removed."))
    target = incident.target
    removed = Removal.objects.create(
        document=document,
        post=incident.post,
        comment=incident.comment,
        agreement=agreement,
        note=note,
        removed_by=by,
        removed_at=now,
    )
    if isinstance(target, Post):
        removal.remove_post(post=target, by=by)
    else:
        removal.remove_comment(comment=target, by=by)
    incident.state = Incident.State.REMOVED
    incident.closed_at, incident.closed_by, incident.closing_note = now, by, note
    incident.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
    _tell(incident, tell_author=tell_author, by=by, now=now)
    return removed


def _tell(incident: Incident, *, tell_author: bool, by: User, now: datetime) -> None:
    if tell_author and incident.about.is_active:
        send_mail(
            template="moderation/removed_author", to=[incident.about.email], context={"incident": incident}
        )
    tell_reporters(incident, "moderation/report_removed")
    directors = [user.email for user in directors_of(incident, today=timezone.localdate(now)) if user != by]
    send_mail(template="moderation/removed_director", to=directors, context={"incident": incident, "by": by})
