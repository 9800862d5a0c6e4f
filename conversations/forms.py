"""What somebody fills in within a conversation."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.models import Conversation
from conversations.models.messages import LONGEST_TEXT
from hours.models import HoursException
from hours.queries import Duty
from people.models import User

LOAD_AGAIN = {"required": _("Load the page again."), "invalid": _("Load the page again.")}
TEXT_ERRORS = {
    "required": _("Write something first."),
    "max_length": _("Your message is too long. Use %(limit_value)d characters at most."),
}


class TextForm(forms.Form):
    """The words of a message."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=TEXT_ERRORS,
    )


class MessageForm(TextForm):
    """A message, with the id of the page it was written on, what it answers and what is asked with it."""

    id = forms.UUIDField(widget=forms.HiddenInput, error_messages=LOAD_AGAIN)
    replies_to = forms.UUIDField(widget=forms.HiddenInput, required=False)
    asks_confirmation = forms.BooleanField(label=_("Ask who reads it to say so"), required=False)
    reason = forms.ChoiceField(
        label=pgettext_lazy("staff", "Why it cannot wait"),
        required=False,
        choices=(),
        widget=forms.RadioSelect,
    )
    colleagues = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,
        conversation: Conversation,
        stand_ins: Iterable[Duty] = (),
        reasons: Iterable[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.conversation = conversation
        known = HoursException.Reason
        self.fields["reason"].choices = [("", ""), *((value, known(value).label) for value in reasons)]  # type: ignore[attr-defined]
        there = User.objects.filter(pk__in=[duty.user.pk for duty in stand_ins])
        self.fields["colleagues"].queryset = there  # type: ignore[attr-defined]
        if not self.is_bound:
            self.initial.setdefault("id", uuid4())

    def message_id(self, by: User) -> UUID:
        """The same words sent twice from one page are one message; other words from that page are another."""
        page = self.cleaned_data["id"]
        return uuid5(page, f"{by.pk}/{self.conversation.pk}/{self.cleaned_data['text']}")


class DraftForm(forms.Form):
    """What is still being typed; nothing is required of it."""

    text = forms.CharField(max_length=LONGEST_TEXT, required=False, strip=False)


class SeenForm(forms.Form):
    """The number of the last message on the page that was seen."""

    until = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class InviteForm(forms.Form):
    """Which colleague reads along from now on."""

    colleague = forms.ModelChoiceField(
        label=pgettext_lazy("staff", "Who reads along?"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": pgettext_lazy("staff", "Choose a colleague.")},
    )

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].queryset = colleagues  # type: ignore[attr-defined]


class ClassParentForm(forms.Form):
    """Which parent may write to the other parents of the group, and until when."""

    parent = forms.ModelChoiceField(
        label=pgettext_lazy("staff", "Which parent?"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": pgettext_lazy("staff", "Choose a parent.")},
    )
    ends_on = forms.DateField(
        label=pgettext_lazy("staff", "Until and including"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=pgettext_lazy("staff", "Leave empty for the whole school year."),
    )

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]
