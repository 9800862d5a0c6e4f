"""What a family sends to ask for leave, and what the director answers."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, cast
from uuid import uuid4

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from agenda.actions.leave import Answer, Wish
from agenda.forms.absences import day_input
from agenda.models import LeaveDecision, LeaveRequest
from agenda.models.leave import WORDS
from agenda.queries.families import Pupil
from common.documents import Document, check_document
from common.uploads import UploadRefused
from people.models import Child


class LeaveForm(forms.Form):
    """For which children, which days, on which ground, in own words; a document may go along."""

    request_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    children = forms.MultipleChoiceField(
        label=pgettext_lazy("leave", "For whom?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one child.")},
    )
    first_on = forms.DateField(
        label=gettext_lazy("First day off"),
        widget=day_input(),
        error_messages={"required": gettext_lazy("Choose the first day off.")},
    )
    last_on = forms.DateField(
        label=gettext_lazy("Last day off"),
        widget=day_input(),
        error_messages={"required": gettext_lazy("Choose the last day off.")},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("What for?"),
        choices=LeaveRequest.Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is for.")},
    )
    text = forms.CharField(
        label=pgettext_lazy("leave", "Explain it in a few words"),
        help_text=gettext_lazy("Only the director reads this. No medical details needed."),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": WORDS}),
        error_messages={"required": gettext_lazy("Write why you ask for leave.")},
    )
    document = forms.FileField(
        label=gettext_lazy("A document, if you have one"),
        help_text=gettext_lazy("For example an invitation. PDF, JPG or PNG. Only the director opens it."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={"empty": pgettext_lazy("parent", "This file is empty. Choose another one.")},
    )

    def __init__(self, data: Any = None, files: Any = None, *, pupils: Sequence[Pupil], today: date) -> None:
        super().__init__(data, files)
        self.pupils = {str(pupil.child.pk): pupil for pupil in pupils}
        self.today = today
        children = cast(forms.MultipleChoiceField, self.fields["children"])
        children.choices = [(key, pupil.child.short_name) for key, pupil in self.pupils.items()]
        if len(self.pupils) == 1:
            children.initial = list(self.pupils)

    @property
    def child_options(self) -> Iterator[tuple[Any, Pupil]]:
        """The box of each child with the child itself."""
        return zip(self["children"], self.pupils.values(), strict=True)

    @property
    def chosen(self) -> list[Pupil]:
        """For whom it is. Only after is_valid()."""
        return [self.pupils[key] for key in self.cleaned_data["children"]]

    @property
    def children_chosen(self) -> list[Child]:
        return [pupil.child for pupil in self.chosen]

    @property
    def wish(self) -> Wish:
        """What is asked. Only after is_valid()."""
        data = self.cleaned_data
        return Wish(data["ground"], data["first_on"], data["last_on"], data["text"])

    def clean_first_on(self) -> date:
        day = cast(date, self.cleaned_data["first_on"])
        if day < self.today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return day

    def clean_children(self) -> list[str]:
        chosen = cast(list[str], self.cleaned_data["children"])
        if len({self.pupils[key].school.pk for key in chosen}) > 1:
            raise forms.ValidationError(
                _("Ask each school by itself: these children go to different schools.")
            )
        return chosen

    def clean_document(self) -> Document | None:
        file = cast(UploadedFile | None, self.cleaned_data["document"])
        if file is None:
            return None
        try:
            return check_document(file)
        except UploadRefused as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first_on") and data.get("last_on") and data["last_on"] < data["first_on"]:
            self.add_error("last_on", _("The last day cannot be before the first day."))
        return data


class AnswerForm(forms.Form):
    """The director's answer, with the words of the letter."""

    Outcome = LeaveDecision.Outcome

    outcome = forms.ChoiceField(
        label=pgettext_lazy("staff", "Your answer"),
        widget=forms.RadioSelect,
        error_messages={"required": pgettext_lazy("staff", "Choose your answer.")},
    )
    first_on = forms.DateField(
        label=pgettext_lazy("staff", "First day you grant"), required=False, widget=day_input()
    )
    last_on = forms.DateField(
        label=pgettext_lazy("staff", "Last day you grant"), required=False, widget=day_input()
    )
    text = forms.CharField(
        label=pgettext_lazy("staff", "Why"),
        help_text=pgettext_lazy("staff", "The parents read this in the letter."),
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": WORDS}),
        error_messages={"required": pgettext_lazy("staff", "Write why. The parents read it in the letter.")},
    )

    def __init__(self, data: Any = None, *, is_ours: bool) -> None:
        """What is over ten school days can only be handed to the attendance officer."""
        super().__init__(data, initial=None if is_ours else {"outcome": self.Outcome.NOT_OURS})
        ours = [
            (self.Outcome.GRANTED, pgettext_lazy("staff", "Grant")),
            (self.Outcome.PARTLY, pgettext_lazy("staff", "Grant a part")),
            (self.Outcome.REFUSED, pgettext_lazy("staff", "Refuse")),
        ]
        theirs = [(self.Outcome.NOT_OURS, pgettext_lazy("staff", "Not mine: the attendance officer decides"))]
        cast(forms.ChoiceField, self.fields["outcome"]).choices = ours if is_ours else theirs

    @property
    def answer(self) -> Answer:
        """What was chosen. Only after is_valid()."""
        data = self.cleaned_data
        return Answer(data["outcome"], data["text"], data["first_on"], data["last_on"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == self.Outcome.PARTLY:
            for name in ("first_on", "last_on"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose the days that you grant."))
        return data
