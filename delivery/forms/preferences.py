"""How somebody wants to hear of news, with the quiet time beside it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from delivery.models import Channel
from delivery.models.preferences import AT_ONCE
from delivery.queries.choices import Exceptions, Room
from delivery.rules import Choices
from groups.models import SchoolGroup
from hours.models import QuietTime
from hours.queries.quiet import leaves_a_moment
from policies.queries import SchoolPolicy

CHILD, GROUP = "child-", "group-"
A_SUNDAY = date(2026, 1, 4)
ICONS = {
    Channel.APP: "device-mobile",
    Channel.MAIL: "envelope-simple",
    Channel.DAILY: "calendar-blank",
    Channel.WEEKLY: "newspaper",
    Channel.WEB: "house-line",
}


@dataclass(frozen=True)
class Way:
    """One choice as the page shows it."""

    tag: Any
    icon: str
    title: str
    means: str


class ClockField(forms.TimeField):
    """A time that is only needed when a box is ticked."""

    def __init__(self, *, label: object) -> None:
        super().__init__(
            required=False,
            label=label,  # type: ignore[arg-type]
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={"invalid": gettext_lazy("Fill in a time, such as 08:30.")},
        )


class PreferenceForm(forms.Form):
    """News, conversations, exceptions and quiet time of one person."""

    news = forms.ChoiceField(
        label=gettext_lazy("News of the groups and the school"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
    )
    titles_only = forms.BooleanField(
        label=gettext_lazy("Only titles in the overview"),
        help_text=gettext_lazy("The mail then holds no text of the posts."),
        required=False,
    )
    talks = forms.ChoiceField(
        label=gettext_lazy("Conversations"),
        choices=[(way.value, way.label) for way in AT_ONCE],
        widget=forms.RadioSelect,
    )
    daily = forms.BooleanField(
        label=gettext_lazy("Quiet every day"),
        help_text=gettext_lazy("Between the times below nothing comes in."),
        required=False,
    )
    starts = ClockField(label=gettext_lazy("From"))
    ends = ClockField(label=gettext_lazy("Until"))
    weekend = forms.BooleanField(
        label=gettext_lazy("Quiet in the weekend"),
        help_text=gettext_lazy("On Saturday and Sunday nothing comes in."),
        required=False,
    )

    def __init__(self, data: Any = None, *, room: Room, quiet: QuietTime | None, today: date) -> None:
        super().__init__(data, initial=_chosen(room.profile.choices) | _kept(quiet))
        self.room, self.today = room, today
        for child in room.children:
            way = room.profile.by_child.get(child.pk, "")
            self.fields[f"{CHILD}{child.pk}"] = _other(child.short_name, _("As above"), way)
        for group in room.groups:
            way = room.profile.by_group.get(group.pk, "")
            self.fields[f"{GROUP}{group.pk}"] = _other(group.name, self._default_of(group), way)

    def _default_of(self, group: SchoolGroup) -> str:
        """Who reads a group from a seat in the whole school gets nothing of it by itself."""
        is_own = group.pk in self.room.profile.groups
        return _("As above") if is_own else _("Only on the web, as long as nothing is chosen")

    @property
    def news_ways(self) -> Iterator[Way]:
        means = _meanings(self.room.user.email, self.room.policy)
        for option in self["news"]:
            way = Channel(option.data["value"])
            yield Way(option.tag(), ICONS[way], str(way.label).capitalize(), means[way])

    @property
    def talk_ways(self) -> Iterator[Way]:
        for option in self["talks"]:
            way = Channel(option.data["value"])
            yield Way(option.tag(), ICONS[way], str(way.label).capitalize(), "")

    @property
    def others(self) -> list[BoundField]:
        """The fields in which something else can be chosen for a child or a group."""
        return [self[name] for name in self.fields if name.startswith((CHILD, GROUP))]

    @property
    def has_others(self) -> bool:
        """Whether something else is chosen somewhere, so that it is shown at once."""
        return any(field.value() or field.errors for field in self.others)

    @property
    def reads_along(self) -> bool:
        """Whether there are groups that send nothing by themselves."""
        return any(group.pk not in self.room.profile.groups for group in self.room.groups)

    @property
    def clocks(self) -> list[BoundField]:
        return [self["starts"], self["ends"]]

    @property
    def parents_from(self) -> time:
        return time.fromisoformat(self.room.policy.parents_from)

    @property
    def parents_until(self) -> time:
        return time.fromisoformat(self.room.policy.parents_until)

    @property
    def choices(self) -> Choices:
        """What was chosen, after `is_valid`."""
        sent = self.cleaned_data
        return Choices(Channel(sent["news"]), Channel(sent["talks"]), sent["titles_only"])

    @property
    def exceptions(self) -> Exceptions:
        """What was chosen otherwise, after `is_valid`."""
        sent = self.cleaned_data
        return Exceptions(
            {child.pk: Channel(way) for child in self.room.children if (way := sent[f"{CHILD}{child.pk}"])},
            {group.pk: Channel(way) for group in self.room.groups if (way := sent[f"{GROUP}{group.pk}"])},
        )

    @property
    def between(self) -> tuple[time, time] | None:
        """The quiet of every day, after `is_valid`."""
        sent = self.cleaned_data
        return (sent["starts"], sent["ends"]) if sent["daily"] else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(name.startswith((CHILD, GROUP)) and name not in self.fields for name in self.data):
            self.add_error(
                None, _("A child or a group is not on your list any more. Look once more and save.")
            )
        if cleaned.get("daily"):
            self._check_quiet(cleaned)
        return cleaned

    def _check_quiet(self, cleaned: dict[str, Any]) -> None:
        for name in ("starts", "ends"):
            if name in cleaned and cleaned[name] is None:
                self.add_error(name, _("Fill in a time, such as 08:30."))
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if not (starts and ends):
            return
        if starts == ends:
            self.add_error("ends", _("Choose another time than the one it begins at."))
        elif not leaves_a_moment(
            self.room.user, (starts, ends), weekend=cleaned["weekend"], today=self.today
        ):
            self.add_error("ends", _("No moment is left at which something can come in. Choose less quiet."))


def _chosen(choices: Choices) -> dict[str, Any]:
    return {"news": choices.news, "talks": choices.talks, "titles_only": choices.titles_only}


def _kept(quiet: QuietTime | None) -> dict[str, Any]:
    has_times = quiet is not None and quiet.starts is not None
    return {
        "daily": has_times,
        "starts": quiet.starts if quiet and has_times else time(18),
        "ends": quiet.ends if quiet and has_times else time(8),
        "weekend": quiet is not None and quiet.weekend,
    }


def _other(label: str, default: str, way: str) -> forms.ChoiceField:
    choices: Iterable[tuple[str, Any]] = [
        ("", default),
        *((value, str(words).capitalize()) for value, words in Channel.choices),
    ]
    return forms.ChoiceField(label=label, choices=list(choices), required=False, initial=way)


def _meanings(address: str, policy: SchoolPolicy) -> dict[Channel, str]:
    """What each choice means for this person: its address, and the moments of its school (R066, R090)."""
    leaves_at = time_format(time.fromisoformat(policy.digest_at), pgettext("time of day", "G:i"))
    day = date_format(A_SUNDAY + timedelta(days=int(policy.digest_day)), "l")
    return {
        Channel.APP: _("A notification on the telephone for every post"),
        Channel.MAIL: _("Every post in a mail of its own to %(address)s") % {"address": address},
        Channel.DAILY: _("One mail with the news of the day, every day at %(time)s") % {"time": leaves_at},
        Channel.WEEKLY: _("One overview, every %(day)s at %(time)s") % {"day": day, "time": leaves_at},
        Channel.WEB: _("Nothing is sent"),
    }
