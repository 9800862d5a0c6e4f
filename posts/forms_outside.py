"""What a director writes about a photo outside the portal."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from consent.models import Purpose


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class OutsideForm(forms.Form):
    """Where a photo goes. The channel is one of those the school asks about."""

    purpose = forms.ModelChoiceField(label=pgettext_lazy("staff", "Channel"), queryset=Purpose.objects.none())
    where = forms.CharField(
        label=pgettext_lazy("staff", "Where exactly"),
        help_text=pgettext_lazy("staff", "An address on the internet, or for example: newsletter 12, page 3"),
        max_length=300,
    )
    placed_on = forms.DateField(label=pgettext_lazy("staff", "From which day"), widget=DayInput)

    def __init__(
        self, *args: Any, channels: QuerySet[Purpose], chosen: Purpose | None = None, **kwargs: Any
    ) -> None:
        """With a channel `chosen` on the page, it is not asked once more."""
        super().__init__(*args, **kwargs)
        if chosen is not None:
            self.fields["purpose"].widget = forms.HiddenInput()
        cast("forms.ModelChoiceField[Purpose]", self.fields["purpose"]).queryset = channels


class DoneForm(forms.Form):
    """Since which day a child is gone from a place outside; not a day to come."""

    done_on = forms.DateField(label=pgettext_lazy("staff", "Gone since"), widget=DayInput)
    note = forms.CharField(label=pgettext_lazy("staff", "Note"), max_length=300, required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_done_on(self) -> date:
        day = cast(date, self.cleaned_data["done_on"])
        if day > self.today:
            raise ValidationError(_("This day is still to come."))
        return day
