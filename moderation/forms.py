"""Forms around a report."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from moderation.models import Report
from people.models import User

AGREEMENTS = [
    ("abuse", _("No swearing, discriminating or threatening")),
    ("about_somebody", _("No talking about a child or parent")),
    ("privacy", _("No private information, no recognisable child without permission")),
    ("advertising", _("No advertising or politics")),
    ("other", _("Another agreement")),
]
NOTHING_WRONG, HANDLED = "nothing_wrong", "handled"


class PersonField(forms.ModelChoiceField):
    """One of a list of people, by full name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_short_name()


class ReportForm(forms.Form):
    """What is wrong, from a closed list, and words if somebody wants; "something else" needs them."""

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
        choices = [choice for choice in Report.Reason.choices if choice[0] not in left_out]
        if is_photo:
            # What a photo is reported for most often, and what works at once.
            choices.sort(key=lambda choice: choice[0] != Report.Reason.RECOGNISABLE)
        cast(forms.ChoiceField, self.fields["reason"]).choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("reason") == Report.Reason.OTHER and not data.get("note"):
            self.add_error("note", _("Write down what is wrong."))
        return data


class DismissForm(forms.Form):
    """How a report ends without removing anything, and why."""

    outcome = forms.ChoiceField(
        label=_("What did you decide?"),
        choices=[
            (NOTHING_WRONG, _("Nothing wrong with it")),
            (HANDLED, _("It was wrong; handled in another way, for example in a talk")),
        ],
        widget=forms.RadioSelect,
        initial=NOTHING_WRONG,
        error_messages={"required": _("Choose what you decided.")},
    )
    note = forms.CharField(
        label=_("Reason"),
        help_text=_("For the timeline. Whoever reported it does not read this."),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write down why, in one sentence.")},
    )


class AssignForm(forms.Form):
    """Who handles it."""

    assign_to = PersonField(
        label=_("Who handles this?"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, handlers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assign_to"].queryset = chosen_from(handlers)  # type: ignore[attr-defined]


class ConsultForm(forms.Form):
    """A question to another handler, or an answer."""

    ask = PersonField(
        label=_("To whom?"),
        queryset=User.objects.none(),
        error_messages={"required": _("Choose a colleague.")},
    )
    words = forms.CharField(
        label=_("Your question or answer"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write your question or answer first.")},
    )

    def __init__(self, *args: Any, handlers: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ask"].queryset = chosen_from(handlers)  # type: ignore[attr-defined]


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

    def __init__(self, *args: Any, has_author: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_author:
            del self.fields["tell_author"]


def chosen_from(people: list[User]) -> QuerySet[User]:
    return User.objects.filter(pk__in=[person.pk for person in people]).order_by("first_name", "last_name")
