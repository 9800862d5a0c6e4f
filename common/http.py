"""What views share about requests."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase


class UserRequest(HttpRequest):
    """A request behind `login_required`, for the type checker: `user` is an account, never anonymous.

    Which class an account has is decided one floor up, so it is not named here.
    """

    user: Any


def guarded(answer: HttpResponseBase) -> HttpResponseBase:
    """The answer with a private file, for the account that asked and for nobody after it.

    No cache keeps it: what may be seen can change before the next look. Nothing in it runs, and no other site shows it.
    """
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
