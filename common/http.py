"""What views share about requests and answers."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict

View = Callable[..., HttpResponseBase]


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


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent with a form; nothing when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def see_other(address: str) -> HttpResponse:
    """Go on to another page after a form: the browser asks for it with GET."""
    return HttpResponse(status=303, headers={"Location": address})


def signed_in(missing: type[Exception]) -> Callable[[View], View]:
    """Signed in only; an id of somebody else, found out inside an action as `missing`, does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                return view(request, *args, **kwargs)
            except missing as error:
                raise Http404 from error

        return login_required(asked)

    return decorate
