"""The brake: a conversation that derails stands still, is kept as it was, and somebody leads from there (R128, R180).

The promise: what was said is a link of the chain before the director gets the alert.
"""

from datetime import datetime, timedelta
from uuid import uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypdf.errors import PyPdfError

from common.mail import send_mail
from common.pdf import PdfFailed
from groups.permissions import may
from moderation.actions.archiving import snapshot_incident
from moderation.actions.handling import LANGUAGE, lock, record
from moderation.actions.reporting import open_incident
from moderation.errors import NotArchived
from moderation.models import DossierDocument, Entry, Incident
from moderation.queries.handlers import directors_of
from people.models import User
from posts.actions.interactions import write_comment
from posts.models import Post
from posts.removal import pause_thread

# So long another handler who presses at the same time waits for the snapshot of the first.
SNAPSHOT_TIME = timedelta(minutes=2)


def brake_thread(
    *, post: Post, until: datetime, text: str, strategy: str, by: User, now: datetime
) -> Incident:
    """Pause the thread, put it in the chain as it stands, and only then alert the director.

    `text` is what readers see, `strategy` a note for the dossier. Pressing twice is once. Raises PermissionDenied,
    posts.errors.Refused for a pause that cannot be, and NotArchived when there is no snapshot: the thread is paused
    then, nobody was alerted, and pressing again goes on.
    """
    incident, is_first = _pause(post=post, until=until, text=text, strategy=strategy, by=by, now=now)
    if not is_first:
        return incident
    try:
        with override(LANGUAGE):
            title = _("The conversation when it was paused")
        snapshot_incident(incident=incident, title=title, by=by, now=now)
    except (PdfFailed, PyPdfError, OSError, ValueError) as error:
        Incident.objects.filter(pk=incident.pk).update(failure=type(error).__name__)
        raise NotArchived(_("The conversation is paused, but could not be kept yet. Try again.")) from error
    return _alert(incident=incident, by=by, now=now)


@transaction.atomic
def _pause(
    *, post: Post, until: datetime, text: str, strategy: str, by: User, now: datetime
) -> tuple[Incident, bool]:
    """The incident about the thread, and whether the caller is the one who makes the snapshot."""
    if not may(by, "moderate", post.group):
        raise PermissionDenied
    incident = lock(open_incident(target=post, is_thread=True, now=now))
    stands = incident.post is not None and incident.post.is_paused(now)
    if stands and not incident.failure and _is_busy_or_done(incident, now):
        return incident, False
    pause_thread(post=post, until=until, text=text, by=by, now=now)
    Incident.objects.filter(pk=incident.pk).update(failure="")
    with override(LANGUAGE):
        record(incident, _("The conversation was paused: it threatened to derail."), by=by, now=now)
    if strategy:
        record(incident, strategy, by=by, now=now, kind=Entry.Kind.NOTE)
    return lock(incident), True


def _is_busy_or_done(incident: Incident, now: datetime) -> bool:
    """Did somebody pause it just now, or is the snapshot of this pause there?"""
    paused = incident.entries.filter(kind=Entry.Kind.HANDLING).order_by("written_at", "pk").last()
    snapshots = incident.documents.filter(kind=DossierDocument.Kind.SNAPSHOT)
    return snapshots.exists() or (paused is not None and paused.written_at > now - SNAPSHOT_TIME)


@transaction.atomic
def _alert(*, incident: Incident, by: User, now: datetime) -> Incident:
    incident = lock(incident)
    with override(LANGUAGE):
        record(incident, _("The director was told."), by=by, now=now)
    directors = [user.email for user in directors_of(incident, today=timezone.localdate(now)) if user != by]
    context = {"incident": incident, "by": by}
    send_mail(template="moderation/thread_braked", to=directors, context=context)
    return incident


@transaction.atomic
def offer_talk(
    *, incident: Incident, text: str, people: list[User], is_placed: bool, by: User, now: datetime
) -> Incident:
    """Ask the people of a thread to talk in person: as the last comment, by mail, or both (R137).

    Raises PermissionDenied for who may not write there. The same words are placed once.
    """
    incident = lock(incident)
    if incident.post is None or not incident.is_thread or incident.state in Incident.FINISHED:
        raise PermissionDenied
    if is_placed:
        place = uuid5(incident.pk, text)
        write_comment(comment_id=place, post=incident.post, text=text, by=by, now=now)
    context = {"incident": incident, "text": text, "by": by}
    send_mail(template="moderation/talk_offered", to=[user.email for user in people], context=context)
    with override(LANGUAGE):
        names = ", ".join(user.get_full_name() for user in people)
        said = _("Asked to talk: %(people)s.") % {"people": names} if names else _("Asked everybody to talk.")
        record(incident, f"{said} {text}", by=by, now=now)
    return incident
