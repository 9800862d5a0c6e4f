"""A week of blocks: seven days with two blocks each, every block a time from and a time until."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from hours.models.calendar import WEEKDAYS
from hours.rules import Span, Week

BLOCKS = (1, 2)
SCHOOL_DAYS = 5


@dataclass(frozen=True)
class DayRow:
    """One day on the page, with the fields of its blocks."""

    name: str
    blocks: list[tuple[BoundField, BoundField]]


class TimeField(forms.TimeField):
    """A time that may be left empty."""

    def __init__(self, *, label: object) -> None:
        super().__init__(
            required=False,
            label=label,  # type: ignore[arg-type]
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            error_messages={"invalid": gettext_lazy("Fill in a time, such as 08:30.")},
        )


class WeekForm(forms.Form):
    """The blocks of a week; `week` is what was filled in."""

    def __init__(self, data: Any = None, *, week: Week) -> None:
        super().__init__(data, initial=dict(_initial(week)))
        for weekday, name in WEEKDAYS:
            for block in BLOCKS:
                about = {"day": name, "block": block}
                starts, ends = names_of(weekday, block)
                self.fields[starts] = TimeField(label=_("%(day)s, block %(block)s, from") % about)
                self.fields[ends] = TimeField(label=_("%(day)s, block %(block)s, until") % about)

    @property
    def school_days(self) -> list[DayRow]:
        return list(self._rows())[:SCHOOL_DAYS]

    @property
    def weekend(self) -> list[DayRow]:
        return list(self._rows())[SCHOOL_DAYS:]

    @property
    def weekend_is_used(self) -> bool:
        """Whether a weekend day has a time or an error, so that it is shown at once."""
        fields = [field for row in self.weekend for block in row.blocks for field in block]
        return any(field.value() or field.errors for field in fields)

    @property
    def week(self) -> dict[int, list[Span]]:
        """The blocks of the days that have some, after `is_valid`."""
        return {weekday: spans for weekday, _name in WEEKDAYS if (spans := list(self._spans(weekday)))}

    def clean(self) -> dict[str, Any]:
        for weekday, name in WEEKDAYS:
            for block in BLOCKS:
                self._check_block(*names_of(weekday, block), day={"day": name})
            self._check_day(weekday, day={"day": name})
        return self.cleaned_data

    def _check_block(self, starts: str, ends: str, *, day: dict[str, object]) -> None:
        begins, stops = self.cleaned_data.get(starts), self.cleaned_data.get(ends)
        if begins and stops and stops <= begins:
            late = pgettext("staff", "%(day)s: the end has to be later than the beginning.")
            self.add_error(ends, late % day)
        elif begins and not stops and ends not in self.errors:
            self.add_error(ends, pgettext("staff", "%(day)s: fill in until when.") % day)
        elif stops and not begins and starts not in self.errors:
            self.add_error(starts, pgettext("staff", "%(day)s: fill in from when.") % day)

    def _check_day(self, weekday: int, *, day: dict[str, object]) -> None:
        spans = sorted(self._spans(weekday), key=lambda span: span.starts)
        for first, second in zip(spans, spans[1:], strict=False):
            if second.starts < first.ends:
                overlap = pgettext("staff", "%(day)s: these times overlap.")
                self.add_error(names_of(weekday, 2)[0], overlap % day)

    def _spans(self, weekday: int) -> Iterator[Span]:
        for block in BLOCKS:
            starts, ends = (self.cleaned_data.get(name) for name in names_of(weekday, block))
            if starts and ends:
                yield Span(starts, ends)

    def _rows(self) -> Iterator[DayRow]:
        for weekday, name in WEEKDAYS:
            fields = [names_of(weekday, block) for block in BLOCKS]
            yield DayRow(str(name), [(self[starts], self[ends]) for starts, ends in fields])


class OwnWeekForm(WeekForm):
    """The working week of somebody: the day of the school, or an own week."""

    SCHOOL, OWN = "school", "own"

    kind = forms.ChoiceField(
        label=pgettext_lazy("staff", "When do you work?"),
        widget=forms.RadioSelect,
        error_messages={"required": pgettext_lazy("staff", "Choose when you work.")},
    )

    def __init__(self, data: Any = None, *, week: Week, school_day: str) -> None:
        super().__init__(data, week=week)
        self.fields["kind"] = forms.ChoiceField(
            label=pgettext("staff", "When do you work?"),
            widget=forms.RadioSelect,
            choices=[
                (self.SCHOOL, pgettext("staff", "Monday to Friday, %(hours)s") % {"hours": school_day}),
                (self.OWN, pgettext("staff", "My own week, as I fill it in below")),
            ],
            initial=self.OWN if week else self.SCHOOL,
            error_messages={"required": pgettext("staff", "Choose when you work.")},
        )

    @property
    def week(self) -> dict[int, list[Span]]:
        return super().week if self.cleaned_data["kind"] == self.OWN else {}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("kind") == self.OWN and not self.errors and not super().week:
            self.add_error(names_of(1, 1)[0], pgettext("staff", "Fill in at least one block of your week."))
        return cleaned


def names_of(weekday: int, block: int) -> tuple[str, str]:
    return f"d{weekday}_{block}_starts", f"d{weekday}_{block}_ends"


def _initial(week: Mapping[int, Iterable[Span]]) -> Iterator[tuple[str, object]]:
    for weekday, spans in week.items():
        for block, span in zip(BLOCKS, spans, strict=False):
            starts, ends = names_of(weekday, block)
            yield starts, span.starts
            yield ends, span.ends
