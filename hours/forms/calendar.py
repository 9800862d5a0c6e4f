"""Days without lessons, by hand and from the list of the government."""

from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from groups.models import School
from hours.forms.people import day_input
from hours.holidays import MAX_BYTES, Holiday, HolidayList, UnreadableList, read_holidays
from hours.models import FreePeriod
from policies.models import Region

SALT = "hours.holidays"
A_DAY = 24 * 60 * 60


class FreePeriodForm(forms.Form):
    """One period of whole days."""

    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        error_messages={"required": pgettext_lazy("staff", "Write what it is called.")},
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("staff", "What is it?"),
        choices=FreePeriod.Kind.choices,
        widget=forms.RadioSelect,
        help_text=pgettext_lazy("staff", "On a study day parents do get messages."),
    )
    first_on = forms.DateField(
        label=pgettext_lazy("staff", "First day"),
        widget=day_input(),
        error_messages={"required": pgettext_lazy("staff", "Choose the first day.")},
    )
    last_on = forms.DateField(
        label=pgettext_lazy("staff", "Last day"),
        widget=day_input(),
        required=False,
        help_text=pgettext_lazy("staff", "Leave empty for one day."),
    )

    def __init__(self, data: Any = None, *, period: FreePeriod | None = None) -> None:
        initial: dict[str, Any] = {"kind": FreePeriod.Kind.STUDY_DAY}
        if period is not None:
            initial = {name: getattr(period, name) for name in ("name", "kind", "first_on", "last_on")}
        super().__init__(data, initial=initial)

    @property
    def days(self) -> tuple[date, date]:
        return self.cleaned_data["first_on"], self.cleaned_data["last_on"] or self.cleaned_data["first_on"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", pgettext("staff", "The last day is before the first."))
        return cleaned


class HolidayFileForm(forms.Form):
    """The file and the region; `found` holds what can be taken over."""

    file = forms.FileField(
        label=_("File"),
        help_text=pgettext_lazy("staff", "The JSON file of rijksoverheid.nl, as you downloaded it."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages=dict.fromkeys(("required", "missing", "invalid"), _("Choose a file."))
        | {"empty": _("This file is empty.")},
    )
    region = forms.ChoiceField(
        label=pgettext_lazy("staff", "Region of the school"), choices=Region.choices, widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, files: Any = None, *, region: str) -> None:
        super().__init__(data, files, initial={"region": region})
        self.found = HolidayList()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        file: UploadedFile | None = cleaned.get("file")
        if file is not None and "region" in cleaned:
            try:
                self.found = read_holidays(file.read(MAX_BYTES + 1), cleaned["region"])
            except UnreadableList as refusal:
                self.add_error("file", str(refusal))
        return cleaned


class ConfirmForm(forms.Form):
    """What was looked at, signed, so that what is recorded is what was shown."""

    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, school: School) -> None:
        super().__init__(data)
        self.school = school
        self.holidays: list[Holiday] = []

    def clean_shown(self) -> str:
        value: str = self.cleaned_data["shown"]
        try:
            school, rows = signing.loads(value, salt=SALT, max_age=A_DAY)
        except signing.BadSignature:
            raise forms.ValidationError(pgettext("staff", "Choose the file again.")) from None
        if school != self.school.pk:
            raise forms.ValidationError(pgettext("staff", "Choose the file again."))
        self.holidays = [
            Holiday(date.fromisoformat(first), date.fromisoformat(last), name) for first, last, name in rows
        ]
        return value


def sign_holidays(school: School, holidays: list[Holiday]) -> str:
    """The holidays as the value of a hidden field that nobody can change, for one school and one day."""
    rows = [(h.first_on.isoformat(), h.last_on.isoformat(), h.name) for h in holidays]
    return signing.dumps((school.pk, rows), salt=SALT, compress=True)
