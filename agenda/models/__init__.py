"""What is kept about children who are not at school: reports of absence, and requests for leave."""

from agenda.models.absences import Absence, AbsenceQuerySet, AbsenceVersion, groups_taught
from agenda.models.leave import LeaveDecision, LeaveLetter, LeaveRequest, LeaveRequestQuerySet

__all__ = [
    "Absence",
    "AbsenceQuerySet",
    "AbsenceVersion",
    "LeaveDecision",
    "LeaveLetter",
    "LeaveRequest",
    "LeaveRequestQuerySet",
    "groups_taught",
]
