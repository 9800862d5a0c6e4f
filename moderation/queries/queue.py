"""The queue of reports: which wait, which are being handled, which are done."""

from collections.abc import Callable

from django.db.models import Case, Count, IntegerField, Min, Q, QuerySet, Value, When

from moderation.models import Incident, Report
from people.models import User

State = Incident.State
Reason = Report.Reason
BUSY = [State.ARCHIVING, State.ARCHIVE_FAILED, State.ARCHIVED]
FILTERS: dict[str, Callable[[User], Q]] = {
    "open": lambda user: Q(state=State.OPEN),
    "mine": lambda user: Q(assigned_to=user) & ~Q(state__in=Incident.FINISHED),
    "busy": lambda user: Q(state__in=BUSY),
    "done": lambda user: Q(state__in=Incident.FINISHED),
}
# The gravest come first; within one weight the one that waits longest.
WEIGHTS = [
    (0, [Reason.THREATENING, Reason.SEXUAL]),
    (1, [Reason.DISCRIMINATING, Reason.RECOGNISABLE, Reason.HURTFUL]),
    (2, [Reason.ABOUT_SOMEBODY, Reason.OTHER]),
]
LIGHT = 3
SHOWN = 100
AROUND = ["group", "about", "assigned_to", "post", "comment__post", "photo__post"]
AROUND += ["message__conversation__child", "conversation__child"]


def counts_of(user: User) -> dict[str, int]:
    """How many there are behind each filter. One query."""
    wanted = {name: Count("pk", filter=condition(user)) for name, condition in FILTERS.items()}
    return reported_to(user).aggregate(**wanted)


def queue(user: User, chosen: str) -> QuerySet[Incident]:
    """The incidents behind one filter, at most a hundred; what is done newest first. Two queries with the reports."""
    weight = Case(
        *(When(reports__reason__in=reasons, then=Value(number)) for number, reasons in WEIGHTS),
        default=Value(LIGHT),
        output_field=IntegerField(),
    )
    found = (
        reported_to(user)
        .filter(FILTERS[chosen](user))
        .select_related(*AROUND)
        .annotate(report_count=Count("reports", distinct=True), weight=Min(weight))
        .prefetch_related("reports")
    )
    order = ["-closed_at", "-id"] if chosen == "done" else ["weight", "opened_at", "id"]
    return found.order_by(*order)[:SHOWN]


def reported_to(user: User) -> QuerySet[Incident]:
    """What this account handles and was said in the portal; what happened outside is in the dossiers alone."""
    return Incident.objects.visible_to(user).filter(title="")
