"""How often the hours were passed, for who leads the school (R045)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import Count
from django.utils import timezone

from groups.models import School, SchoolYear
from hours.models import HoursException
from people.models import User


@dataclass(frozen=True)
class ExceptionCount:
    """How often one person passed the hours for one reason."""

    person: User
    reason: str
    count: int

    @property
    def reason_label(self) -> str:
        return str(HoursException.Reason(self.reason).label)


def exceptions_of(school: School, year: SchoolYear) -> list[ExceptionCount]:
    """The counts of one school year per person and reason, the largest first. Two queries."""
    begins = timezone.make_aware(datetime.combine(year.starts_on, time(0)))
    ends = timezone.make_aware(datetime.combine(year.ends_on + timedelta(days=1), time(0)))
    made = HoursException.objects.filter(school=school, made_at__gte=begins, made_at__lt=ends)
    counted = list(made.order_by().values_list("made_by", "reason").annotate(times=Count("pk")))
    people = User.objects.in_bulk({person for person, _reason, _times in counted})
    rows = [ExceptionCount(people[person], reason, times) for person, reason, times in counted]
    return sorted(rows, key=lambda row: (-row.count, str(row.person), row.reason))
