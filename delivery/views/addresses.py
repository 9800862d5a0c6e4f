"""Addresses that do not work any more, for the office: whose they are and what can be done (G11, R173)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from common.http import UserRequest, see_other
from delivery.actions.addresses import clear_address
from delivery.queries.addresses import dead_addresses
from delivery.queries.reach import WITH_CHILDREN, important_posts
from delivery.views.fetch import school_among, schools_where
from groups.permissions import groups_with_any

KEEPING = ("register", "direct")
# Letters are about what is new; the director's page has the older posts.
LATEST = 5


@login_required
@require_safe
def address_list(request: UserRequest) -> HttpResponse:
    """Show the families of a school whose mail comes back, and the posts letters can be printed for."""
    now = timezone.now()
    schools = schools_where(request.user, *KEEPING)
    school = school_among(request, schools)
    kept = groups_with_any(request.user, *KEEPING).running().filter(school=school)
    posts = important_posts(request.user, now).filter(group__in=kept, group__kind__in=WITH_CHILDREN)
    context = {
        "school": school,
        "schools": schools,
        "addresses": dead_addresses(kept, now),
        "posts": posts[:LATEST],
    }
    return render(request, "delivery/address_list.html", context)


@login_required
@require_POST
def address_clear(request: UserRequest, guardian_id: UUID) -> HttpResponse:
    """The address of this guardian works again: mail goes there from now on."""
    now = timezone.now()
    kept = groups_with_any(request.user, *KEEPING).running()
    found = [dead for dead in dead_addresses(kept, now) if dead.guardian.pk == guardian_id]
    if not found:
        raise Http404
    clear_address(address=found[0].state, by=request.user, now=now)
    messages.success(request, _("Mail goes to %(address)s again.") % {"address": found[0].state.address})
    return see_other(reverse("delivery:address-list"))
