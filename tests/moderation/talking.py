"""A conversation about Emma in which something is said that is reported."""

from typing import Any
from uuid import uuid4

from conversations import actions as talks
from conversations.models import Conversation, Message
from groups.models import School
from moderation import actions
from moderation.models import Incident
from people.models import Child, User
from tests import make


def start(child: Child, by: User, **more: Any) -> Conversation:
    fields = {"subject": "Lezen", "guardians": (), "now": make.NOW, **more}
    school = child.enrolments.current()[0].group.school
    return talks.start_about_child(conversation_id=uuid4(), child=child, school=school, by=by, **fields)


def start_team(school: School, by: User, *members: User) -> Conversation:
    return talks.start_among_staff(
        conversation_id=uuid4(), school=school, subject="Rooster", members=members, by=by, now=make.NOW
    )


def say(conversation: Conversation, by: User, text: str = "Dag", **more: Any) -> Message:
    now = more.pop("now", make.NOW)
    return talks.send_message(
        message_id=uuid4(), conversation=conversation, writing=talks.Writing(text, **more), by=by, now=now
    )


def report(target: Message | Conversation, by: User, reason: str = "hurtful", **more: Any) -> Incident:
    fields = {"now": make.NOW, **more}
    return actions.report_content(target=target, reason=reason, by=by, **fields).incident
