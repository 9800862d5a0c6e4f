"""Which letters are printed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.queries.envelopes import Stack


class PrintRunForm(forms.Form):
    """One group at a time. `id` is of the page: pressing twice prints once."""

    id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, stacks: Sequence[Stack], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stacks = {stack.key: stack for stack in stacks}
        self.fields["group"] = forms.ChoiceField(
            label=_("Group"),
            choices=[(key, key) for key in self.stacks],
            error_messages={
                "required": _("Choose a group."),
                "invalid_choice": _("There are no letters for this group any more."),
            },
        )

    @property
    def stack(self) -> Stack:
        """The stack that was chosen, once the form is valid."""
        return self.stacks[self.cleaned_data["group"]]
