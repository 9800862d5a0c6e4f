"""Words for the codes of a frozen copy, which is plain JSON."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from conversations.models import Conversation, Message, Participant
from groups.models import Membership
from hours.models import HoursException
from moderation.models import Incident, Report
from posts.models import Post, Reaction

register = template.Library()
SUBJECTS = [
    ("post", _("a post")),
    ("thread", _("the conversation below a post")),
    ("comment", _("a comment")),
    ("photo", _("a photo")),
    ("message", _("a message in a conversation")),
    ("conversation", _("a whole conversation")),
    ("outside", _("something outside the portal")),
]


@register.filter
def subject(code: str) -> str:
    return word(SUBJECTS, code)


@register.filter
def category(code: str) -> str:
    return word(Incident.Category.choices, code)


@register.filter
def readers(code: str) -> str:
    return word(Post.Readers.choices, code)


@register.filter
def role(code: str) -> str:
    return word(Membership.Role.choices, code)


@register.filter
def kind_of_talk(code: str) -> str:
    return word(Conversation.Kind.choices, code)


@register.filter
def why(code: str) -> str:
    return word(Participant.Why.choices, code)


@register.filter
def message_state(code: str) -> str:
    return word(Message.State.choices, code)


@register.filter
def outside_hours(code: str) -> str:
    return word(HoursException.Reason.choices, code)


@register.filter
def reason(code: str) -> str:
    return word(Report.Reason.choices, code)


@register.filter
def reaction(code: str) -> str:
    return word(Reaction.Kind.choices, code)


@register.filter
def both(moment: dict[str, str]) -> str:
    """One moment twice: "6 oktober 2026 15:00:12 (UTC 13:00:12)", so that no clock has to be guessed."""
    local, utc = datetime.fromisoformat(moment["local"]), datetime.fromisoformat(moment["utc"])
    return f"{date_format(local, 'j F Y H:i:s')} (UTC {utc:%Y-%m-%d %H:%M:%S})"


def word(choices: Sequence[tuple[str, object]], code: str) -> str:
    """The label of a code; the code itself when a later version no longer knows it."""
    return str(dict(choices).get(code, code))
