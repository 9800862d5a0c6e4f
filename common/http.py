"""What views share about requests."""

from typing import Any

from django.http import HttpRequest


class UserRequest(HttpRequest):
    """A request behind `login_required`, for the type checker: `user` is an account, never anonymous.

    Which class an account has is decided one floor up, so it is not named here.
    """

    user: Any
