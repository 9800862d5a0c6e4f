"""What the director decides: hard cases, colleagues, accounts that are switched off (R012, A14)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from common.http import sent
from groups import actions, queries
from groups.forms.members import ColleagueForm
from groups.models import Membership
from groups.permissions import groups_where, groups_with_any, may_deactivate
from groups.views.fetch import account_of, demand_any_group
from people.models import User
from people.queries import is_of


@login_required
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    """Show who waits anywhere in the school, and the colleagues."""
    user = account_of(request)
    demand_any_group(user, "direct")
    led = groups_where(user, "direct").running()
    waiting = queries.once_per_child(queries.waiting_in(led))
    staff = queries.colleagues_in(led, timezone.localdate())
    domains = queries.staff_domains(set(led.values_list("school", flat=True)))
    context = {
        "parked": [one for one in waiting if one.state == Membership.State.PARKED],
        "colleagues": [
            one for one in waiting if one.child_id is None and one.state == Membership.State.PENDING
        ],
        "parents": [one for one in waiting if one.child_id and one.state == Membership.State.PENDING],
        "declined": queries.declined_in(led),
        "staff": staff,
        "elsewhere": [one.pk for one in staff if not is_of(one.email, domains)],
    }
    return render(request, "groups/request_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def staff_create(request: HttpRequest) -> HttpResponse:
    """Give a colleague an account and a role. From the office it waits for the director."""
    user = account_of(request)
    demand_any_group(user, "register", "direct")
    leads = groups_where(user, "direct").exists()
    groups = groups_with_any(user, "register", "direct").running().select_related("school")
    form = ColleagueForm(sent(request), groups=groups, leads=leads, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        membership = actions.invite_colleague(**form.cleaned_data, by=user, now=timezone.now())
        say = (
            _("%(name)s has a mail to choose a password.")
            if leads
            else _("%(name)s waits for the director now.")
        )
        messages.success(request, say % {"name": membership.user})
        return redirect("groups:request-list" if leads else "groups:invitation-list")
    return render(
        request,
        "groups/staff_create.html",
        {"form": form, "leads": leads},
        status=422 if form.errors else 200,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account_deactivate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch an account off: signed out everywhere, out of every group."""
    user = account_of(request)
    members = Membership.objects.open().filter(group__in=groups_where(user, "direct"))
    account = get_object_or_404(User.objects.filter(memberships__in=members).distinct(), pk=pk)
    if not may_deactivate(user, account):
        raise PermissionDenied
    if request.method == "POST":
        actions.deactivate_account(user=account, by=user, now=timezone.now())
        messages.success(request, _("The account of %(name)s is off.") % {"name": account})
        return redirect("groups:request-list")
    return render(request, "groups/account_deactivate.html", {"account": account})
