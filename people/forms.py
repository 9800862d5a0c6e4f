"""The forms of signing in: allauth's, with our labels and one password field that can be shown."""

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("At least 12 characters. A short sentence is easy to remember.")
EMAIL = {"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


def email_field() -> forms.EmailField:
    """The e-mail address somebody signs in with."""
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs=EMAIL),
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("This e-mail address is not right."),
        },
    )


def plain(field: forms.Field, label: Any, help_text: Any = "") -> None:
    """Give one of allauth's fields our label; without placeholder, for that disappears while typing."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.error_messages["required"] = _("Fill in your password.")


class LoginForm(allauth_forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = email_field()
        self.order_fields(["login", "password"])
        plain(self.fields["password"], _("Password"))

    def clean_login(self) -> str:
        return self.cleaned_data["login"].strip().lower()


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self.fields["password1"], _("New password"), PASSWORD_HELP)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self.fields["oldpassword"], _("Current password"))
        plain(self.fields["password1"], _("New password"), PASSWORD_HELP)


class ReauthenticateForm(allauth_forms.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain(self.fields["password"], _("Password"))
