"""A conversation about Emma in which something is said that is reported."""

import io
from typing import Any
from uuid import uuid4

from common.storage import write_private
from conversations import actions as talks
from conversations.models import Conversation, Message, MessageFile
from groups.models import School
from moderation import actions
from moderation.models import Incident
from people.models import User
from tests import make
from tests.common import portraits

start, say = make.make_conversation, make.make_message


def start_team(school: School, by: User, *members: User) -> Conversation:
    return talks.start_among_staff(
        conversation_id=uuid4(), school=school, subject="Rooster", members=members, by=by, now=make.NOW
    )


def report(target: Message | Conversation, by: User, reason: str = "hurtful", **more: Any) -> Incident:
    fields = {"now": make.NOW, **more}
    return actions.report_content(target=target, reason=reason, by=by, **fields).incident


def make_file(message: Message, kind: str = "photo") -> MessageFile:
    """A photo or PDF that was sent with a message, with its files."""
    names = {"stored_as": write_private(f"conversations/aa/{message.pk}.pdf", b"%PDF-1.4 brief")}
    if kind == "photo":
        buffer = io.BytesIO()
        portraits.canvas().save(buffer, "JPEG")
        master, drawn = (f"conversations/aa/{message.pk}-{part}.jpg" for part in ("master", "drawn"))
        names = {
            name: write_private(at, buffer.getvalue())
            for name, at in [("stored_as", master), ("drawn_as", drawn)]
        }
    Message.objects.filter(pk=message.pk).update(has_files=True)
    return MessageFile.objects.create(
        conversation=message.conversation,
        message=message,
        kind=kind,
        state="ready",
        name=f"werk.{kind}",
        sha256="a" * 64,
        checked_at=make.NOW,
        uploaded_by=message.author,
        **names,
    )
