"""What was said between few, for who handles it: on the page of a report, and as plain rows of a frozen copy."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils import timezone

from conversations.models import Arrival, Conversation, Message, MessageFile, MessageVersion, Participant
from groups.models import Membership
from groups.permissions import may
from moderation.models import Incident
from moderation.queries.pieces import moment, person, sealed
from people.models import User

CONTEXT = 10
Why, Role, State = Participant.Why, Membership.Role, Message.State
ROLES: dict[str, str] = {Why.GUARDIAN: Role.PARENT, Why.PARENT: Role.PARENT, Why.TEACHES: Role.TEACHER}


def before(message: Message) -> list[Message]:
    """The messages that make a reported one understood: at most ten that stood before it, the oldest first.

    What was taken back or hidden is not among them: it is not what the report is about.
    """
    earlier = Message.objects.filter(
        conversation=message.conversation_id, number__lt=message.number, state=State.VISIBLE
    )
    return list(earlier.select_related("author").order_by("-number")[:CONTEXT])[::-1]


def shown_with(incident: Incident, user: User) -> list[Message]:
    """What a handler reads around a reported message. Who teaches the child reads nothing new: what came before it
    only as far as it is there for that teacher anyway."""
    if incident.message is None:
        return []
    found = before(incident.message)
    if may(user, "direct", incident.group):
        return found
    own = Message.objects.visible_to(user, timezone.now()).filter(pk__in=[message.pk for message in found])
    known = set(own.values_list("pk", flat=True))
    return [message for message in found if message.pk in known]


def conversation_copy(talk: Conversation) -> dict[str, Any]:
    """What it was called, about whom, and everybody who was ever in it, from when and until when."""
    roles = roles_in(talk)
    seats = talk.participants.select_related("user", "added_by")
    row = {
        "id": str(talk.pk),
        "kind": talk.kind,
        "subject": talk.subject,
        "child": {"name": talk.child.full_name, "id": str(talk.child.pk)} if talk.child else None,
        "is_apart": talk.is_apart,
        "started_at": moment(talk.started_at),
        "started_by": person(talk.started_by),
        "participants": [_seat(seat, roles) for seat in seats],
    }
    return sealed(row)


def messages_copy(incident: Incident) -> list[dict[str, Any]]:
    """A reported message with what stood before it, or every message of a conversation; with all that is known."""
    if incident.message is not None:
        wanted = [*before(incident.message), incident.message]
        found = Message.objects.filter(pk__in=[message.pk for message in wanted])
    else:
        found = Message.objects.filter(conversation=incident.conversation_id)
    arrivals = Arrival.objects.select_related("user").order_by("due_at", "pk")
    known = found.select_related("author", "exception", "replies_to__author").prefetch_related(
        "versions", Prefetch("arrivals", arrivals)
    )
    roles = roles_in(incident.talk) if incident.talk else {}
    return [_message(message, roles) for message in known.order_by("number")]


def files_copy(incident: Incident) -> list[dict[str, Any]]:
    """The photos and documents of a reported message, or of every message of a conversation, as readers got them."""
    wanted = (
        Q(message=incident.message_id)
        if incident.message_id
        else Q(message__conversation=incident.conversation_id)
    )
    found = MessageFile.objects.filter(wanted, message__isnull=False).exclude(state=MessageFile.State.REMOVED)
    return [
        _file(file)
        for file in found.select_related("uploaded_by").order_by("message__number", "uploaded_at", "pk")
    ]


def audience_of(talk: Conversation, today: date) -> dict[str, int]:
    """How many of each role can read it now."""
    roles = roles_in(talk)
    seats = talk.participants.entitled(today).values_list("user", flat=True)
    return dict(sorted(Counter(roles[user] for user in seats).items()))


def roles_in(talk: Conversation) -> dict[UUID, str]:
    """As what each of them is in it: parent, teacher, or the own role at the school."""
    seats = dict(talk.participants.values_list("user", "why"))
    works = Membership.objects.filter(user__in=seats, group__school=talk.school_id)
    own = works.exclude(role__in=Membership.FAMILY_ROLES).order_by("group__kind", "pk")
    at_school = dict(own.values_list("user", "role"))
    return {user: str(ROLES.get(why) or at_school.get(user, Role.STAFF)) for user, why in seats.items()}


def _seat(seat: Participant, roles: dict[UUID, str]) -> dict[str, Any]:
    return {
        **person(seat.user),
        "role": roles[seat.user_id],
        "why": seat.why,
        "from": moment(seat.joined_at),
        "until": moment(seat.left_at) if seat.left_at else None,
        "added_by": person(seat.added_by) if seat.added_by else None,
    }


def _message(message: Message, roles: dict[UUID, str]) -> dict[str, Any]:
    row = {
        "id": str(message.pk),
        "number": message.number,
        "author": {**person(message.author), "role": roles.get(message.author_id, "")},
        "at": moment(message.sent_at),
        "edited_at": moment(message.edited_at) if message.edited_at else None,
        "taken_back_at": moment(message.taken_back_at) if message.taken_back_at else None,
        "state": message.state,
        "text": message.text,
        "versions": [_version(version) for version in message.versions.all()],
        "answers": _quoted(message.replies_to, roles) if message.replies_to else None,
        "asks_confirmation": message.asks_confirmation,
        "outside_hours": message.exception.reason if message.exception else "",
        "readers": [_reader(a) for a in message.arrivals.all() if a.user_id != message.author_id],
    }
    return sealed(row)


def _version(version: MessageVersion) -> dict[str, Any]:
    row = {"number": version.number, "text": version.text, "until": moment(version.replaced_at)}
    return sealed(row)


def _quoted(message: Message, roles: dict[UUID, str]) -> dict[str, Any]:
    return {
        "id": str(message.pk),
        "number": message.number,
        "author": {**person(message.author), "role": roles.get(message.author_id, "")},
        "text": "" if message.state == State.TAKEN_BACK else message.text,
    }


def _file(file: MessageFile) -> dict[str, Any]:
    return {
        "id": str(file.pk),
        "message": str(file.message_id),
        "kind": file.kind,
        "alt": file.name,
        "mask_key": file.drawn_key,
        "covered": [],
        "sha256_of_upload": file.sha256,
        "prepared": bool(file.drawn_as if file.is_photo else file.stored_as),
        "hidden": False,
        "uploaded_at": moment(file.uploaded_at),
        "uploaded_by": person(file.uploaded_by),
    }


def _reader(arrival: Arrival) -> dict[str, Any]:
    return {**person(arrival.user), "from": moment(arrival.due_at), "confirmed": arrival.is_confirmed}
