"""The forms of signing in: allauth's, with our labels and one password field that can be shown."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from people.actions.addresses import prove_address
from people.models import User
from people.queries import belongs_to_address, is_of

ADDRESS_LENGTH = 254
PASSWORD_HELP = _("At least 12 characters. A short sentence is easy to remember.")
EMAIL = {"autocomplete": "username", "inputmode": "email", "autocapitalize": "none", "spellcheck": "false"}


def email_field() -> forms.EmailField:
    """The e-mail address somebody signs in with."""
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=ADDRESS_LENGTH,
        widget=forms.EmailInput(attrs=EMAIL),
        error_messages={
            "required": _("Fill in your e-mail address."),
            "invalid": _("This e-mail address is not right."),
        },
    )


def can_be_mailed(address: str) -> bool:
    """Is this, in small letters, still an address: some signs become others or longer, or are no text at all."""
    try:
        validate_email(address)
    except ValidationError:
        return False
    return len(address) <= ADDRESS_LENGTH and address.isprintable() and address.rpartition("@")[0].isascii()


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
    users: list[User]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"] = email_field()

    def clean_email(self) -> str:
        address: str = super().clean_email()
        # Who mistyped an address hands no key to whoever has it.
        self.users = [user for user in self.users if belongs_to_address(user)]
        return address


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        plain(self.fields["password1"], _("New password"), PASSWORD_HELP)

    def save(self) -> None:
        super().save()
        # The link went to this address and to no other.
        prove_address(by=self.user)


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


class OwnPasswordForm(forms.Form):
    """The password of an account once more, counted like a sign-in; asked last, when the rest is right."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Fill in your password.")},
    )

    def __init__(self, data: Any = None, *, request: HttpRequest, user: User) -> None:
        super().__init__(data)
        self.request, self.user = request, user

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            try:
                if not get_adapter(self.request).reauthenticate(self.user, data["password"]):
                    raise get_adapter(self.request).validation_error("incorrect_password")
            except ValidationError as error:
                self.add_error("password", error)
        return data


class EmailChangeForm(OwnPasswordForm):
    """The new address of an account."""

    email = email_field()
    field_order = ["email", "password"]

    def __init__(self, data: Any = None, *, domains: set[str], **about: Any) -> None:
        super().__init__(data, **about)
        self.domains = domains
        self.fields["email"].label = _("New e-mail address")
        # What is typed is an address to come; a password manager should not fill in the one of today.
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        plain(self.fields["password"], _("Current password"))

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"].strip().lower()
        if not can_be_mailed(address):
            raise ValidationError(self.fields["email"].error_messages["invalid"])
        if address == self.user.email:
            raise ValidationError(_("This is your address already."))
        if not is_of(address, self.domains):
            say = _("Use your address of the school, ending in @%(domain)s.")
            raise ValidationError(say % {"domain": min(self.domains)})
        return address
