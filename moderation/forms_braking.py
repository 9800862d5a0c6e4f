"""Forms of the brake: pausing with a note, the invitation to talk, the last word under a post."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from moderation.forms_restrictions import TermsForm
from people.models import User

MAX_WORDS = 2_000


class BrakeForm(TermsForm):
    """For how long, which neutral words, and what the plan is."""

    strategy = forms.CharField(
        label=_("What is going on, and what do you want to do?"),
        help_text=_("For the dossier and the director. Parents do not read this."),
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TalkBrakeForm(BrakeForm):
    """The same between few, with the last message before it stands still."""

    invitation = forms.CharField(
        label=_("Your last message before the pause"),
        help_text=_("Ask to talk in person. Leave it empty to say nothing."),
        max_length=MAX_WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ["invitation"]


class PeopleField(forms.ModelMultipleChoiceField):
    """Some of a list of people, by full name."""

    def label_from_instance(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_short_name()


class TalkForm(forms.Form):
    """The words that ask people to talk, and how they get them."""

    text = forms.CharField(
        label=_("What do people read?"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write down what people read.")},
    )
    is_placed = forms.BooleanField(
        label=_("Place it as the last comment"),
        required=False,
        initial=True,
        help_text=_("Everybody who reads the post sees it."),
    )
    people = PeopleField(
        label=_("Send it by mail to"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = User.objects.filter(pk__in=[person.pk for person in people])
        self.fields["people"].queryset = listed.order_by("first_name", "last_name")  # type: ignore[attr-defined]
        if not people:
            del self.fields["people"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("is_placed") and not data.get("people"):
            self.add_error("is_placed", _("Choose at least one way to tell people."))
        return data


class CloseForm(forms.Form):
    """The last word under a post (R137)."""

    text = forms.CharField(
        label=_("The last comment, from the school"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the last comment.")},
    )
