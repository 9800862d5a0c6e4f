"""How long the words about absence and leave are kept.

The promise: why a child was not there is about its health. It goes with the end of the school year, or as many years
later as the school chose; the days stay, because the school has to account for them.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from agenda.models import Absence, AbsenceVersion, LeaveRequest
from agenda.queries.leave import school_year_of
from common.storage import delete_private
from groups.models import School
from policies.queries import policies_for


def blank_old_words(*, now: datetime) -> int:
    """Blank reasons, words and documents of school years past their term, in every school; returns how many rows."""
    schools = list(School.objects.all())
    policies = policies_for(schools)
    today = timezone.localdate(now)
    count = 0
    for school in schools:
        begins, _ends = school_year_of(today)
        term = date(begins.year - policies[school.pk].keep_absence_years, begins.month, begins.day)
        count += _blank_absences(school, term, now) + _blank_leave(school, term, now)
    return count


@transaction.atomic
def _blank_absences(school: School, term: date, now: datetime) -> int:
    """What never got an end ends with its school year: nobody is ill in a class that is over."""
    old = Absence.objects.filter(school=school, blanked_at=None, first_on__lt=term)
    old = old.filter(Q(last_on=None) | Q(last_on__lt=term)).select_for_update()
    ids = [absence.pk for absence in old]
    for absence in Absence.objects.filter(pk__in=ids, last_on=None):
        _end_with_year(absence, now)
    AbsenceVersion.objects.filter(absence__in=ids).update(kind="", text="")
    return Absence.objects.filter(pk__in=ids).update(kind="", text="", blanked_at=now)


def _end_with_year(absence: Absence, now: datetime) -> None:
    _first, ends = school_year_of(absence.first_on)
    Absence.objects.filter(pk=absence.pk).update(last_on=ends, version=F("version") + 1)
    AbsenceVersion.objects.create(
        absence=absence,
        version=absence.version + 1,
        first_on=absence.first_on,
        last_on=ends,
        is_withdrawn=absence.withdrawn_at is not None,
        made_by=None,
        made_at=now,
    )


def _blank_leave(school: School, term: date, now: datetime) -> int:
    """The documents go before the rows say so: a file that is gone twice is no harm, one that stays is."""
    old = LeaveRequest.objects.filter(school=school, blanked_at=None, last_on__lt=term)
    rows = list(old.values_list("pk", "document_as"))
    for _pk, name in rows:
        if name:
            delete_private(name)
    ids = [pk for pk, _name in rows]
    return LeaveRequest.objects.filter(pk__in=ids).update(
        ground="", text="", document_as="", document_type="", blanked_at=now
    )
