"""The browsers of one account that show notifications."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.htmx import is_fragment
from common.http import UserRequest, see_other
from common.push import Target, is_target
from delivery.actions.devices import add_device, remove_device
from delivery.models import PushDevice


@login_required
@require_POST
def device_create(request: UserRequest) -> HttpResponse:
    """Show notifications in this browser; 422 for what is no browser of a known vendor."""
    target = Target(*(request.POST.get(name, "") for name in ("endpoint", "p256dh", "auth")))
    if not is_target(target):
        return HttpResponse(
            _("This browser cannot show notifications."), status=422, content_type="text/plain; charset=utf-8"
        )
    name = " ".join(request.POST.get("name", "").split()) or _("A browser")
    add_device(target=target, name=name, by=request.user, now=timezone.now())
    if is_fragment(request):
        # A browser that changed its address says so by itself: nobody asked for anything.
        return HttpResponse(status=204)
    messages.success(request, _("Notifications are on, on this device."))
    return see_other(reverse("delivery:preference"))


@login_required
@require_POST
def device_remove(request: UserRequest, pk: UUID) -> HttpResponse:
    """Show no notifications on one of the own devices any more."""
    device = get_object_or_404(PushDevice, pk=pk, user=request.user)
    remove_device(device=device, by=request.user)
    messages.success(request, _("%(device)s gets no notifications any more.") % {"device": device.name})
    return see_other(reverse("delivery:preference"))
