"""Joining with a code: the code, the child, the account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from common.markup import clean_name
from people.models import User

CODE = {
    "class": "k-code",
    "autocomplete": "one-time-code",
    "autocapitalize": "characters",
    "spellcheck": "false",
    "maxlength": "40",
}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Invitation code"),
        widget=forms.TextInput(attrs=CODE),
        help_text=_("9 characters, for example KXR-4TM-7WE. Capitals or small letters make no difference."),
        error_messages={"required": _("Fill in the code from the letter or the e-mail.")},
    )


class RightChildForm(forms.Form):
    """Is this your child? A second child comes later, with its own code."""

    YES, NO = "yes", "no"
    answer = forms.ChoiceField(
        label=_("Is this right?"),
        widget=forms.RadioSelect,
        choices=[(YES, _("Yes, this is right")), (NO, _("No, this is not my child"))],
        error_messages={"required": _("Choose yes or no.")},
    )


class AccountForm(forms.Form):
    """The account of a guardian: a name, an address to sign in with, one password."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=64,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": _("Fill in your first name.")},
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": _("Fill in your last name.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with this. It is only for you, not for the other parent."),
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("This e-mail address is not right."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. A short sentence is easy to remember."),
        error_messages={"required": _("Choose a password.")},
    )

    def clean_first_name(self) -> str:
        return clean_name(self.cleaned_data["first_name"])

    def clean_last_name(self) -> str:
        return clean_name(self.cleaned_data["last_name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("password"):
            owner = User(email=data.get("email", ""), first_name=data.get("first_name", ""))
            try:
                validate_password(data["password"], owner)
            except ValidationError as error:
                self.add_error("password", error)
        return data
