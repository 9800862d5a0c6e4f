"""The gate: nobody goes on before having accepted the house rules of the own school (R002)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from common.http import see_other
from policies.queries import documents_to_accept

# What somebody needs to read the rules, to leave, or to keep the account safe.
EXEMPT = {
    "policies:house-rules",
    "policies:document",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_reauthenticate",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "set_language",
    "healthz",
    # The app itself, the same for everybody: a browser takes no worker from behind a redirect.
    "portal:manifest",
    "portal:worker",
    "portal:offline",
    # Whoever has a mail may stop that mail.
    "delivery:stop",
}


class HouseRulesMiddleware:
    """Sends whoever has rules to accept to those rules, whatever they asked for; one query a request.

    Stands below the middleware that knows the account and htmx.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: Any,
        kwargs: Any,
    ) -> HttpResponse | None:
        if request.resolver_match is None or request.resolver_match.view_name in EXEMPT:
            return None
        if not documents_to_accept(request.user, timezone.now()):
            return None
        address = gate_address(request)
        if request.headers.get("HX-Request") == "true":
            return HttpResponseClientRedirect(address)
        return see_other(address)


def gate_address(request: HttpRequest) -> str:
    """The rules, with the way back; an answer to a form has no way back, for it cannot be asked again."""
    address = reverse("policies:house-rules")
    if request.method != "GET" or request.headers.get("HX-Request") == "true":
        return address
    return f"{address}?{urlencode({'next': request.get_full_path()})}"
