"""The last step: content gone for good, its hard copy in the dossier."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.mail import send_mail
from conversations import removal as talks
from groups.models import School
from moderation.actions.handling import LANGUAGE, lock, record, tell_reporters, with_note
from moderation.errors import NotArchived
from moderation.models import DossierDocument, Incident, Removal
from moderation.queries.chain import is_unchanged
from moderation.queries.handlers import directors_of
from people.models import User
from people.queries import is_proven
from posts import removal


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
    # Held as a report holds it: what is reported at this moment is there already, or is refused.
    School.objects.select_for_update().get(pk=incident.school_id)
    incident = lock(incident)
    present = Removal.objects.filter(document__incident=incident).first()
    if present is not None:
        return present
    removed = Removal.objects.create(
        document=_verified(incident),
        post=incident.post,
        comment=incident.comment,
        photo=incident.photo,
        message=incident.message,
        conversation=incident.conversation,
        is_thread=incident.is_thread,
        agreement=agreement,
        note=note,
        removed_by=by,
        removed_at=now,
    )
    _remove(incident, by)
    incident.state = Incident.State.REMOVED
    incident.closed_at, incident.closed_by, incident.closing_note = now, by, note
    incident.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
    with override(LANGUAGE):
        record(incident, with_note(_("Removed for good."), note), by=by, now=now)
    _tell(incident, tell_author=tell_author, by=by, now=now)
    return removed


def _verified(incident: Incident) -> DossierDocument:
    """The hard copy, read back just now. Raises NotArchived."""
    document = incident.hard_copy
    if document is None or incident.state != Incident.State.ARCHIVED:
        raise NotArchived(_("The copy for the dossier is not ready yet. Wait a moment and try again."))
    if not is_unchanged(document):
        raise NotArchived(_("The copy in the dossier cannot be read back. Nothing was removed."))
    return document


def _remove(incident: Incident, by: User) -> None:
    if incident.photo is not None:
        removal.remove_photo(photo=incident.photo, by=by)
    elif incident.comment is not None:
        removal.remove_comment(comment=incident.comment, by=by)
    elif incident.message is not None:
        talks.remove_message(message=incident.message, by=by)
    elif incident.conversation is not None:
        talks.remove_conversation(
            conversation=incident.conversation, by=by, kept=_messages_handled_apart(incident)
        )
    elif incident.post is not None and incident.is_thread:
        removal.remove_thread(post=incident.post, by=by, kept=_handled_apart(incident))
    elif incident.post is not None:
        removal.remove_post(post=incident.post, by=by, kept=_handled_apart(incident))


def _handled_apart(incident: Incident) -> set[UUID]:
    """Comments and photos below the post that still need a hard copy of their own, for another dossier."""
    others = Incident.objects.unfinished().exclude(pk=incident.pk)
    comments = others.filter(comment__post=incident.post_id).values_list("comment", flat=True)
    photos = others.filter(photo__post=incident.post_id).values_list("photo", flat=True)
    kept = {pk for pk in [*comments, *photos] if pk is not None}
    if incident.post is not None and others.filter(post=incident.post, is_thread=True).exists():
        kept |= set(incident.post.comments.values_list("pk", flat=True))
    return kept


def _messages_handled_apart(incident: Incident) -> set[UUID]:
    """Messages of the conversation that still need a hard copy of their own, for another dossier."""
    others = Incident.objects.unfinished().filter(message__conversation=incident.conversation_id)
    return {pk for pk in others.values_list("message", flat=True) if pk is not None}


def _tell(incident: Incident, *, tell_author: bool, by: User, now: datetime) -> None:
    author = incident.about
    if tell_author and author is not None and author.is_active and is_proven(author):
        send_mail(template="moderation/removed_author", to=[author.email], context={"incident": incident})
    tell_reporters(incident, "moderation/report_removed")
    directors = [user.email for user in directors_of(incident, today=timezone.localdate(now)) if user != by]
    send_mail(template="moderation/removed_director", to=directors, context={"incident": incident, "by": by})
