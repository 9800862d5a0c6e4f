"""Signing in and passwords: allauth's views with our forms, answering 422 when something is not right."""

from typing import Any

from allauth.account import views as allauth_views
from django.http import Http404, HttpRequest, HttpResponse

from people import forms


class AnswersErrors:
    """A form that is not right is answered with 422, so that htmx and programs see it too."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


class LoginView(AnswersErrors, allauth_views.LoginView):
    form_class = forms.LoginForm


class PasswordResetView(AnswersErrors, allauth_views.PasswordResetView):
    form_class = forms.ResetPasswordForm


class PasswordResetFromKeyView(AnswersErrors, allauth_views.PasswordResetFromKeyView):
    form_class = forms.ResetPasswordKeyForm


class PasswordChangeView(AnswersErrors, allauth_views.PasswordChangeView):
    form_class = forms.ChangePasswordForm


class ReauthenticateView(AnswersErrors, allauth_views.ReauthenticateView):
    form_class = forms.ReauthenticateForm


def no_sign_up(request: HttpRequest) -> HttpResponse:
    """There is no sign-up; allauth asks for an address of this name."""
    raise Http404


logout = allauth_views.logout
account_inactive = allauth_views.account_inactive
password_reset = PasswordResetView.as_view()
password_reset_done = allauth_views.password_reset_done
password_reset_from_key = PasswordResetFromKeyView.as_view()
password_reset_from_key_done = allauth_views.password_reset_from_key_done
password_change = PasswordChangeView.as_view()
reauthenticate = ReauthenticateView.as_view()
