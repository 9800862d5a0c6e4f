"""Kring as an app on a telephone: what it is called, the worker that shows a page without internet, that page.

The promise: nothing of what a school says is ever kept on a device. The worker keeps the files of one page, and that
page is drawn without a request: it is the same for everybody, whoever is signed in.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.context import door_frame

WHITE, PAPER = "#ffffff", "#f5f6f1"
ICONS = [
    ("app-192", 192, "any"),
    ("app-512", 512, "any"),
    ("app-maskable-512", 512, "maskable"),
    ("app-badge-96", 96, "monochrome"),
]
WORKER = "js/worker.js"
# What the page without internet needs to look like Kring, and what a notification shows.
SHELL = [
    "css/kring.css",
    "css/more.css",
    "fonts/atkinson.woff2",
    "fonts/atkinson-rest.woff2",
    "fonts/bricolage.woff2",
    "fonts/figtree-digits.woff2",
    "icons-more.svg",
    "img/logo.svg",
    "img/slinger.svg",
    "img/app-192.png",
    "img/app-badge-96.png",
    "django_htmx/htmx-2.min.js",
    "js/kring.js",
    "js/drawing.js",
    "js/offline.js",
]


@cache_control(private=True, max_age=3600)
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Say how Kring is called and looks on a home screen (R161)."""
    shortcuts = [(_("News"), "posts:feed"), (_("Conversations"), "conversations:conversation-list")]
    data = {
        "id": "/",
        "name": "Kring",
        "short_name": "Kring",
        "description": _("What happens in class stays in the circle."),
        "lang": get_language(),
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": WHITE,
        "background_color": PAPER,
        "categories": ["education"],
        "icons": [icon(*fields) for fields in ICONS],
        "shortcuts": [{"name": name, "url": reverse(view)} for name, view in shortcuts],
    }
    return JsonResponse(data, content_type="application/manifest+json")


def icon(name: str, pixels: int, purpose: str) -> dict[str, str]:
    """One picture, as a manifest names it."""
    address = static(f"img/{name}.png")
    return {"src": address, "sizes": f"{pixels}x{pixels}", "type": "image/png", "purpose": purpose}


@cache_control(no_cache=True)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the service worker: what it may keep, followed by the file that does the work.

    Browsers ask for it at every page, so it costs one question about the school at the door. Any other file, word or
    number in the page without internet makes another text here, and with it a new worker and a new cache.
    """
    page = offline_page()
    known = {
        "version": version(page),
        "offline": reverse("portal:offline"),
        "shell": [static(name) for name in SHELL],
        "icon": static("img/app-192.png"),
        "badge": static("img/app-badge-96.png"),
        "news": _("There is something new in Kring."),
    }
    text = f"self.kring = {json.dumps(known)};\nimportScripts({json.dumps(static(WORKER))});\n"
    headers = {"Service-Worker-Allowed": "/"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Show the page for when there is no internet; no word of it depends on who asks."""
    return HttpResponse(offline_page())


def offline_page() -> str:
    """Draw it without a request. The number in it is the one every public page of a single school shows."""
    return render_to_string("portal/offline.html", {"frame": door_frame()})


@lru_cache(maxsize=8)
def version(page: str) -> str:
    """Return the name of the cache that holds this page and its files: another content, another name."""
    digest = hashlib.sha256(page.encode())
    for name in [*SHELL, WORKER]:
        digest.update(static(name).encode())
        digest.update(content(name))
    return digest.hexdigest()[:16]


def content(name: str) -> bytes:
    """Read a static file; empty when it is not built."""
    path: Any = finders.find(name)
    return Path(path).read_bytes() if path else b""
