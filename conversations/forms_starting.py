"""What somebody fills in to begin a conversation: about what, with whom, and the first message."""

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conversations.forms import LOAD_AGAIN, TextForm
from people.models import User


class StartForm(TextForm):
    """A subject and the first message. The id is chosen when the form is shown: sent twice it begins one."""

    id = forms.UUIDField(widget=forms.HiddenInput, error_messages=LOAD_AGAIN)
    subject = forms.CharField(
        label=_("What is it about?"),
        max_length=120,
        help_text=_("A few words, for example: reading at home."),
        error_messages={"required": _("Fill in what it is about.")},
    )
    field_order = ["id", "subject", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 5
        if not self.is_bound:
            self.initial.setdefault("id", uuid4())


class AboutChildForm(StartForm):
    """To the guardians of a child. One of them where the school speaks to them apart; a tick where names clash."""

    guardian = forms.ModelChoiceField(
        label=pgettext_lazy("staff", "To whom?"),
        queryset=User.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": pgettext_lazy("staff", "Choose one of the guardians.")},
    )
    sure = forms.BooleanField(
        label=pgettext_lazy("staff", "This is the child I mean"),
        error_messages={
            "required": pgettext_lazy("staff", "Check whether this is the right child, and tick it.")
        },
    )

    def __init__(
        self, *args: Any, guardians: QuerySet[User] | None, has_namesakes: bool, **kwargs: Any
    ) -> None:
        """`guardians` to choose one from; None when all of them are in it."""
        super().__init__(*args, **kwargs)
        if guardians is None:
            del self.fields["guardian"]
        else:
            self.fields["guardian"].queryset = guardians  # type: ignore[attr-defined]
        if not has_namesakes:
            del self.fields["sure"]


class MembersForm(StartForm):
    """To colleagues, or to parents of the group."""

    members = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )
    field_order = ["id", "members", "subject", "text"]

    def __init__(self, *args: Any, people: QuerySet[User], label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = people  # type: ignore[attr-defined]
        self.fields["members"].label = label
