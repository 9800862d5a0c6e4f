"""What somebody sends to say that a child is not at school."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.actions.absences import Details
from agenda.models import Absence
from agenda.models.absences import WORDS
from agenda.queries.families import Pupil
from common.templatetags.kring import day as in_words


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def time_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class DaysForm(forms.Form):
    """The reason, the days, and at most two hundred characters."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is the matter?"),
        choices=Absence.Kind.choices,
        widget=forms.RadioSelect,
        initial=Absence.Kind.ILL,
        error_messages={"required": gettext_lazy("Choose what is the matter.")},
    )
    first_on = forms.DateField(
        label=gettext_lazy("First day"),
        widget=day_input(),
        error_messages={"required": gettext_lazy("Choose the first day.")},
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Not known yet? Leave this empty."),
        required=False,
        widget=day_input(),
    )
    from_time = forms.TimeField(
        label=pgettext_lazy("absence", "Away from"), required=False, widget=time_input()
    )
    until_time = forms.TimeField(
        label=pgettext_lazy("absence", "Back at"), required=False, widget=time_input()
    )
    text = forms.CharField(
        label=gettext_lazy("What should the school know?"),
        help_text=gettext_lazy(
            "No medical details needed. The office and the teachers of the group read this."
        ),
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": WORDS}),
        error_messages={"max_length": gettext_lazy("Write at most 200 characters.")},
    )

    @property
    def details(self) -> Details:
        """What was filled in. Only after is_valid()."""
        data = self.cleaned_data
        has_time = data["from_time"] or data["until_time"]
        return Details(
            kind=data["kind"],
            first_on=data["first_on"],
            last_on=data["last_on"] or (data["first_on"] if has_time else None),
            from_time=data["from_time"],
            until_time=data["until_time"],
            text=data["text"],
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        begins, ends = data.get("from_time"), data.get("until_time")
        if data.get("first_on") and data.get("last_on") and data["last_on"] < data["first_on"]:
            self.add_error("last_on", _("The last day cannot be before the first day."))
        if begins and ends and ends <= begins:
            self.add_error("until_time", _("The end time is after the begin time."))
        return data


class ReportForm(DaysForm):
    """The same in as few taps as can be: one day, from that day on, or days of one's own choice."""

    DAY, OPEN, OTHER = "day", "open", "other"

    absence_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    day = forms.DateField(widget=forms.HiddenInput)
    span = forms.ChoiceField(
        label=gettext_lazy("How long?"),
        widget=forms.RadioSelect,
        initial=DAY,
        error_messages={"required": gettext_lazy("Choose how long.")},
    )

    def __init__(
        self, data: Any = None, *, day: date, today: date, pupils: Sequence[Pupil] | None = None
    ) -> None:
        """`day` is the day it is about when nobody says another; without `pupils` the child is known already."""
        super().__init__(data, initial={"day": day})
        self.pupils = {str(pupil.child.pk): pupil for pupil in pupils or []}
        self.today = today
        self.fields["first_on"].required = False
        words = {"day": in_words(day)}
        cast(forms.ChoiceField, self.fields["span"]).choices = [
            (self.DAY, _("Only %(day)s") % words),
            (self.OPEN, _("From %(day)s on, not known how long") % words),
            (self.OTHER, _("Other days, or a part of the day")),
        ]
        if pupils is not None:
            self.fields["child"] = forms.ChoiceField(
                label=_("Who is not at school?"),
                choices=[(key, pupil.child.short_name) for key, pupil in self.pupils.items()],
                widget=forms.RadioSelect,
                initial=next(iter(self.pupils)) if len(self.pupils) == 1 else None,
                error_messages={
                    "required": _("Choose your child."),
                    "invalid_choice": _("Choose your child."),
                },
            )

    @property
    def child_options(self) -> Iterator[tuple[Any, Pupil]]:
        """The radio of each child with the child itself."""
        return zip(self["child"], self.pupils.values(), strict=True)

    @property
    def pupil(self) -> Pupil:
        """Whom it is about. Only after is_valid()."""
        return self.pupils[self.cleaned_data["child"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        span, day = data.get("span"), data.get("day")
        if span == self.OTHER:
            if not data.get("first_on") and "first_on" not in self.errors:
                self.add_error("first_on", _("Choose the first day."))
            return data
        if day is None or day < self.today:
            self._show_today()
            raise forms.ValidationError(
                _("This page stood open since an earlier day. Look at the day again.")
            )
        data |= {"first_on": day, "last_on": day if span == self.DAY else None}
        return data | {"from_time": None, "until_time": None}

    def _show_today(self) -> None:
        """The next time the form is sent, it is about the day that it shows now."""
        data = cast(QueryDict, self.data).copy()
        data["day"] = self.initial["day"].isoformat()
        self.data = data


class BackForm(forms.Form):
    """The day on which the child is at school again."""

    back_on = forms.DateField()
