"""A link of a mail in a log would be a link for whoever reads the log."""

import logging
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse
from gunicorn.config import Config

from delivery.links import NEWS, confirm_token, stop_token
from people.codes import new_token
from portal.access_log import AccessLogger
from portal.logs import LineFormatter

LINKS = [
    ("delivery:stop", lambda: stop_token(uuid4(), NEWS)),
    ("delivery:confirm", lambda: confirm_token(uuid4(), uuid4())),
    ("account_email_confirm", new_token),
    ("account_reset_password_from_key", lambda: "4qj9ab-cz1abc-0123456789abcdef"),
]


def address_of(name, token):
    if name == "account_reset_password_from_key":
        uid, _dash, key = token.partition("-")
        return reverse(name, kwargs={"uidb36": uid, "key": key})
    return reverse(name, args=[token])


@pytest.mark.parametrize(("name", "make_token"), LINKS, ids=[name for name, _make in LINKS])
def test_no_line_of_the_log_holds_a_signed_link(name, make_token):
    token = make_token()
    path = address_of(name, token)
    record = logging.LogRecord("x", logging.ERROR, "", 1, "Internal Server Error: %s", (path,), None)
    said = LineFormatter("%(message)s").format(record)
    assert token not in said
    assert said.startswith("Internal Server Error: /")
    environ = {"REQUEST_METHOD": "GET", "RAW_URI": path, "PATH_INFO": path, "SERVER_PROTOCOL": "HTTP/1.1"}
    environ["HTTP_REFERER"] = f"https://kring.test{path}"
    answer = SimpleNamespace(status="200 OK", sent=1, headers=[])
    asked = SimpleNamespace(headers=[("REFERER", environ["HTTP_REFERER"])])
    atoms = AccessLogger(Config()).atoms(answer, asked, environ, timedelta(seconds=1))
    assert token not in str(atoms)


def test_the_log_is_written_that_way():
    assert settings.LOGGING["formatters"]["line"]["class"] == "portal.logs.LineFormatter"
    assert (
        '"--logger-class", "portal.access_log.AccessLogger"' in (settings.BASE_DIR / "Dockerfile").read_text()
    )
