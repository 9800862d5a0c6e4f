"""The one press of a mail program on "unsubscribe" (RFC 8058).

Such a press comes from the server of a mail provider: without a cookie, without a session and without the token that
protects forms against other sites. It is answered here, before any of those, by the signed link alone.
"""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from delivery.actions.preferences import stop_mail
from delivery.errors import NotYours
from delivery.links import read_stop_token
from people.models import User

ADDRESS = re.compile(r"/delivery/stop/(?P<token>[^/]{1,200})/")
# "List-Unsubscribe=One-Click", also as a form in parts; what is longer is no such press.
LARGEST_BODY = 1000
FIELD, VALUE = "List-Unsubscribe", "One-Click"


class OneClickStopMiddleware:
    """Stands before the sessions; everything else goes on as it came."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        found = ADDRESS.fullmatch(request.path_info)
        if found is None or not is_one_click(request):
            return self.get_response(request)
        return HttpResponse(status=200 if stopped(found["token"]) else 404, content_type="text/plain")


def is_one_click(request: HttpRequest) -> bool:
    """A POST with exactly what the RFC says, and short."""
    if request.method != "POST" or not 0 < content_length(request) <= LARGEST_BODY:
        return False
    return request.POST.get(FIELD) == VALUE


def content_length(request: HttpRequest) -> int:
    said = request.META.get("CONTENT_LENGTH") or "0"
    return int(said) if said.isascii() and said.isdigit() else 0


def stopped(token: str) -> bool:
    """Stop what this link stops; again is no mistake."""
    found = read_stop_token(token)
    user = User.objects.filter(pk=found[0]).first() if found else None
    if found is None or user is None:
        return False
    try:
        stop_mail(by=user, what=found[1], now=timezone.now())
    except NotYours:
        return False
    return True
