"""Forms around a report."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.models import Report

AGREEMENTS = [
    ("abuse", _("No swearing, discriminating or threatening")),
    ("about_somebody", _("No talking about a child or parent")),
    ("privacy", _("No private information, no recognisable child without permission")),
    ("advertising", _("No advertising or politics")),
    ("other", _("Another agreement")),
]


class ReportForm(forms.Form):
    """What is wrong, from a closed list, and words if somebody wants."""

    reason = forms.ChoiceField(
        label=_("What is wrong?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    note = forms.CharField(
        label=_("Do you want to add something?"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, is_photo: bool, is_own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_own:
            del self.fields["reason"]
            return
        left_out = (
            {Report.Reason.WITHDRAWN} if is_photo else {Report.Reason.WITHDRAWN, Report.Reason.RECOGNISABLE}
        )
        reason = cast(forms.ChoiceField, self.fields["reason"])
        reason.choices = [choice for choice in Report.Reason.choices if choice[0] not in left_out]


class DismissForm(forms.Form):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class RemoveForm(forms.Form):
    """The last question before content is gone: which agreement, what for the dossier, who hears it."""

    agreement = forms.ChoiceField(label=_("Agreement that was not kept"), choices=AGREEMENTS)
    note = forms.CharField(
        label=_("Note for the dossier"),
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    tell_author = forms.BooleanField(
        label=_("The writer"),
        required=False,
        initial=True,
        help_text=_("“What you wrote was removed. The school will contact you.”"),
    )
