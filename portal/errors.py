"""The error pages. They must come through when everything else is broken."""

import errno
import logging
import sys

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext as _
from redis import RedisError

from portal.middleware import current_request_id

log = logging.getLogger(__name__)
DISK_FULL = {errno.ENOSPC, errno.EDQUOT}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return error_page(request, "400", 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403: may be seen, may not be done. What the refusal says is what the page says."""
    return error_page(request, "403", 403, reason=str(exception or ""))


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404, the same for what does not exist and for what may not be seen."""
    return error_page(request, "404", 404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 429: the rate limits of signing in."""
    return error_page(request, "429", 429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 for a form that was open too long or came from elsewhere."""
    return error_page(request, "csrf", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500 without the request: the context processors may be what broke.

    What lacks a part of the machine says which of our own works goes on: 503 without Redis, 507 on a full disk.
    """
    error = sys.exc_info()[1]
    if isinstance(error, RedisError):
        return without_redis()
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        reason = _(
            "The disk of the server is full, so this could not be kept or packed. Tell the school. "
            "Reading goes on."
        )
        return error_page(None, "503", 507, reason=reason)
    return error_page(None, "500", 500)


def without_redis() -> HttpResponse:
    """Answer 503: attempts to sign in cannot be counted, and a session cannot be ended everywhere."""
    reason = _(
        "Signing in, signing out and a few other things do not work for a moment. Reading and placing posts "
        "goes on. Try again in a few minutes."
    )
    response = error_page(None, "503", 503, reason=reason)
    response["Retry-After"] = "120"
    return response


def error_page(request: HttpRequest | None, name: str, status: int, reason: str = "") -> HttpResponse:
    """Render `errors/<name>.html` with the id that finds this request in the log."""
    context = {"request_id": current_request_id(), "reason": reason}
    if not hasattr(request, "user"):
        # Refused before anybody was recognised, such as a strange Host header: nothing to draw a menu with.
        request = None
    try:
        content = loader.get_template(f"errors/{name}.html").render(context, request)
    except Exception:
        # Whatever fails here, a visitor must still get an answer with the number to mention.
        log.exception("The error page %s could not be drawn", name)
        return plain_page(status)
    return HttpResponse(content, status=status)


def plain_page(status: int) -> HttpResponse:
    """The last resort: one sentence and the number to mention."""
    sentence = _("Something went wrong. Mention this number when you ask for help:")
    return HttpResponse(
        f"{sentence} {current_request_id()}\n", status=status, content_type="text/plain; charset=utf-8"
    )
