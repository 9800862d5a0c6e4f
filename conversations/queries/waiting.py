"""What is to be kept right in conversations: who belongs in them, what waits for hours, what just arrived."""

from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from conversations.models import Arrival, Conversation, Message, Participant
from groups.models import Membership, SchoolGroup
from people.models import ParentalAuthority


def conversations_to_refresh(today: date) -> QuerySet[Conversation]:
    """Where somebody is in it who no longer belongs there, or belongs in it and is not there yet."""
    seats = Participant.objects.open().filter(conversation=OuterRef("pk"))
    stale = seats.exclude(pk__in=Participant.objects.entitled(today).values("pk"))
    there = Participant.objects.open().filter(conversation=OuterRef(OuterRef("pk")))
    teachers = (
        Membership.objects.active(today)
        .exclude(group__kind=SchoolGroup.Kind.SCHOOL)
        .filter(
            role=Membership.Role.TEACHER,
            group__school=OuterRef("school"),
            group__enrolments__child=OuterRef("child"),
            group__enrolments__ended_on=None,
        )
        .exclude(Exists(there.filter(user=OuterRef("user"))))
    )
    family = ParentalAuthority.objects.filter(guardian=OuterRef("user"), child=OuterRef(OuterRef("child")))
    guardians = (
        ParentalAuthority.objects.deciding()
        .filter(child=OuterRef("child"))
        .exclude(Exists(there.filter(user=OuterRef("guardian"))))
    )
    lacks = Q(Q(Exists(teachers)) | Q(Exists(guardians)), is_apart=False)
    lacks |= Q(Exists(teachers.exclude(Exists(family))), is_apart=True)
    parents = seats.filter(why=Participant.Why.GUARDIAN)
    return Conversation.objects.filter(Exists(stale) | (Q(Exists(parents)) & lacks))


def messages_held(now: datetime) -> QuerySet[Message]:
    """The messages that somebody does not have yet."""
    held = Arrival.objects.held(now).filter(message=OuterRef("pk"))
    return Message.objects.filter(Exists(held), state=Message.State.VISIBLE).select_related("author")


def arrived_between(since: datetime, until: datetime) -> QuerySet[Arrival]:
    """What the hours of a reader let through in this time; not what was there when it was sent."""
    there = Arrival.objects.filter(due_at__gt=since, due_at__lte=until)
    return there.exclude(due_at=F("message__sent_at")).select_related("message")
