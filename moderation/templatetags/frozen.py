"""Words for the codes of a frozen copy, which is plain JSON."""

from collections.abc import Sequence
from datetime import datetime

from django import template
from django.utils.formats import date_format

from groups.models import Membership
from moderation.models import Report
from posts.models import Reaction

register = template.Library()


@register.filter
def role(code: str) -> str:
    return word(Membership.Role.choices, code)


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
