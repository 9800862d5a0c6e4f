"""Template tags of the house: icons, coat-peg symbols, initials, and dates in words."""

import zlib
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django import template
from django.forms import BoundField, CheckboxInput, Field, Select
from django.forms.widgets import ChoiceWidget
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

register = template.Library()

ICON_LIST = Path(__file__).resolve().parents[2] / "scripts" / "icons.txt"
AVATAR_COLOURS = ("", "k-ava--b", "k-ava--c", "k-ava--d", "k-ava--e")
SCHOOL_PEG = ("house-line", "bord")


class Peg(Protocol):
    """What a coat peg shows: a child has both."""

    symbol: str
    colour: str


@lru_cache(maxsize=1)
def sprites() -> dict[str, str]:
    """Which sprite file has a symbol, as scripts/icons.txt lists them under "# file" lines."""
    files: dict[str, str] = {}
    for section in ICON_LIST.read_text().split("# ")[1:]:
        name, *symbols = section.split()
        files.update(dict.fromkeys(symbols, name))
    return files


@lru_cache(maxsize=1024)
def _icon(name: str, weight: str, cls: str, label: str) -> str:
    symbol = name if weight == "regular" else f"{name}-{weight}"
    if symbol not in sprites():
        raise ValueError(f"Icon {symbol!r} is not in scripts/icons.txt")
    classes, url = f"k-i {cls}".strip(), f"{static(sprites()[symbol])}#{symbol}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, url
        )
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, url)


@register.simple_tag
def icon(name: str, weight: str = "regular", cls: str = "", label: str = "") -> str:
    """One icon from the sprite; without a label it is decoration. Raises ValueError for an unknown name."""
    return _icon(str(name), str(weight), str(cls), str(label))


@register.simple_tag
def peg(child: Peg | None = None, size: str = "") -> str:
    """The coat-peg picture of a child, or the house of the school without one. Size: "", "s" or "l"."""
    symbol, colour = (child.symbol, child.colour) if child else SCHOOL_PEG
    classes = f"k-peg k-peg--{colour}" + (f" k-peg--{size}" if size else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, icon(symbol, "fill"))


def full_name(person: object) -> str:
    """The name to show for a user, or the text itself."""
    get_full_name = getattr(person, "get_full_name", None)
    return str(get_full_name() if get_full_name else person).strip()


@register.filter
def initials(person: object) -> str:
    """First letters of the first and the last name: "Marloes de Wit" gives MW."""
    words = full_name(person).split()
    return "".join(word[0] for word in dict.fromkeys(words[:1] + words[-1:])).upper()


@register.simple_tag
def avatar(person: object, size: str = "", cls: str = "") -> str:
    """Initials of an adult in a colour that stays the same for the same name. Size: "" or "s"."""
    colour = cls or AVATAR_COLOURS[zlib.crc32(full_name(person).encode()) % len(AVATAR_COLOURS)]
    classes = " ".join(filter(None, ("k-ava", f"k-ava--{size}" if size else "", colour)))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(person))


@register.filter
def clock(moment: datetime) -> str:
    """A time of day in local time: "15.34 uur"."""
    return date_format(timezone.localtime(moment), pgettext("time of day", "G:i"))


@register.filter
def day(value: date | datetime, now: datetime | None = None) -> str:
    """A date in words: "vrijdag 9 oktober", with the year when it is another year than that of `now`."""
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    same_year = local.year == timezone.localdate(now).year
    pattern = pgettext("date", "l j F") if same_year else pgettext("date with year", "l j F Y")
    return date_format(local, pattern)


@register.filter
def when(moment: datetime, now: datetime | None = None) -> str:
    """When something happened, in words: "vandaag 15.34 uur", "gisteren 14.48 uur", else the date."""
    age = (timezone.localdate(now) - timezone.localdate(moment)).days
    if age == 0:
        return _("today %(time)s") % {"time": clock(moment)}
    if age == 1:
        return _("yesterday %(time)s") % {"time": clock(moment)}
    return day(moment, now)


@register.filter
def moment(value: datetime, now: datetime | None = None) -> str:
    """Date and time, for timelines and dossiers: "maandag 5 oktober, 20.51 uur"."""
    return _("%(day)s, %(time)s") % {"day": day(value, now), "time": clock(value)}


@register.filter
def coming(moment: datetime, now: datetime | None = None) -> str:
    """When something will happen, in words: "vandaag om 8.00 uur", "morgen om 8.00 uur", else the date."""
    ahead = (timezone.localdate(moment) - timezone.localdate(now)).days
    time = {"time": clock(moment)}
    if ahead == 0:
        return pgettext("coming", "today at %(time)s") % time
    if ahead == 1:
        return pgettext("coming", "tomorrow at %(time)s") % time
    return pgettext("coming", "%(day)s at %(time)s") % {"day": day(moment, now), **time}


@register.filter
def focus_id(field: BoundField) -> str:
    """The id an error link jumps to; a group of radios or boxes has it on its first option."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def complaints(field: BoundField) -> list[str]:
    """The errors of a field as sentences that also make sense in the summary, apart from the field."""
    bare = str(Field.default_error_messages["required"])
    return [_ask_for(field) if error == bare else str(error) for error in field.errors]


def _ask_for(field: BoundField) -> str:
    widget, label = field.field.widget, {"label": field.label}
    if isinstance(widget, CheckboxInput):
        return _("Tick the box: %(label)s.") % label
    if isinstance(widget, ChoiceWidget):
        return _("Choose: %(label)s.") % label
    return _("Fill in: %(label)s.") % label


@register.filter
def control(field: BoundField) -> str:
    """The input itself with the classes of the house; Django adds aria-describedby and aria-invalid."""
    widget = field.field.widget
    kind = "form-select" if isinstance(widget, Select) else "form-control"
    classes = [widget.attrs.get("class", ""), kind, "is-invalid" if field.errors else ""]
    return field.as_widget(attrs={"class": " ".join(filter(None, classes))})
