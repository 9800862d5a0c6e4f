"""Stopping mail from a mail: without signing in, and nothing changes before a button is pressed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.http import see_other
from delivery.actions.preferences import stop_mail
from delivery.links import TALKS, read_stop_token
from delivery.queries.choices import Room, room_of
from delivery.queries.stopping import mails_of
from people.models import User


@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Say what stops, and stop it; a mail program that presses for its user is answered by the middleware."""
    room, what = read(token)
    if request.method == "POST":
        stop_mail(by=room.user, what=what, now=timezone.now())
        return see_other(reverse("delivery:stop", args=[token]))
    context = {
        "mails": mails_of(room, what),
        "is_talks": what == TALKS,
        "works_here": bool(room.profile.works_at),
    }
    return render(request, "delivery/stop.html", context)


def read(token: str) -> tuple[Room, str]:
    """Whose link it is and what it stops; 404 for anything else, without a word on why."""
    found = read_stop_token(token)
    user = User.objects.filter(pk=found[0]).first() if found else None
    room = room_of(user, now=timezone.now()) if user else None
    if found is None or room is None:
        raise Http404
    return room, found[1]
