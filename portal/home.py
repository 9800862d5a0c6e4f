"""`/`: the door of the house."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from portal.context import build_frame
from portal.styleguide import samples


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in and everybody else to the feed."""
    return redirect("posts:feed" if request.user.is_authenticated else "account_login")


@login_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every part of the house with sample data, to staff and to whoever builds on Kring."""
    if not settings.DEBUG and not build_frame(request).is_staff:
        raise Http404
    return render(request, "styleguide.html", samples())
