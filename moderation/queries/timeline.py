"""What happened in a dossier, in the order it happened: what people wrote down and what the portal knows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from conversations.models import Conversation, Message
from moderation.models import DossierDocument, Entry, Incident, Removal
from people.models import User
from posts.models import Comment, Photo, Post

Kind = Entry.Kind
HANDLED = "folder-open"
ENTRY_ICONS = {
    Kind.CALL: "phone",
    Kind.TALK: "users",
    Kind.CONSULT: "users",
    Kind.MEASURE: "hand-palm",
    Kind.HANDLING: HANDLED,
}


@dataclass(frozen=True)
class Happened:
    """One line. `tone` is "let" for what asks attention, "ernst" for what cannot be undone.

    `is_derived`: worked out from the state, where a handler may have said the same in words.
    """

    at: datetime
    icon: str
    title: str
    text: str = ""
    by: User | None = None
    tone: str = ""
    is_derived: bool = False


def timeline(incident: Incident) -> list[Happened]:
    """Return every line of a dossier, the oldest first. Reporters are counted, never named (R094)."""
    sources = (_content, _reports, _documents, _removals, _entries, _work, _complaint, _ends)
    lines = [line for source in sources for line in source(incident)]
    # What a handler's own line says of the same moment is not said a second time.
    told = {line.at for line in lines if line.icon == HANDLED}
    return sorted(
        (line for line in lines if line.at not in told or not line.is_derived), key=lambda line: line.at
    )


def _content(incident: Incident) -> Iterator[Happened]:
    target = incident.target
    group = incident.group.name
    if incident.destroyed_at:
        return
    if target is None:
        yield Happened(incident.opened_at, "folder-open", _("Dossier opened"), by=incident.assigned_to)
        return
    if isinstance(target, Post):
        yield Happened(
            target.published_at or target.created_at, "chat-text", _("Post placed"), group, target.author
        )
    elif isinstance(target, Comment):
        text = _("Under “%(title)s”, %(group)s.") % {"title": target.post.title or "…", "group": group}
        yield Happened(target.created_at, "chat-text", _("Comment placed"), text, target.author)
    elif isinstance(target, Message):
        yield Happened(target.sent_at, "chat-text", _("Message sent"), group, target.author)
    elif isinstance(target, Conversation):
        yield Happened(target.started_at, "chat-text", _("Conversation begun"), group, target.started_by)
    elif isinstance(target, Photo):
        yield Happened(target.uploaded_at, "image", _("Photo placed"), group, target.uploaded_by)
    if incident.hidden_at:
        yield Happened(incident.hidden_at, "eye-slash", _("Hidden from parents"), tone="let", is_derived=True)


def _reports(incident: Incident) -> Iterator[Happened]:
    for number, report in enumerate(incident.reports.all(), start=1):
        title = _("First report") if number == 1 else _("Report %(number)s") % {"number": number}
        text = "\n".join(filter(None, [report.get_reason_display(), report.note]))
        yield Happened(report.reported_at, "flag", title, text, tone="let")


def _documents(incident: Incident) -> Iterator[Happened]:
    titles = {
        DossierDocument.Kind.HARD_COPY: _("PDF made for the dossier"),
        DossierDocument.Kind.EVIDENCE: _("Evidence added"),
        DossierDocument.Kind.LETTER: _("Letter written"),
        DossierDocument.Kind.SNAPSHOT: _("Snapshot of the conversation made"),
        DossierDocument.Kind.CERTIFICATE: _("Dossier destroyed"),
    }
    for document in incident.documents.select_related("made_by"):
        gone = document.kind == DossierDocument.Kind.CERTIFICATE
        icon, tone = ("trash", "ernst") if gone else ("file-pdf", "")
        title = titles[DossierDocument.Kind(document.kind)]
        yield Happened(document.made_at, icon, title, document.title, document.made_by, tone)


def _removals(incident: Incident) -> Iterator[Happened]:
    for removal in Removal.objects.filter(document__incident=incident).select_related("removed_by"):
        yield Happened(
            removal.removed_at, "trash", _("Removed for good"), removal.note, removal.removed_by, "ernst"
        )


def _entries(incident: Incident) -> Iterator[Happened]:
    removed = Removal.objects.filter(document__incident=incident).values("removed_at")
    for entry in incident.entries.exclude(kind=Kind.HANDLING, written_at__in=removed).select_related(
        "written_by"
    ):
        icon = ENTRY_ICONS.get(Kind(entry.kind), "pencil-simple-line")
        title = str(entry.get_kind_display()).capitalize()
        yield Happened(entry.written_at, icon, title, entry.text, entry.written_by)


def _work(incident: Incident) -> Iterator[Happened]:
    for step in incident.steps.filter(done_at__isnull=False).select_related("done_by"):
        if step.done_at:
            title = _("Done: %(step)s") % {"step": step.title}
            yield Happened(step.done_at, "check-circle", title, by=step.done_by)
    for measure in incident.measures.select_related("decided_by", "person", "child"):
        title = _("Measure: %(measure)s") % {"measure": measure}
        text = "\n".join(filter(None, [str(measure.person or measure.child), measure.note]))
        yield Happened(measure.decided_at, "hand-palm", title, text, measure.decided_by, "let")


def _complaint(incident: Incident) -> Iterator[Happened]:
    complaint = getattr(incident, "complaint", None)
    if complaint is None:
        return
    yield Happened(
        complaint.made_at,
        "hand-palm",
        _("The writer does not agree"),
        complaint.text,
        complaint.made_by,
        "let",
    )
    if complaint.answered_at:
        title = _("Answer to the writer")
        yield Happened(complaint.answered_at, "chat-text", title, complaint.answer, complaint.answered_by)


def _ends(incident: Incident) -> Iterator[Happened]:
    if incident.closed_at and incident.state != Incident.State.REMOVED:
        title = str(incident.get_state_display()).capitalize()
        yield Happened(
            incident.closed_at,
            "check-circle",
            title,
            incident.closing_note,
            incident.closed_by,
            is_derived=True,
        )
