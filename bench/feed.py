"""Part "feed": what the page costs against a bare view over the same rows, in CPU time and statements."""

import statistics
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from io import BytesIO

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils.module_loading import import_string

from bench import bare, growth, weight
from bench.report import Line, compared
from bench.school import make_posts, make_school
from people.models import User
from posts.templatetags.cards import forget_all

POSTS = 500
ROUNDS = 12
READERS = 20

Fetch = Callable[[str], bytes]


def run() -> list[Line]:
    """Make a school in a scratch database and measure; returns the lines of the report."""
    call_command("migrate", verbosity=0)
    school = make_school()
    make_posts(school, POSTS)
    cookies = [cookie_of(parent) for parent in school.parents[:READERS]]
    product = handler()
    with override_settings(MIDDLEWARE=["bench.feed.bare_addresses", *bare.MIDDLEWARE]):
        yardstick = handler()
    kept, base = interleaved(product, yardstick, cookies)
    fresh = statistics.median(cpu(starting_cold(product), cookie) for cookie in cookies for _ in range(3))
    return [
        compared(
            "feed: CPU per request",
            kept,
            base,
            "ms",
            1.5,
            "20 parents in turn, against a bare view of the same posts",
        ),
        compared("feed: CPU of the first request after a start", fresh, base, "ms"),
        Line("feed: SQL statements", statements(product, cookies[0]), "", limit=10),
        *weight.measure(product(cookies[0]).decode()),
        *growth.run(),
    ]


def bare_addresses(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: the yardstick has one address of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = "bench.bare"
        return get_response(request)

    return middleware


def handler(address: str = "/feed/") -> Fetch:
    """A WSGI application as a function of the session cookie; nothing of a test client in between."""
    application = WSGIHandler()

    def fetch(cookie: str) -> bytes:
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": "",
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_COOKIE": cookie,
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": BytesIO(),
        }
        answers: list[str] = []
        response = application(environ, lambda status, headers: answers.append(status))
        body = b"".join(response)
        response.close()
        if not answers[0].startswith("200"):
            raise SystemExit(f"{address} answered {answers[0]}")
        return body

    return fetch


def cookie_of(user: User) -> str:
    """The cookie of a session in which this account signed in, as a browser sends it."""
    session = import_string(f"{settings.SESSION_ENGINE}.SessionStore")()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return SimpleCookie({settings.SESSION_COOKIE_NAME: session.session_key}).output(header="").strip()


def interleaved(one: Fetch, other: Fetch, cookies: list[str]) -> tuple[float, float]:
    """Median CPU milliseconds per request of both, taken in turns so that a busy machine hits them alike."""
    for fetch in (one, other):
        for cookie in cookies:
            fetch(cookie)
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS):
        for cookie in cookies:
            for fetch, taken in zip((one, other), times, strict=True):
                taken.append(cpu(fetch, cookie))
    return statistics.median(times[0]), statistics.median(times[1])


def starting_cold(fetch: Fetch) -> Fetch:
    def cold(cookie: str) -> bytes:
        forget_all()
        return fetch(cookie)

    return cold


def cpu(fetch: Fetch, cookie: str) -> float:
    started = time.process_time()
    fetch(cookie)
    return (time.process_time() - started) * 1000


def statements(fetch: Fetch, cookie: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        fetch(cookie)
    return len(captured)
