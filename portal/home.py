"""`/`: the door of the house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in and everybody else to the feed."""
    return redirect("posts:feed" if request.user.is_authenticated else "account_login")
