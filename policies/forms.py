"""Parsing what people send about the rules of a school."""

from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from policies.models import PolicyDocument
from policies.queries import SchoolPolicy
from policies.rules import DOMAIN


class ClockField(forms.TimeField):
    """A time of the day, kept as it is written: 08:30."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    default_error_messages = {
        "required": pgettext_lazy("staff", "Fill in a time, such as 08:30."),
        "invalid": pgettext_lazy("staff", "Fill in a time, such as 08:30."),
    }

    def clean(self, value: Any) -> Any:
        time = super().clean(value)
        return time and time.strftime("%H:%M")


class DomainField(forms.CharField):
    """What stands behind the @ of an address; the @ itself may be typed as well."""

    default_error_messages = {
        "invalid": pgettext_lazy("staff", "Fill in what stands behind the @, such as wilgenhof.nl.")
    }

    def clean(self, value: Any) -> Any:
        domain = super().clean(value).lower().removeprefix("@")
        if domain and not DOMAIN.fullmatch(domain):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")
        return domain


class SettingsForm(forms.Form):
    """The settings of a school, one field for each; what is possible is written with the setting itself."""

    def __init__(self, data: Any = None, *, policy: SchoolPolicy) -> None:
        super().__init__(data, initial=asdict(policy))
        for setting in fields(SchoolPolicy):
            words = {"label": setting.metadata["label"], "help_text": setting.metadata["help"]}
            if isinstance(setting.default, bool):
                self.fields[setting.name] = forms.BooleanField(required=False, **words)
            elif "choices" in setting.metadata:
                self.fields[setting.name] = forms.ChoiceField(choices=setting.metadata["choices"], **words)
            elif "time" in setting.metadata:
                self.fields[setting.name] = ClockField(**words)
            elif "domain" in setting.metadata:
                self.fields[setting.name] = DomainField(required=False, **words)
            elif "email" in setting.metadata:
                self.fields[setting.name] = forms.EmailField(required=False, **words)
            else:
                low, high = setting.metadata["low"], setting.metadata["high"]
                wrong = pgettext_lazy("staff", "Fill in a whole number from %(low)s to %(high)s.")
                sentence = wrong % {"low": low, "high": high}
                self.fields[setting.name] = forms.IntegerField(
                    min_value=low,
                    max_value=high,
                    **words,
                    error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
                )

    def clean(self) -> dict[str, Any]:
        """Refuse a day that ends before it begins."""
        given: dict[str, Any] = super().clean() or {}
        for setting in fields(SchoolPolicy):
            begins, ends = given.get(setting.metadata.get("after", "")), given.get(setting.name)
            if begins and ends and ends <= begins:
                self.add_error(
                    setting.name, pgettext_lazy("staff", "The end has to be later than the beginning.")
                )
        return given


class DocumentForm(forms.Form):
    """A text of the school, with the place that goes under it."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        error_messages={
            "required": pgettext_lazy("staff", "Write a title above the text."),
        },
    )
    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=pgettext_lazy(
            "staff",
            "Write **bold** or *italic*. A line that starts with - or 1. becomes a list.",
        ),
        error_messages={
            "required": pgettext_lazy("staff", "Write the text first."),
            "max_length": pgettext_lazy("staff", "The text is too long. Make it shorter."),
        },
    )
    place = forms.CharField(label=_("Place"), max_length=80, required=False)


class AcceptForm(forms.Form):
    """Which rules somebody accepts: only the newest of the own schools, so never a version that is gone."""

    def __init__(self, data: Any = None, *, documents: QuerySet[PolicyDocument]) -> None:
        super().__init__(data)
        changed = _("The agreements changed in the meantime. Read the newest version.")
        self.fields["document"] = forms.ModelChoiceField(
            queryset=documents,
            widget=forms.HiddenInput,
            error_messages={"required": changed, "invalid_choice": changed},
        )
