"""Who is in a group, who waits at the door, and who goes (R010-R012)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import sent
from groups import actions, queries
from groups.forms.members import NoteForm, ParkForm
from groups.models import Membership, SchoolGroup
from groups.permissions import groups_with_any, may, may_decide_membership, may_see_members
from groups.views.fetch import account_of, group_or_404, membership_or_404
from people.models import User

Action = Callable[..., Membership]


@login_required
@require_safe
def member_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the staff, the children and their members, and who waits. For whoever administers or registers."""
    user = account_of(request)
    group = group_or_404(user, slug)
    if not may_see_members(user, group):
        raise PermissionDenied
    return render(request, "groups/member_list.html", describe(user, group))


def describe(user: User, group: SchoolGroup) -> dict[str, Any]:
    today = timezone.localdate()
    here = SchoolGroup.objects.filter(pk=group.pk)
    pupils = queries.pupils_of(group, today)
    return {
        "group": group,
        "groups": groups_with_any(user, "manage", "register").running(),
        "staff": queries.staff_of(group, today),
        "pupils": pupils,
        "alone": [pupil.child for pupil in pupils if not pupil.parents],
        "waiting": queries.waiting_in(here),
        "declined": queries.declined_in(here),
        "manages": may(user, "manage", group),
        "directs": may(user, "direct", group),
        "registers": may(user, "register", group),
    }


@login_required
@require_POST
def member_admit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a waiting person in."""
    membership = decidable(request, pk)
    actions.admit_member(membership=membership, by=account_of(request), now=timezone.now())
    messages.success(request, _("%(name)s is in the group now.") % {"name": membership.user})
    return back(request, membership)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_decline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep a waiting person out, or put a parent out of the group."""
    return decide(request, pk, NoteForm, actions.decline_member, "groups/member_decline.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_park(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave a hard case to the director (R012)."""
    return decide(request, pk, ParkForm, actions.park_member, "groups/member_park.html")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a member out of the group. A parent stays out when the roster is read again; that is a refusal."""
    membership = decidable(request, pk)
    if membership.child_id is not None:
        return decide(request, pk, NoteForm, actions.decline_member, "groups/member_end.html")
    if request.method == "POST":
        actions.end_membership(membership=membership, by=account_of(request), now=timezone.now())
        messages.success(request, _("%(name)s is no longer in the group.") % {"name": membership.user})
        return back(request, membership)
    return render(request, "groups/member_end.html", {"membership": membership})


def decide(
    request: HttpRequest, pk: UUID, form_class: type[NoteForm], action: Action, template: str
) -> HttpResponse:
    """Ask for the note, then do it."""
    membership = decidable(request, pk)
    form = form_class(sent(request))
    if request.method == "POST" and form.is_valid():
        note = form.cleaned_data["note"]
        action(membership=membership, note=note, by=account_of(request), now=timezone.now())
        messages.success(request, _("Done: %(name)s.") % {"name": membership.user})
        return back(request, membership)
    context = {"membership": membership, "form": form}
    return render(request, template, context, status=422 if form.errors else 200)


def decidable(request: HttpRequest, pk: UUID) -> Membership:
    membership = membership_or_404(account_of(request), pk)
    if not may_decide_membership(account_of(request), membership):
        raise PermissionDenied
    return membership


def back(request: HttpRequest, membership: Membership) -> HttpResponse:
    """To the page somebody came from: the requests of the school, or the members of the group."""
    if request.GET.get("from") == "requests":
        return redirect("groups:request-list")
    return redirect("groups:member-list", slug=membership.group.slug)
