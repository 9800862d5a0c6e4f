"""Who may not be recognisable today, and what a child itself does not want (R031)."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest, see_other, sent
from consent import permissions
from consent.actions import objections as actions
from consent.errors import Refused
from consent.models import Objection
from consent.queries.group_lists import COLUMNS
from consent.queries.group_lists import group_list as lines_of
from consent.staff_forms import ObjectionForm
from groups.models import SchoolGroup
from groups.permissions import groups_with_any
from people.models import Child, User


@login_required
@require_safe
def group_list(request: UserRequest, slug: str) -> HttpResponse:
    """Show today's list of a group: who may not be recognisable where, by first name and symbol."""
    seen = groups_with_any(request.user, "view", "register").select_related("school")
    group = get_object_or_404(seen, slug=slug)
    if not permissions.may_see_group_list(request.user, group):
        raise PermissionDenied
    today = timezone.localdate()
    lines = lines_of(group, today=today)
    context = {
        "group": group,
        "today": today,
        "columns": COLUMNS,
        "covered": [line for line in lines if not line.is_free],
        "free": [line for line in lines if line.is_free],
        "leads": permissions.may_change_purposes(request.user, group.school),
    }
    return render(request, "consent/group_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objection_create(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Write down that the child does not want to be recognisable: today, another day, or always."""
    child = child_or_404(request.user, child_id)
    today = timezone.localdate()
    initial = {"kind": ObjectionForm.DAY, "day": today}
    form = ObjectionForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.make_objection(child=child, day=form.chosen_day, by=request.user, now=timezone.now())
        except Refused as refused:
            form.add_error("day", str(refused.reason))
        else:
            messages.success(
                request, _("Written down: %(name)s is not recognisable.") % {"name": child.short_name}
            )
            return see_other(onward(request, child))
    context = {
        "child": child,
        "form": form,
        "group": group_of(request),
    }
    return render(request, "consent/objection.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def objection_end(request: UserRequest, pk: UUID) -> HttpResponse:
    """The child changed its mind: what the parents chose counts again."""
    objection = get_object_or_404(Objection.objects.select_related("child"), pk=pk)
    if not permissions.may_speak_for(request.user, objection.child):
        raise Http404
    if not permissions.may_take_back(request.user, objection):
        raise PermissionDenied
    actions.take_back_objection(objection=objection, by=request.user, now=timezone.now())
    names = {"name": objection.child.short_name}
    messages.success(request, _("Taken back. For %(name)s the choice of the parents counts again.") % names)
    return see_other(onward(request, objection.child))


def child_or_404(user: User, child_id: UUID) -> Child:
    child = get_object_or_404(Child, pk=child_id)
    if not permissions.may_speak_for(user, child):
        raise Http404
    return child


def group_of(request: UserRequest) -> SchoolGroup | None:
    """The group of `?group=` from whose list somebody came."""
    return groups_with_any(request.user, "manage").filter(slug=request.GET.get("group", "")).first()


def onward(request: UserRequest, child: Child) -> str:
    """Back to the list somebody came from, or to the page about the child that this account has."""
    if group := group_of(request):
        return reverse("consent:group-list", args=[group.slug])
    if permissions.decides_about(request.user, child):
        return reverse("consent:child", args=[child.pk])
    return reverse("consent:overview")
