"""Which sealed masters the school no longer keeps: their term is over."""

from datetime import date, datetime, time

from django.db.models import Q, QuerySet
from django.utils import timezone

from groups.models import School, SchoolYear
from policies.queries import policies_for
from posts.models import Photo, Post

# Where the school has no year of its own in the portal, a year begins on 1 August.
FIRST_MONTH, FIRST_DAY = 8, 1


def first_day_kept(school: School, *, years: int, today: date) -> date:
    """Masters of photos from before this day are past their term.

    A school year runs until the next one begins; `years` 0 keeps masters until the end of the year they came in,
    1 until the end of the year after it. One query.
    """
    known = {row.starts_on.year: row.starts_on for row in SchoolYear.objects.filter(school=school)}

    def start(year: int) -> date:
        return known.get(year, date(year, FIRST_MONTH, FIRST_DAY))

    current = today.year if start(today.year) <= today else today.year - 1
    return start(current - years)


def photos_past_term(*, now: datetime) -> QuerySet[Photo]:
    """Ready photos with a master past the term of their school. Two queries and one for each school.

    What is out of sight is evidence as long as that lasts, and stays as it is.
    """
    schools = list(School.objects.all())
    kept = {school_id: policy.keep_masters_years for school_id, policy in policies_for(schools).items()}
    past = Q(pk=None)
    for school in schools:
        day = first_day_kept(school, years=kept[school.pk], today=timezone.localdate(now))
        before = timezone.make_aware(datetime.combine(day, time()))
        past |= Q(post__school=school, uploaded_at__lt=before)
    return with_replaceable_master().filter(past)


def with_replaceable_master() -> QuerySet[Photo]:
    """Ready photos in sight whose master nobody replaced yet."""
    in_sight = Photo.objects.filter(state=Photo.State.READY, hidden_at=None, reduced_at=None)
    return in_sight.exclude(post__state=Post.State.HIDDEN)
