"""Conversations of the demo school: two of parents with teachers, one among colleagues."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from conversations import actions
from conversations.models import Conversation, Message
from people.models import Child
from portal.demo.ids import address, demo_id, read_data
from portal.demo.school import Demo


def hold_conversations(demo: Demo) -> None:
    data = read_data("conversations")
    for talk in data["about_child"]:
        guardian = demo.people[address(talk["guardian"])]
        child = Child.objects.in_authority_of(guardian).order_by("first_name")[0]
        conversation = actions.start_about_child(
            conversation_id=demo_id("conversation", talk["subject"]),
            child=child,
            school=demo.school,
            subject=talk["subject"],
            guardians=[],
            by=guardian,
            now=_moment(demo, talk["lines"][0]),
        )
        _say(demo, conversation, talk["lines"])
    for talk in data["among_staff"]:
        first, *others = [demo.people[address(name)] for name in talk["members"]]
        conversation = actions.start_among_staff(
            conversation_id=demo_id("conversation", talk["subject"]),
            school=demo.school,
            subject=talk["subject"],
            members=others,
            by=first,
            now=_moment(demo, talk["lines"][0]),
        )
        _say(demo, conversation, talk["lines"])


def _say(demo: Demo, conversation: Conversation, lines: list[dict[str, Any]]) -> None:
    """Say it line by line. Nobody answers before the hours let the words through, nor after the demo was loaded."""
    last: Message | None = None
    for number, line in enumerate(lines):
        now, by = _moment(demo, line), demo.people[address(line["by"])]
        if last is not None:
            now = max(now, last.arrivals.get(user=by).due_at)
        if now > demo.now:
            return
        if last is not None:
            actions.mark_seen(conversation=conversation, until=last.number, by=by, now=now)
        if last is not None and last.asks_confirmation:
            actions.confirm_message(message=last, by=by, now=now)
        answered = last if line.get("answers") else None
        last = actions.send_message(
            message_id=demo_id("message", conversation.pk, number),
            conversation=conversation,
            writing=actions.Writing(line["text"], answered, asks_confirmation=line.get("asks", False)),
            by=by,
            now=now,
        )


def _moment(demo: Demo, line: dict[str, Any]) -> datetime:
    """The time of day, so many days before the demo was loaded."""
    day = timezone.localdate(demo.now) - timedelta(days=line["days"])
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(line["at"])))
