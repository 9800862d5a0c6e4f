"""How conversations say moments and names."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from common.templatetags.kring import day
from conversations.queries.readers import Reader
from people.models import User

register = template.Library()


@register.filter
def in_short(moment: datetime, now: datetime) -> str:
    """A moment beside a row of the list: "16.21", "vr 2 okt", with the year when that is another."""
    local = timezone.localtime(moment)
    if local.date() == timezone.localdate(now):
        return date_format(local, pgettext("time alone", "G:i"))
    if local.year == timezone.localdate(now).year:
        return date_format(local, pgettext("short date", "D j b"))
    return date_format(local, pgettext("short date with year", "j b Y"))


@register.filter
def stripe(value: date, now: datetime) -> str:
    """A day between the messages: "vandaag", "gisteren", "maandag 5 oktober"."""
    age = (timezone.localdate(now) - value).days
    return {0: _("today"), 1: _("yesterday")}.get(age) or day(value, now)


@register.filter
def and_list(names: Sequence[Any]) -> str:
    """Names in a sentence: "juf Anna, juf Els en meester Ali"."""
    words = [str(name) for name in names]
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


@register.filter
def plain_day(moment: datetime, now: datetime) -> str:
    """A day in a sentence, without the day of the week: "5 oktober"."""
    local = timezone.localtime(moment)
    same_year = local.year == timezone.localdate(now).year
    pattern = pgettext("day alone", "j F") if same_year else pgettext("day alone with year", "j F Y")
    return date_format(local, pattern)


@register.filter
def others_of(readers: Sequence[Reader], mine: Reader) -> list[str]:
    """The names of everybody who reads along, without the reader."""
    return [reader.name for reader in readers if reader.user_id != mine.user_id]


@register.filter
def led_by(names: Sequence[str], first: str) -> list[str]:
    """The same names with one before them: the reader comes first."""
    return [first, *names]


@register.filter
def short_names(users: Sequence[User]) -> list[str]:
    return [user.get_short_name() for user in users]


@register.filter
def as_texts(values: Sequence[object] | None) -> list[str]:
    """What was ticked, as it stands in the form that was sent."""
    return [str(value) for value in values or []]
