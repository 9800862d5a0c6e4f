"""What a guardian sends from the page with choices."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import pgettext_lazy

from consent.models import Decision, Purpose


def field_name(purpose: Purpose) -> str:
    return f"purpose_{purpose.pk}"


class ChoicesForm(forms.Form):
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
