"""The brake: a conversation that derails stands still, is kept as it was, and somebody leads from there (R128, R180).

The promise: what was said is a link of the chain before the director gets the alert.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid5

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypdf.errors import PyPdfError

from common.background import after_commit
from common.mail import send_mail
from common.pdf import PdfFailed
from groups.models import School
from groups.permissions import may
from moderation.actions import chaining, printing
from moderation.actions.handling import LANGUAGE, lock, record
from moderation.actions.printing import Printed
from moderation.actions.reporting import open_incident
from moderation.errors import NotArchived
from moderation.models import DossierDocument, Entry, Incident
from moderation.queries import chain, frozen
from moderation.queries.handlers import directors_of
from people.models import User
from people.queries import mailable
from posts.actions.interactions import write_comment
from posts.models import Post
from posts.removal import pause_thread

log = logging.getLogger(__name__)
FAILURES = (PdfFailed, PyPdfError, OSError, ValueError)
# So long another handler who presses at the same time waits for the snapshot of the first, and the sweep for both.
SNAPSHOT_TIME = timedelta(minutes=2)


def brake_thread(
    *, post: Post, until: datetime, text: str, strategy: str, by: User, now: datetime
) -> Incident:
    """Pause the thread, put it in the chain as it stands, and only then alert the director.

    `text` is what readers see, `strategy` a note for the dossier. Pressing twice is once. Raises PermissionDenied,
    posts.errors.Refused for a pause that cannot be, and NotArchived when there is no snapshot: the thread is paused
    then, nobody was alerted, and pressing again or the sweep goes on.
    """
    incident, is_first = _pause(post=post, until=until, text=text, strategy=strategy, by=by, now=now)
    if not is_first:
        return incident
    return keep_and_alert(incident=incident, by=by, now=now)


def keep_and_alert(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Make the snapshot and alert the director. Raises NotArchived when there is none; then nobody was alerted."""
    try:
        return _finish(incident=incident, by=by, now=now)
    except FAILURES as error:
        Incident.objects.filter(pk=incident.pk).update(failure=type(error).__name__)
        raise NotArchived(_("The conversation is paused, but could not be kept yet. Try again.")) from error


def finish_brake(*, incident: Incident, now: datetime) -> Incident:
    """Make the snapshot of a brake whose worker died, and alert the director; nothing when that was done or is busy.

    A failure is logged and the sweep asks again.
    """
    asked_at, by = incident.brake_asked_at, incident.brake_asked_by
    if asked_at is None or by is None or asked_at > now - SNAPSHOT_TIME:
        return incident
    waiting = Incident.objects.filter(pk=incident.pk, brake_asked_at=asked_at)
    if waiting.update(brake_asked_at=now):
        incident.brake_asked_at = now
        try:
            return _finish(incident=incident, by=by, now=now)
        except FAILURES:
            log.exception("No snapshot of incident %s", incident.pk)
    return incident


def ring_brakes(*, now: datetime) -> int:
    """Ask again for snapshots whose worker died. Returns how many."""
    waiting = Incident.objects.filter(brake_asked_at__lte=now - SNAPSHOT_TIME).values_list("pk", flat=True)
    for pk in waiting:
        after_commit("moderation.tasks.finish_brake", str(pk))
    return len(waiting)


@transaction.atomic
def _pause(
    *, post: Post, until: datetime, text: str, strategy: str, by: User, now: datetime
) -> tuple[Incident, bool]:
    """The incident about the thread, and whether the caller is the one who makes the snapshot."""
    if not may(by, "moderate", post.group):
        raise PermissionDenied
    incident = lock(open_incident(target=post, is_thread=True, now=now))
    stands = incident.post is not None and incident.post.is_paused(now)
    if stands and is_busy_or_done(incident, now):
        return incident, False
    pause_thread(post=post, until=until, text=text, by=by, now=now)
    return ask_snapshot(incident=incident, strategy=strategy, by=by, now=now), True


def ask_snapshot(*, incident: Incident, strategy: str, by: User, now: datetime) -> Incident:
    """Write down that the brake was pulled and who makes the snapshot; in the transaction that pauses."""
    incident.failure, incident.brake_asked_at, incident.brake_asked_by = "", now, by
    incident.save(update_fields=["failure", "brake_asked_at", "brake_asked_by"])
    with override(LANGUAGE):
        record(incident, _("The conversation was paused: it threatened to derail."), by=by, now=now)
    if strategy:
        record(incident, strategy, by=by, now=now, kind=Entry.Kind.NOTE)
    return lock(incident)


def is_busy_or_done(incident: Incident, now: datetime) -> bool:
    """Is the snapshot of this pause there, or did somebody begin to make it just now?"""
    if incident.brake_asked_at is None:
        return incident.documents.filter(kind=DossierDocument.Kind.SNAPSHOT).exists()
    return not incident.failure and incident.brake_asked_at > now - SNAPSHOT_TIME


def _finish(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Print the conversation as it stands, and in one transaction put it in the chain and alert the director.

    Only by who holds the token: a worker that was slow finds that another took it, and leaves nothing.
    """
    head = chain.head_of(incident.school)
    copy = frozen.frozen_copy(incident, head=head, by=by, now=now)
    # Nothing is destroyed here: a photo that cannot be read is said to be missing, and does not hold up the alert.
    facts = printing.with_media(copy, identifier=incident.pk)
    printed = printing.print_copy(facts, identifier=incident.pk)
    token = incident.brake_asked_at
    with transaction.atomic():
        School.objects.select_for_update().get(pk=incident.school_id)
        incident = lock(incident)
        if incident.brake_asked_at != token:
            return incident
        _keep(incident=incident, printed=printed, facts=facts, by=by, now=now)
        incident.brake_asked_at, incident.failure = None, ""
        incident.save(update_fields=["brake_asked_at", "failure"])
        _alert(incident=incident, by=by, now=now)
    return incident


def _keep(*, incident: Incident, printed: Printed, facts: dict[str, Any], by: User, now: datetime) -> None:
    with override(LANGUAGE):
        title = _("The conversation when it was paused")
    chaining.put_in_chain(
        incident=incident,
        kind=DossierDocument.Kind.SNAPSHOT,
        title=title,
        content=printed.content,
        content_type="application/pdf",
        facts=facts,
        pages=printed.pages,
        is_plain=printed.is_plain,
        by=by,
        now=now,
    )


def _alert(*, incident: Incident, by: User, now: datetime) -> None:
    with override(LANGUAGE):
        record(incident, _("The director was told."), by=by, now=now)
    directors = [user.email for user in directors_of(incident, today=timezone.localdate(now)) if user != by]
    context = {"incident": incident, "by": by}
    send_mail(template="moderation/thread_braked", to=directors, context=context)


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
    send_mail(
        template="moderation/talk_offered", to=[user.email for user in mailable(people)], context=context
    )
    with override(LANGUAGE):
        names = ", ".join(user.get_full_name() for user in people)
        said = _("Asked to talk: %(people)s.") % {"people": names} if names else _("Asked everybody to talk.")
        record(incident, f"{said} {text}", by=by, now=now)
    return incident
