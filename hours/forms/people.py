"""Being away, and wanting quiet."""

from datetime import date, time, timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from hours.forms.week import TimeField
from hours.models import QuietTime
from hours.rules import Quiet, Schedule, Week, windows_on
from people.models import User

AN_ORDINARY_MONDAY = date(2026, 1, 12)


class PersonField(forms.ModelChoiceField):
    """A colleague, by the full name."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AwayForm(forms.Form):
    """From when until when, and who stands in. Nobody is asked why."""

    first_on = forms.DateField(
        label=pgettext_lazy("staff", "First day"),
        widget=day_input(),
        error_messages={"required": pgettext_lazy("staff", "Choose the first day.")},
    )
    last_on = forms.DateField(
        label=pgettext_lazy("staff", "Last day"),
        widget=day_input(),
        required=False,
        help_text=pgettext_lazy("staff", "Leave empty when the day of return is not known yet."),
    )
    stand_in = PersonField(
        label=pgettext_lazy("staff", "Who stands in?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=pgettext_lazy("staff", "Nobody, messages wait"),
        help_text=pgettext_lazy("staff", "Parents see this name where they write."),
    )

    def __init__(self, data: Any = None, *, colleagues: QuerySet[User], today: date) -> None:
        super().__init__(data, initial={"first_on": today})
        cast(PersonField, self.fields["stand_in"]).queryset = colleagues

    @property
    def days(self) -> tuple[date, date | None]:
        return self.cleaned_data["first_on"], self.cleaned_data["last_on"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", pgettext("staff", "The last day is before the first."))
        if cleaned.get("user") and cleaned.get("user") == cleaned.get("stand_in"):
            self.add_error("stand_in", pgettext("staff", "Choose another colleague to stand in."))
        return cleaned


class ColleagueAwayForm(AwayForm):
    """The same, about a colleague."""

    user = PersonField(
        label=pgettext_lazy("staff", "Who is away?"),
        queryset=User.objects.none(),
        empty_label=pgettext_lazy("staff", "Choose a colleague"),
        error_messages={"required": pgettext_lazy("staff", "Choose who is away.")},
    )
    field_order = ["user", "first_on", "last_on", "stand_in"]

    def __init__(self, data: Any = None, *, colleagues: QuerySet[User], today: date) -> None:
        super().__init__(data, colleagues=colleagues, today=today)
        cast(PersonField, self.fields["user"]).queryset = colleagues


class QuietForm(forms.Form):
    """Every day between two times, and the weekend."""

    daily = forms.BooleanField(
        label=gettext_lazy("Quiet every day"),
        help_text=gettext_lazy("Between the times below nothing comes in."),
        required=False,
    )
    starts = TimeField(label=gettext_lazy("From"))
    ends = TimeField(label=gettext_lazy("Until"))
    weekend = forms.BooleanField(
        label=gettext_lazy("Quiet in the weekend"),
        help_text=gettext_lazy("On Saturday and Sunday nothing comes in."),
        required=False,
    )

    def __init__(self, data: Any = None, *, quiet: QuietTime | None, reach: Week) -> None:
        super().__init__(data)
        self.reach = reach
        has_times = quiet is not None and quiet.starts is not None
        self.initial = {
            "daily": has_times,
            "starts": quiet.starts if quiet and has_times else time(18),
            "ends": quiet.ends if quiet and has_times else time(8),
            "weekend": quiet is not None and quiet.weekend,
        }

    @property
    def between(self) -> tuple[time, time] | None:
        if not self.cleaned_data["daily"]:
            return None
        return self.cleaned_data["starts"], self.cleaned_data["ends"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("daily"):
            return cleaned
        for name in ("starts", "ends"):
            if name in cleaned and cleaned[name] is None:
                self.add_error(name, _("Fill in a time, such as 08:30."))
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and starts == ends:
            self.add_error("ends", _("Choose another time than the one it begins at."))
        elif starts and ends and not has_window(self.reach, Quiet(starts, ends, cleaned["weekend"])):
            self.add_error("ends", _("No moment is left at which something can come in. Choose less quiet."))
        return cleaned


def has_window(week: Week, quiet: Quiet) -> bool:
    """Does this quiet leave anything of an ordinary week?"""
    schedule = Schedule(week, quiet=quiet)
    return any(windows_on(AN_ORDINARY_MONDAY + timedelta(days=later), schedule) for later in range(7))
