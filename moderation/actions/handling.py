"""Hiding, bringing back, saying that it is handled, giving it to somebody, asking somebody.

The promise: every step is one line in the timeline, in the same transaction, with who and when.
"""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from common.mail import send_mail
from conversations import removal as talks
from conversations.models import Conversation, Message
from moderation.models import Entry, Incident
from moderation.queries.handlers import is_handled_by
from people.models import User
from people.queries import mailable
from posts import removal
from posts.models import Post

State = Incident.State
FINISHED = Incident.FINISHED
# The dossier is kept in the language of the school, whoever wrote in it.
LANGUAGE = "nl"


@transaction.atomic
def hide_incident(*, incident: Incident, by: User, now: datetime) -> Incident:
    """Take what this is about out of sight, at once; reversible."""
    incident = lock(incident)
    if incident.state not in FINISHED and put_out_of_sight(incident, by=by, now=now):
        with override(LANGUAGE):
            record(incident, _("Hidden."), by=by, now=now)
    return incident


@transaction.atomic
def restore_incident(*, incident: Incident, note: str = "", by: User, now: datetime) -> Incident:
    """Bring it back into sight while the report stays open.

    Raises PermissionDenied once a hard copy was asked for: what is said after that would be in no copy, and could
    be removed all the same. From there a handler closes the report, or removes.
    """
    incident = lock(incident)
    if incident.state in FINISHED:
        return incident
    if incident.state != State.OPEN:
        raise PermissionDenied
    if bring_back(incident, by):
        with override(LANGUAGE):
            record(incident, with_note(_("Shown again."), note), by=by, now=now)
    return incident


@transaction.atomic
def dismiss_incident(
    *, incident: Incident, note: str = "", is_wrong: bool = False, by: User, now: datetime
) -> Incident:
    """Close a report: back in sight, and whoever reported it hears what was decided.

    `is_wrong` says that the report was right and was handled in another way, for example in a talk; else there is
    nothing wrong with it. What its writer took back stays out of sight: closing is not publishing it again.
    """
    incident = lock(incident)
    if incident.state in FINISHED:
        return incident
    if not incident.is_taken_back():
        bring_back(incident, by)
    incident.state = State.CLOSED if is_wrong else State.DISMISSED
    incident.closed_at, incident.closed_by, incident.closing_note = now, by, note
    incident.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
    with override(LANGUAGE):
        decided = _("Handled without removing anything.") if is_wrong else _("Nothing wrong with it.")
        record(incident, with_note(decided, note), by=by, now=now)
    tell_reporters(incident, "moderation/report_handled" if is_wrong else "moderation/report_dismissed")
    return incident


@transaction.atomic
def assign_incident(*, incident: Incident, to: User, by: User, now: datetime) -> Incident:
    """Say who handles this; that person gets a mail. The same again changes nothing.

    Raises PermissionDenied for somebody who may not handle it, or whom it is about.
    """
    incident = lock(incident)
    if not is_handled_by(incident, to):
        raise PermissionDenied
    if incident.assigned_to_id == to.pk or incident.state in FINISHED:
        return incident
    incident.assigned_to = to
    incident.save(update_fields=["assigned_to"])
    with override(LANGUAGE):
        record(incident, _("%(person)s handles this.") % {"person": to.get_full_name()}, by=by, now=now)
    if to != by:
        context = {"incident": incident, "by": by}
        send_mail(template="moderation/incident_assigned", to=[to.email], context=context)
    return incident


@transaction.atomic
def consult(*, incident: Incident, to: User, text: str, by: User, now: datetime) -> Entry:
    """Ask another handler something, or answer (R056): a line in the timeline, and a mail without the words.

    The same words again are the line that is there already. Raises PermissionDenied for who does not handle it, and
    for a dossier that was destroyed: nothing would ever take these words away again.
    """
    incident = lock(incident)
    if to == by or incident.destroyed_at is not None or not is_handled_by(incident, to):
        raise PermissionDenied
    with override(LANGUAGE):
        words = _("To %(person)s: %(text)s") % {"person": to.get_full_name(), "text": text}
    last = incident.entries.filter(kind=Entry.Kind.CONSULT).last()
    if last is not None and (last.text, last.written_by_id) == (words, by.pk):
        return last
    entry = record(incident, words, by=by, now=now, kind=Entry.Kind.CONSULT)
    send_mail(
        template="moderation/incident_consulted", to=[to.email], context={"incident": incident, "by": by}
    )
    return entry


def put_out_of_sight(incident: Incident, *, by: User | None, now: datetime) -> bool:
    """Hide what it is about; False when there is nothing to hide (any more)."""
    target = incident.target
    if target is None:
        return False
    if isinstance(target, Message):
        changed = talks.hide_message(message=target, by=by, now=now)
    elif isinstance(target, Conversation):
        changed = talks.hide_conversation(conversation=target, by=by, now=now)
    elif isinstance(target, Post) and incident.is_thread:
        changed = removal.hide_thread(post=target, by=by, now=now)
    else:
        changed = removal.hide_content(content=target, by=by, now=now)
    incident.hidden_at = incident.hidden_at or now
    incident.save(update_fields=["hidden_at"])
    return changed


def bring_back(incident: Incident, by: User) -> bool:
    """Show what it is about again; False when it was in sight already."""
    target = incident.target
    if target is None:
        return False
    if isinstance(target, Message):
        changed = talks.show_message(message=target, by=by)
    elif isinstance(target, Conversation):
        changed = talks.show_conversation(conversation=target, by=by)
    elif isinstance(target, Post) and incident.is_thread:
        changed = removal.show_thread(post=target, by=by)
    else:
        changed = removal.show_content(content=target, by=by)
    incident.hidden_at = None
    incident.save(update_fields=["hidden_at"])
    return changed


def record(
    incident: Incident, text: str, *, by: User | None, now: datetime, kind: str = Entry.Kind.HANDLING
) -> Entry:
    """Add a line to the timeline; `by` is None for what happens by itself."""
    return Entry.objects.create(incident=incident, kind=kind, text=text, written_by=by, written_at=now)


def with_note(decided: str, note: str) -> str:
    return f"{decided} {note}".strip()


def tell_reporters(incident: Incident, template: str) -> None:
    """Answer everybody who reported this, each in a mail of their own; a writer who took it back knows already."""
    reporters = User.objects.filter(reports__incident=incident, is_active=True)
    if incident.about is not None:
        reporters = reporters.exclude(pk=incident.about.pk)
    addresses = [user.email for user in mailable(reporters.distinct())]
    send_mail(template=template, to=addresses, context={"incident": incident})


def lock(incident: Incident) -> Incident:
    """Return the incident as it is now, held until the transaction ends: two handlers take turns.

    The order is always school, incident, post or conversation, comment, photo or message.
    """
    around = ["school", "group", "about", "post__group", "comment__post__group", "photo__post__group"]
    talks_around = ["message__conversation__school", "message__author", "conversation__school"]
    locked = Incident.objects.select_for_update(of=("self",)).select_related(*around, *talks_around)
    return locked.get(pk=incident.pk)
