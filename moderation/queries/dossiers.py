"""Who may look into a dossier, who did, and which dossiers there are."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from groups.models import Membership, SchoolGroup
from moderation.models import DossierDocument, Incident, IncidentQuerySet
from moderation.queries.handlers import teaching_in
from people.models import User

Role = Membership.Role


@dataclass(frozen=True)
class Looked:
    """How often somebody opened a dossier or one of its files, and when last."""

    person: User
    times: int
    last_at: datetime


@dataclass(frozen=True)
class Chosen:
    """What is chosen above the list; an empty word leaves all."""

    state: str = ""
    file: str = ""
    category: str = ""
    year: str = ""


def readers_of(incident: Incident, *, today: date) -> list[User]:
    """Return who may open this dossier now, by name (R190, R191). The same rule as `Incident.objects.open_to`."""
    here = Q(group__school=incident.school_id, group__kind=SchoolGroup.Kind.SCHOOL)
    rule = here & Q(role=Role.DIRECTOR)
    if incident.file != Incident.File.STAFF and incident.talk is None:
        rule |= Q(group=incident.group_id, role=Role.TEACHER) & ~here
    if incident.file == Incident.File.PUPIL:
        rule |= here & Q(role=Role.COUNSELLOR)
    seats = Membership.objects.active(today).filter(rule)
    allowed = Q(memberships__in=seats)
    if incident.file != Incident.File.STAFF and incident.message is not None:
        allowed |= Q(pk__in=teaching_in(incident.message.conversation, today=today).values("pk"))
    readers = User.objects.filter(allowed)
    if incident.about_id:
        readers = readers.exclude(pk=incident.about_id)
    if incident.talk is not None and incident.talk.is_apart:
        readers = readers.exclude(authorities__child=incident.talk.child_id)
    if incident.child_id:
        readers = readers.exclude(authorities__child=incident.child_id)
    return list(readers.distinct().order_by("first_name", "last_name", "pk"))


def is_destroyed(document: DossierDocument) -> bool:
    """Was its time over? Its row and its link stay; file and facts are gone, and a certificate says so."""
    return document.incident.destroyed_at is not None and document.kind != DossierDocument.Kind.CERTIFICATE


def looked_into(incident: Incident) -> list[Looked]:
    """Return who looked, the latest first."""
    rows = incident.inspections.values("inspected_by").annotate(times=Count("pk"), last=Max("inspected_at"))
    people = User.objects.in_bulk([row["inspected_by"] for row in rows])
    return sorted(
        (Looked(people[row["inspected_by"]], row["times"], row["last"]) for row in rows),
        key=lambda looked: looked.last_at,
        reverse=True,
    )


def chosen_dossiers(user: User, chosen: Chosen, *, today: date) -> IncidentQuerySet:
    """Return the dossiers this account may open, as far as they fit what is chosen; the newest first."""
    found = Incident.objects.open_to(user).in_dossier()
    for name in ("file", "category"):
        if value := getattr(chosen, name):
            found = found.filter(**{name: value})
    if chosen.year:
        found = found.filter(number__startswith=f"{chosen.year}-")
    return found.filter(STATES[chosen.state](today)).order_by("-number", "pk")


def years_of(user: User) -> list[str]:
    """The school years in which this account has dossiers, as the year in which they began; the newest first."""
    numbers = Incident.objects.open_to(user).in_dossier().values_list("number", flat=True)
    return sorted({number.partition("-")[0] for number in numbers}, reverse=True)


STATES = {
    "": lambda today: Q(),
    "open": lambda today: Q(keep_until=None, destroyed_at=None),
    "closed": lambda today: Q(keep_until__isnull=False, destroyed_at=None),
    "held": lambda today: Q(held_at__isnull=False),
    "due": lambda today: Q(keep_until__lte=today, held_at=None, destroyed_at=None),
    "destroyed": lambda today: Q(destroyed_at__isnull=False),
}
