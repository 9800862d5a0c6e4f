"""The groups of the school, for whoever keeps or leads them."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from common.http import UserRequest
from groups.permissions import groups_where, groups_with_any
from groups.queries import with_head_counts


@login_required
@require_safe
def group_list(request: UserRequest) -> HttpResponse:
    """Show every group this account administers or registers, with how many children and who waits."""
    groups = groups_with_any(request.user, "manage", "register").running()
    if not groups.exists():
        raise PermissionDenied
    readable = set(groups_where(request.user, "view").values_list("pk", flat=True))
    return render(
        request, "groups/group_list.html", {"groups": with_head_counts(groups), "readable": readable}
    )
