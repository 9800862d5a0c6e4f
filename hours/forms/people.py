"""Being away."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import pgettext, pgettext_lazy

from people.models import User


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
