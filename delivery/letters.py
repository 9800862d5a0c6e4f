"""What stands in the mail about one thing: rendered once for all its readers, with a place for each personal word.

The promise: no photo and no picture from elsewhere is ever in a mail, and nothing of a conversation or of a post that
its writer called delicate (C10).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from common.bounces import message_id
from common.stencil import Stencil
from conversations.models import Message
from delivery.links import NEWS, TALKS, stop_url
from delivery.models import Delivery, Notice
from delivery.queries.cadence import quiet_classes
from delivery.queries.profiles import Profile
from groups.models import School
from people.models import Child
from posts.models import Photo, Post

ABOUT, PLACE, STOP = "about", "place", "stop_url"


@dataclass(frozen=True)
class Letter:
    """A mail about one thing. `can_stop` is what its readers may end with one press; an emergency has no such link."""

    stencil: Stencil
    school: School
    place: str
    can_stop: str = ""
    answers: str = ""

    def printed(self, row: Delivery, person: Profile, children: str, *, now: datetime) -> bytes:
        """Return the mail for one person, with the names of its children it is about.

        Raises ValueError when it cannot be written: nobody can ever send this one.
        """
        words = {ABOUT: children or self.place, PLACE: " · ".join(filter(None, (children, self.place)))}
        extra = {}
        if self.can_stop:
            words[STOP] = stop_url(person.user.pk, self.can_stop)
            extra["List-Unsubscribe"] = f"<{words[STOP]}>"
            extra["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        if self.answers:
            extra["In-Reply-To"] = extra["References"] = self.answers
        return self.stencil.print(
            to=person.user.email,
            sender=(self.school.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]),
            message_id=message_id(token_of(row)),
            words=words,
            extra=extra,
            now=now,
        )


def token_of(row: Delivery) -> str:
    """The name of the mail of one row, in its Message-ID and in the address to which it may come back."""
    return f"d{row.pk}"


def letter_about(post: Post) -> Letter:
    """The mail about a post as it reads now. One query."""
    photos = Photo.objects.filter(post=post, hidden_at=None).count()
    can_stop = "" if post.is_important else NEWS
    context = {"post": post, "photos": photos, "school": post.school}
    return Letter(_stencil("delivery/post", context, can_stop), post.school, post.group.name, can_stop)


def letter_of_conversation(message: Message) -> Letter:
    """The mail that something was said in a conversation; never what. All about one conversation are one thread."""
    conversation = message.conversation
    context = {"conversation": conversation, "school": conversation.school}
    thread = message_id(f"c{message.conversation_id.hex}")
    stencil = _stencil("delivery/message", context, TALKS)
    return Letter(stencil, conversation.school, conversation.school.name, TALKS, thread)


def letter_of_notice(notice: Notice, now: datetime) -> Letter:
    """The mail about something staff should know: which classes heard nothing this week. Three queries."""
    silent = quiet_classes(notice.school_id, now)
    groups = [group.name for group in silent if notice.group_id in (None, group.pk)]
    context = {"notice": notice, "groups": get_text_list(groups, _("and")), "school": notice.school}
    return Letter(_stencil("delivery/notice", context, TALKS), notice.school, notice.school.name, TALKS)


def names_of(children: Mapping[int, set[UUID]]) -> dict[int, str]:
    """How the children that each row is about are named together, by the key of the row. One query."""
    wanted: set[UUID] = set().union(*children.values())
    names = {child.pk: child.short_name for child in Child.objects.filter(pk__in=wanted)}
    return {
        key: str(get_text_list(sorted(names[child] for child in found), _("and")))
        for key, found in children.items()
    }


def _stencil(template: str, context: dict[str, Any], can_stop: str) -> Stencil:
    personal = (ABOUT, PLACE, STOP) if can_stop else (ABOUT, PLACE)
    return Stencil.render(template, {**context, "can_stop": can_stop}, personal=personal)
