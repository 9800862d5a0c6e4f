"""What somebody sends from a page with choices about pictures."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from consent.models import Decision, Purpose
from consent.queries.choices import Subject


def field_name(purpose: Purpose) -> str:
    return f"purpose_{purpose.pk}"


def version_name(purpose: Purpose) -> str:
    """The hidden input that says which words were on the page."""
    return f"{field_name(purpose)}_version"


class AnswersForm(forms.Form):
    """Yes or no to each purpose; a question that is left open stays open."""

    def __init__(
        self,
        data: Any = None,
        *,
        purposes: Iterable[Purpose],
        answers: dict[int, str] | None = None,
    ) -> None:
        self.purposes = list(purposes)
        chosen = answers or {}
        super().__init__(data, initial={field_name(p): chosen.get(p.pk) for p in self.purposes})
        wrong = {"invalid_choice": pgettext_lazy("parent", "Choose yes or no.")}
        for purpose in self.purposes:
            self.fields[field_name(purpose)] = forms.ChoiceField(
                label=purpose.title,
                choices=Decision.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
                error_messages=wrong,
            )

    @property
    def answers(self) -> dict[Purpose, str]:
        """What was answered, by purpose; open questions are not in it. Only after is_valid()."""
        given = {purpose: self.cleaned_data[field_name(purpose)] for purpose in self.purposes}
        return {purpose: answer for purpose, answer in given.items() if answer}


class ChoicesForm(AnswersForm):
    """The answers of somebody who read the words on the page."""

    def clean(self) -> dict[str, Any]:
        """An answer counts for the words that were read: were those others, or not said, then it is asked again."""
        given: dict[str, Any] = super().clean() or {}
        for purpose in self.purposes:
            read = self.data.get(version_name(purpose))
            if given.get(field_name(purpose)) and read != str(purpose.version):
                self.add_error(
                    field_name(purpose),
                    pgettext("parent", "The school changed these words. Read them and choose again."),
                )
        return given


class RequestForm(forms.Form):
    """A request to the school: about whom, and what."""

    about = forms.ChoiceField(label=_("About whom?"), widget=forms.RadioSelect)
    text = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, data: Any = None, *, subjects: Iterable[Subject], label: str) -> None:
        """Only those whose school reads mail can be chosen; `label` is the question above the text."""
        super().__init__(data)
        self.subjects = {subject.key: subject for subject in subjects if subject.school.email}
        about, text = self.fields["about"], self.fields["text"]
        about.choices = [(key, subject.label) for key, subject in self.subjects.items()]  # type: ignore[attr-defined]
        text.label = label
        if len(self.subjects) == 1:
            about.initial = next(iter(self.subjects))

    @property
    def subject(self) -> Subject:
        """About whom it is. Only after is_valid()."""
        return self.subjects[self.cleaned_data["about"]]
