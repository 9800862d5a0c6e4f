"""The letters a school can send about an incident: texts in `moderation/letters/`, school data and so Dutch."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Template

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from moderation.models import Incident
from people.models import User

TEXTS = Path(__file__).resolve().parent.parent / "letters"
KINDS = {
    "invitation": _("Invitation to talk"),
    "warning": _("Written warning"),
    "answer": _("Answer to who reported"),
    "measure": _("Report of a measure"),
}


@dataclass(frozen=True)
class Draft:
    """What is filled in before somebody reads and changes it."""

    recipient: str
    subject: str
    text: str


def draft_letter(kind: str, incident: Incident, *, by: User, now: datetime) -> Draft:
    """Return a letter of this kind with names and dates filled in. Raises KeyError for an unknown kind."""
    KINDS[kind]
    recipient = "" if kind == "answer" else recipient_of(incident)
    with override("nl"):
        values = {
            "recipient": recipient or "…",
            "school": incident.school.name,
            "group": incident.group.name,
            "number": incident.number,
            "day": date_format(incident.happened_on or timezone.localdate(incident.opened_at), "j F Y"),
            "what": str(incident.get_category_display() or _("what happened")),
            "measure": _measure_of(incident),
            "sender": by.get_full_name() or by.get_short_name(),
        }
        subject, _rest, text = (TEXTS / f"{kind}.txt").read_text(encoding="utf-8").partition("\n")
        return Draft(
            recipient,
            Template(subject).safe_substitute(values),
            Template(text.strip()).safe_substitute(values),
        )


def recipient_of(incident: Incident) -> str:
    """Who it is about; of a child its guardians, as the school knows them."""
    if incident.about:
        return incident.about.get_full_name()
    if incident.child is None:
        return ""
    names = incident.child.authorities.unblocked().exclude(name="").values_list("name", flat=True)
    return " en ".join(dict.fromkeys(names)) or str(_("the parents of %(child)s") % {"child": incident.child})


def _measure_of(incident: Incident) -> str:
    measure = incident.measures.filter(lifted_at=None).last()
    if measure is None:
        return "…"
    until = f" (tot en met {date_format(measure.ends_on, 'j F Y')})" if measure.ends_on else ""
    return f"{measure}, vanaf {date_format(measure.starts_on, 'j F Y')}{until}"
