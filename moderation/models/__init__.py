"""Reports, incidents, the hard copies in the dossier and the removals that need one (R054)."""

from moderation.models.dossier import (
    ChainStamp,
    Complaint,
    DossierDocument,
    Entry,
    HeadLetter,
    Inspection,
    Measure,
    Removal,
    Step,
)
from moderation.models.incidents import TARGETS, UNREADABLE, Incident, IncidentQuerySet, Report

__all__ = [
    "TARGETS",
    "UNREADABLE",
    "ChainStamp",
    "Complaint",
    "DossierDocument",
    "Entry",
    "HeadLetter",
    "Incident",
    "IncidentQuerySet",
    "Inspection",
    "Measure",
    "Removal",
    "Report",
    "Step",
]
