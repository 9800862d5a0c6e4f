"""The page that hands out tickets for event streams."""

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from common.streams import ticket_for


@login_required
@require_safe
def ticket(request: UserRequest) -> JsonResponse:
    """Give the address of the own stream for the next ten minutes; an empty one where there are no streams.

    Each ticket asks the session anew, so a stream outlives a session by ten minutes at most.
    """
    return JsonResponse({"address": stream_address(request) if settings.KRING_LIVE_URL else ""})


def stream_address(request: UserRequest) -> str:
    """Relative where pages and streams share an address, so that each name of the server works."""
    where = "" if settings.KRING_LIVE_URL == settings.KRING_URL else settings.KRING_LIVE_URL
    query = urlencode({"ticket": ticket_for(request.user.pk, now=timezone.now())})
    return f"{where}/live/stream/?{query}"
