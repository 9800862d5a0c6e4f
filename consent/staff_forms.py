"""What who leads a school, its office and its teachers send about pictures."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from common.documents import Document, check_document
from common.uploads import UploadRefused
from consent.actions.wordings import WORDS
from consent.forms import AnswersForm
from consent.models import Purpose
from groups.models import SchoolGroup, SchoolGroupQuerySet


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class WordsForm(forms.Form):
    """The words of one question."""

    title = forms.CharField(
        label=pgettext_lazy("staff", "The question"),
        max_length=120,
        error_messages={"required": pgettext_lazy("staff", "Write what the question is about.")},
    )
    sentence = forms.CharField(
        label=pgettext_lazy("staff", "Who can see it"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": pgettext_lazy("staff", "Write who can see the pictures.")},
    )
    consequence = forms.CharField(
        label=pgettext_lazy("staff", "What parents should know before they choose"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    yes_means = forms.CharField(
        label=pgettext_lazy("staff", "What yes means"),
        max_length=120,
        error_messages={"required": pgettext_lazy("staff", "Write what yes means.")},
    )
    no_means = forms.CharField(
        label=pgettext_lazy("staff", "What no means"),
        max_length=120,
        error_messages={"required": pgettext_lazy("staff", "Write what no means.")},
    )

    @property
    def words(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDS}


class WordingForm(WordsForm):
    """The next version of a question; what it does to older answers is chosen, never assumed."""

    CLEARER, AGAIN = "clearer", "again"

    effect = forms.ChoiceField(
        label=pgettext_lazy("staff", "What does your change do?"),
        widget=forms.RadioSelect,
        error_messages={"required": pgettext_lazy("staff", "Choose what your change does.")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, purpose: Purpose, count_of_yes: int) -> None:
        super().__init__(data, initial={name: getattr(purpose, name) for name in ("version", *WORDS)})
        void = ngettext(
            "This changes what happens with pictures: ask again. %(count)d yes then counts no more.",
            "This changes what happens with pictures: ask again. %(count)d times yes then counts no more.",
            count_of_yes,
        )
        cast(forms.ChoiceField, self.fields["effect"]).choices = [
            (self.CLEARER, _("This only says it more clearly: the answers keep counting.")),
            (self.AGAIN, void % {"count": count_of_yes}),
        ]

    @property
    def ask_again(self) -> bool:
        return bool(self.cleaned_data["effect"] == self.AGAIN)


class EventForm(WordsForm):
    """One more question, for one event."""

    group = forms.ModelChoiceField(
        label=pgettext_lazy("staff", "For whom?"),
        queryset=SchoolGroup.objects.none(),
        required=False,
        empty_label=gettext_lazy("the whole school"),
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("staff", "Last day on which the answer counts"),
        widget=day_input(),
        error_messages={"required": pgettext_lazy("staff", "Choose the last day.")},
    )

    def __init__(self, data: Any = None, *, groups: SchoolGroupQuerySet, today: date) -> None:
        words = {"yes_means": _("Recognisable in the photo"), "no_means": _("Behind a leaf")}
        super().__init__(data, initial=words)
        self.today = today
        cast(forms.ModelChoiceField, self.fields["group"]).queryset = groups

    def clean_ends_on(self) -> date:
        day = cast(date, self.cleaned_data["ends_on"])
        if day < self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day


class RoundForm(forms.Form):
    """When the round ends, and how long before that guardians are reminded."""

    closes_on = forms.DateField(
        label=pgettext_lazy("staff", "Last day"),
        widget=day_input(),
        error_messages={"required": pgettext_lazy("staff", "Choose the last day.")},
    )
    remind = forms.TypedMultipleChoiceField(
        label=pgettext_lazy("staff", "Remind who did not answer"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (21, gettext_lazy("3 weeks before")),
            (14, gettext_lazy("2 weeks before")),
            (7, gettext_lazy("1 week before")),
            (2, gettext_lazy("2 days before")),
        ],
        initial=[14, 2],
    )

    def __init__(self, data: Any = None, *, last_day: date, today: date) -> None:
        super().__init__(data, initial={"closes_on": last_day})
        self.today = today

    def clean_closes_on(self) -> date:
        day = cast(date, self.cleaned_data["closes_on"])
        if day <= self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    @property
    def days(self) -> list[date]:
        """The days on which a reminder goes out."""
        return [self.cleaned_data["closes_on"] - timedelta(days=n) for n in self.cleaned_data["remind"]]


class ObjectionForm(forms.Form):
    """What the child does not want: always, or on the pictures of one day."""

    ALWAYS, DAY = "always", "day"

    kind = forms.ChoiceField(
        label=pgettext_lazy("staff", "What does the child want?"),
        widget=forms.RadioSelect,
        choices=[
            (DAY, gettext_lazy("Not recognisable on the pictures of one day")),
            (ALWAYS, gettext_lazy("Never recognisable, until the child wants it again")),
        ],
        error_messages={"required": pgettext_lazy("staff", "Choose what the child wants.")},
    )
    day = forms.DateField(label=pgettext_lazy("staff", "Which day?"), required=False, widget=day_input())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") == self.DAY and not data.get("day") and "day" not in self.errors:
            self.add_error("day", _("Choose the day."))
        return data

    @property
    def chosen_day(self) -> date | None:
        return self.cleaned_data["day"] if self.cleaned_data["kind"] == self.DAY else None


class PaperEntryForm(AnswersForm):
    """What stands on a signed form, with its date and its scan."""

    def __init__(
        self, data: Any = None, files: Any = None, *, purposes: Iterable[Purpose], today: date
    ) -> None:
        super().__init__(data, purposes=purposes)
        if files:
            self.files = files
        self.today = today
        self.fields["signed_on"] = forms.DateField(
            label=pgettext_lazy("staff", "Date on the form"),
            widget=day_input(),
            error_messages={"required": pgettext_lazy("staff", "Fill in the date on the form.")},
        )
        self.fields["scan"] = forms.FileField(
            label=pgettext_lazy("staff", "Scan or photo of the form"),
            help_text=pgettext_lazy(
                "staff", "PDF, JPG or PNG. Only you, the director and this parent can open it."
            ),
            widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
            error_messages={
                "required": pgettext_lazy("staff", "Choose the scan of the form."),
                "empty": pgettext_lazy("staff", "This file is empty. Choose another one."),
            },
        )

    def clean_signed_on(self) -> date:
        day = cast(date, self.cleaned_data["signed_on"])
        if day > self.today:
            raise forms.ValidationError(_("The date on the form cannot be after today."))
        return day

    def clean_scan(self) -> Document:
        try:
            return check_document(cast(UploadedFile, self.cleaned_data["scan"]))
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not self.answers:
            raise forms.ValidationError(_("Fill in at least one answer that stands on the form."))
        return data
