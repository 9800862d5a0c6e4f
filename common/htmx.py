"""One address, two answers: the whole page, or only the part that htmx asked to swap."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page; a boosted link or a restored history entry wants it whole."""
    asks = request.headers.get("HX-Request") == "true"
    wants_whole = "true" in (
        request.headers.get("HX-Boosted"),
        request.headers.get("HX-History-Restore-Request"),
    )
    return asks and not wants_whole


def render_either(
    request: HttpRequest, page: str, fragment: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render the fragment for htmx and the page for everybody else, and tell caches that they differ."""
    response = render(request, fragment if is_fragment(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
