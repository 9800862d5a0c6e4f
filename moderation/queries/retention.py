"""How long a dossier is kept, and which may go (R057, R191)."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils import timezone

from groups.models import School
from moderation.models import Complaint, Incident, IncidentQuerySet, Step
from policies.queries import policy_for

YEAR_BEGINS = 8  # August


def school_year_of(day: date) -> int:
    """The calendar year in which the school year of this day began."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1


def keep_until(incident: Incident, closed_at: datetime) -> date:
    """The first day on which a dossier closed at this moment may be destroyed: so many whole school years later."""
    years = policy_for(incident.school_id).years_kept(incident.file or Incident.File.PUPIL)
    return date(school_year_of(timezone.localdate(closed_at)) + 1 + years, YEAR_BEGINS, 1)


def due_dossiers(school: School, today: date) -> IncidentQuerySet:
    """What may be destroyed: past its date, not on hold, not gone already."""
    return Incident.objects.in_dossier().filter(
        school=school,
        keep_until__lte=today,
        held_at=None,
        destroyed_at=None,
        state__in=Incident.FINISHED,
    )


def undated_dossiers() -> IncidentQuerySet:
    """What is finished, with nothing left to do, but for which nobody set a date yet."""
    open_steps = Step.objects.filter(incident=OuterRef("pk"), done_at=None)
    waiting = Complaint.objects.filter(incident=OuterRef("pk"), answered_at=None)
    return Incident.objects.in_dossier().filter(
        ~Exists(open_steps),
        ~Exists(waiting),
        keep_until=None,
        destroyed_at=None,
        closed_at__isnull=False,
        state__in=Incident.FINISHED,
    )
