"""What the school decides about somebody (R193, R194); what bites in the portal is placed there at the same moment."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groups import actions as groups
from groups.models import Restriction
from moderation.actions.dossiers import refuse_destroyed, write_entry
from moderation.actions.handling import lock
from moderation.errors import Refused
from moderation.models import Entry, Incident, Measure
from moderation.permissions import may_lead
from people.models import Child, User

Kind = Measure.Kind
PLACED_BY = {Kind.COMMENTS_OFF: groups.close_comments, Kind.ACCOUNT_OFF: groups.suspend_account}


@dataclass(frozen=True)
class Terms:
    """From which day to which, that day included; `words` is what is shown in the portal instead of a reason."""

    starts_on: date
    ends_on: date | None = None
    note: str = ""
    words: str = ""


@transaction.atomic
def decide_measure(
    *, incident: Incident, kind: str, about: User | Child, terms: Terms, by: User, now: datetime
) -> Measure:
    """Record a measure; one that bites holds the account until the same day (R124, R125).

    Raises PermissionDenied for who does not lead the school, Refused for a measure that bites without an end.
    """
    incident = lock(incident)
    refuse_destroyed(incident)
    if not may_lead(by, incident):
        raise PermissionDenied
    whom: dict[str, Any] = {"person": about} if isinstance(about, User) else {"child": about}
    return Measure.objects.create(
        incident=incident,
        kind=kind,
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        note=terms.note,
        decided_by=by,
        decided_at=now,
        restriction=_hold(incident, kind, about, terms, by, now) if kind in PLACED_BY else None,
        **whom,
    )


@transaction.atomic
def lift_measure(*, measure: Measure, by: User, now: datetime) -> Measure:
    """End a measure now, in the portal too; lifting twice is once. Raises PermissionDenied."""
    incident = lock(measure.incident)
    refuse_destroyed(incident)
    if not may_lead(by, incident):
        raise PermissionDenied
    measure = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    if measure.lifted_at is not None:
        return measure
    if measure.restriction is not None:
        groups.lift_restriction(restriction=measure.restriction, by=by, now=now)
    measure.lifted_at, measure.lifted_by = now, by
    measure.save(update_fields=["lifted_at", "lifted_by"])
    text = _("Lifted: %(measure)s") % {"measure": measure}
    write_entry(incident=incident, kind=Entry.Kind.MEASURE, text=text, by=by, now=now)
    return measure


def _hold(
    incident: Incident, kind: str, about: User | Child, terms: Terms, by: User, now: datetime
) -> Restriction:
    if not isinstance(about, User) or terms.ends_on is None:
        raise Refused(_("This measure is about an account and has a last day."))
    end = datetime.combine(terms.ends_on + timedelta(days=1), time.min, timezone.get_current_timezone())
    place = PLACED_BY[Kind(kind)]
    return place(user=about, school=incident.school, ends_at=end, text=terms.words, by=by, now=now)
