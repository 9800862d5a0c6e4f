"""The parts of a card that readers share, rendered once and kept in the memory of this process.

A part is a pure function of one frozen value, the day and the language: the value holds everything its template
prints, down to the mask of each photo. So nothing is ever invalidated; what changed has another key, and what is
gone cannot be asked for any more.
"""

from collections.abc import Hashable
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from consent.queries.recognising import Reason
from groups.models import Membership, SchoolGroup
from posts.queries.cards import ChildMark, Place
from posts.queries.whereabouts import ON_PHOTO, UNCHECKED

register = template.Library()

KEPT = 4096
ROLES = dict(Membership.Role.choices)


@register.simple_tag(takes_context=True)
def part(context: dict[str, Any], name: str, value: Hashable) -> str:
    """Print one shared part of a card. `now` of the context decides what "today" is."""
    day = timezone.localdate(context.get("now"))
    return _rendered(name, value, day, get_language() or "")


@lru_cache(maxsize=KEPT)
def _rendered(name: str, value: Hashable, day: date, language: str) -> str:
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    return render_to_string(name, {"part": value, "now": noon})


def forget_all() -> None:
    """Start as after a restart; for measurements."""
    _rendered.cache_clear()


@register.filter
def place_name(place: Place | SchoolGroup) -> str:
    """A group as its readers call it: "Groep 5B", or the name it has."""
    if place.kind == SchoolGroup.Kind.CLASS:
        return _("Class %(name)s") % {"name": place.name}
    return place.name


@register.filter
def role_name(role: str) -> str:
    """A role in words."""
    return str(ROLES.get(role, ""))


@register.filter
def names(children: tuple[ChildMark, ...]) -> str:
    """First names in one breath: "Emma", "Emma en Finn", "Emma, Finn en Bo"."""
    listed = [child.name for child in children]
    if len(listed) < 2:
        return "".join(listed)
    return _("%(first)s and %(last)s") % {"first": ", ".join(listed[:-1]), "last": listed[-1]}


@register.filter
def lower_first(text: str) -> str:
    """For a name in the middle of a sentence: "Groep 5B" becomes "groep 5B"."""
    return text[:1].lower() + text[1:]


@register.filter
def why_covered(why: str) -> str:
    """Why others do or do not recognise an own child, for its guardian; never which parent chose what."""
    return {
        "": pgettext("parent", "The answer that counts for this group is yes."),
        UNCHECKED: pgettext("parent", "No teacher checked this photo yet, so the whole photo is covered."),
        ON_PHOTO: pgettext("parent", "For this photo somebody chose: rather not."),
        Reason.OBJECTS: pgettext("parent", "Your child told the school not to want it."),
        Reason.NOT_TODAY: pgettext("parent", "Your child did not want it on that day."),
        Reason.NOT_HERE: pgettext("parent", "Your child is not at this school any more."),
        Reason.EXPIRED: pgettext("parent", "The choice is too old, so the answer is no."),
        Reason.NO_ANSWER: pgettext("parent", "Nobody said yes yet, so the answer is no."),
    }.get(why, pgettext("parent", "The answer that counts for this group is no."))
