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
from moderation.models.incidents import Incident, IncidentQuerySet, Report

__all__ = [
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
