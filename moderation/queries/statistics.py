"""Incidents of a school year in numbers, without names and without numbers that point at somebody.

For the inspection and the board (Wet vrij en veilig onderwijs). A count below five is shown as "<5"; where that
would be the only one in a table, the next smallest is left out too, or the total would give it away.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from groups.models import School
from moderation.models import Incident, Report

ENOUGH = 5
FEW = f"<{ENOUGH}"
LEFT_OUT = "-"


@dataclass(frozen=True)
class Table:
    """One table: a title, and for each row a label and a count in words."""

    title: str
    rows: list[tuple[str, str]]


def statistics(school: School, year: str) -> list[Table]:
    """Return the tables of the school year that began in `year`; incidents of another school never count."""
    incidents = list(Incident.objects.filter(school=school, number__startswith=f"{year}-"))
    reports = Report.objects.filter(incident__in=[incident.pk for incident in incidents])
    reasons = reports.values_list("incident", "reason").distinct().order_by()
    return [
        table(_("Whose dossier"), (i.file or "" for i in incidents), Incident.File.choices),
        table(_("What it was"), (i.category for i in incidents), Incident.Category.choices),
        table(_("Why it was reported"), (reason for _pk, reason in reasons), Report.Reason.choices),
        table(_("How it ended"), (i.state for i in incidents), Incident.State.choices),
        table(_("How long it took"), (term_of(i) for i in incidents), terms()),
    ]


def table(title: str, values: Iterable[str], choices: Iterable[tuple[str, Any]]) -> Table:
    """Count the values by choice; what is empty was not chosen yet."""
    counts = Counter(values)
    labels = [*choices, *([("", _("not chosen yet"))] if counts[""] else [])]
    shown = protect([counts[value] for value, _label in labels])
    return Table(title, [(str(label), words) for (_value, label), words in zip(labels, shown, strict=True)])


def protect(counts: list[int]) -> list[str]:
    """Say counts in words in which nobody can be found: 0, "<5", or the number; never one hidden count alone."""
    small = [place for place, count in enumerate(counts) if 0 < count < ENOUGH]
    words = [FEW if place in small else str(count) for place, count in enumerate(counts)]
    others = [place for place, count in enumerate(counts) if count >= ENOUGH]
    if len(small) == 1 and others:
        words[min(others, key=lambda place: counts[place])] = LEFT_OUT
    return words


def terms() -> list[tuple[str, str]]:
    return [
        ("1", _("within a day")),
        ("7", _("2 to 7 days")),
        ("30", _("8 to 30 days")),
        ("more", _("longer than 30 days")),
        ("open", _("not handled yet")),
    ]


def term_of(incident: Incident) -> str:
    """How long handling took, as one of the terms."""
    if incident.closed_at is None:
        return "open"
    days = (incident.closed_at - incident.opened_at).days
    return next((str(most) for most in (1, 7, 30) if days <= most), "more")
