"""Reports that wait, for the telephones of who handles them."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from common.notices import Told
from moderation.models import Incident, Report
from moderation.queries.handlers import handlers_of

KIND = "report"
# Who did not hear of it in so long reads it in the list.
NEWS_FOR = timedelta(days=3)


def reports_waiting(school: int, now: datetime) -> list[Told]:
    """The open reports of the last days, each for who handles it (R094); what its own writer took back is none."""
    recent = Report.objects.filter(reported_at__gt=now - NEWS_FOR, reported_at__lte=now)
    waiting = Incident.objects.filter(
        school=school,
        state=Incident.State.OPEN,
        reports__in=recent.exclude(reason=Report.Reason.WITHDRAWN),
    )
    return [
        Told(
            kind=KIND,
            key=f"{KIND}:{incident.pk}",
            path=reverse("moderation:incident", args=[incident.pk]),
            people=frozenset(user.pk for user in handlers_of(incident, today=timezone.localdate(now))),
            group=incident.group_id,
        )
        for incident in waiting.select_related("group__school", "school").distinct()
    ]
