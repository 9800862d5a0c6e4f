"""Which guardians get a code."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from people.models import ParentalAuthority, ParentalAuthorityQuerySet


class SelectionForm(forms.Form):
    """The ticked rows of the list; only guardians the sender may invite are choices at all."""

    guardians = forms.ModelMultipleChoiceField(
        queryset=ParentalAuthority.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one guardian."),
            "invalid_choice": _("One of these guardians cannot be invited. Choose again."),
            "invalid_pk_value": _("One of these guardians cannot be invited. Choose again."),
        },
    )

    def __init__(self, *args: Any, choices: ParentalAuthorityQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelMultipleChoiceField, self.fields["guardians"]).queryset = choices
