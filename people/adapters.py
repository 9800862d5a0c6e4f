"""Where django-allauth asks Kring: no sign-up, our own words, our own mail, our own address in links."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from common.mail import send_mail
from people.actions import password_url
from people.models import User


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "E-mail address or password is not right. Try again or ask for a new password."
        ),
        "enter_current_password": _("This is not your current password."),
        "incorrect_password": _("This password is not right."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """An account begins with a coupling code of the school, or is made by the school (R010, R073)."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """The password was right, but the account stands still: say until when, to nobody but its owner."""
        if user.is_active and user.is_suspended(timezone.now()):
            clear_login(request)
            return render(request, "account/account_suspended.html", {"account": user}, status=403)
        return super().pre_login(request, user, **kwargs)

    def is_safe_url(self, url: str) -> bool:
        """After signing in only our own paths: never another host, not even one we also serve."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def is_ajax(self, request: HttpRequest) -> bool:
        """One way in: pages. allauth's JSON answers would be a second one, with other errors."""
        return False

    def reauthenticate(self, user: User, password: str) -> bool:
        """Ask for the password again, counted like a sign-in."""
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def get_reset_password_from_key_url(self, key: str) -> str:
        return password_url(key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        """To the address of the account, not to what was typed: look-alike letters reach nobody else."""
        self.send_mail("account/email/password_reset_key", user.email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send allauth's mail with our templates, by the worker."""
        name = template_prefix.rpartition("/")[2]
        known = ("user", "password_reset_url", "reset_url")
        values: dict[str, Any] = {key: context[key] for key in known if key in context}
        send_mail(template=f"people/{name}", to=[email], context=values)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        reset_url = settings.KRING_URL + reverse("account_reset_password")
        values = (context or {}) | {"user": user, "reset_url": reset_url}
        self.send_mail(template_prefix, email or user.email, values)
