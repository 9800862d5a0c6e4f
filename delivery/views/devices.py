"""The browsers of one account that show notifications."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from common.htmx import is_fragment
from common.http import UserRequest, see_other
from delivery.actions.devices import add_device, remove_device
from delivery.forms.devices import DeviceForm
from delivery.models import PushDevice


@login_required
@require_POST
def device_create(request: UserRequest) -> HttpResponse:
    """Show notifications in this browser; 422 for what is no browser of a known vendor."""
    form = DeviceForm(request.POST)
    if not form.is_valid():
        return render(request, "delivery/device_create.html", {"form": form}, status=422)
    add_device(target=form.target, name=form.device_name, by=request.user, now=timezone.now())
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
