"""Who reads along, and what a school arranges otherwise for one child or one parent."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from common.http import UserRequest
from conversations import actions
from conversations.errors import Refused
from conversations.forms import ClassParentForm, InviteForm
from conversations.models import ClassParent
from conversations.permissions import (
    may_invite,
    may_leave,
    may_name_class_parent,
    may_separate_guardians,
)
from conversations.queries.addressing import addressees, may_still_join, separated_by
from conversations.queries.people import kept_out, parents_of, staff_of
from conversations.views.fetching import (
    child_or_404,
    conversation_or_404,
    for_members,
    group_or_404,
)
from groups.permissions import groups_where


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_invite(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Let a colleague read along from now on."""
    conversation = conversation_or_404(request, conversation_id)
    if not may_invite(request.user, conversation):
        raise PermissionDenied
    apart = kept_out(conversation.child, is_apart=conversation.is_apart)
    staff = staff_of(conversation.school, today=timezone.localdate()).exclude(pk__in=apart)
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        colleagues=may_still_join(conversation.pk, staff),
    )
    if form.is_bound and form.is_valid():
        colleague = form.cleaned_data["colleague"]
        try:
            actions.invite(
                conversation=conversation, colleague=colleague, by=request.user, now=timezone.now()
            )
        except Refused as error:
            form.add_error("colleague", str(error.reason))
        else:
            said = pgettext("staff", "%(name)s reads along from now on.")
            messages.success(request, said % {"name": colleague.get_short_name()})
            return redirect("conversations:conversation-detail", conversation.pk)
    context = {"conversation": conversation, "form": form}
    status = 422 if form.errors else 200
    return render(request, "conversations/conversation_invite.html", context, status=status)


@for_members
@require_POST
def conversation_leave(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Stop reading along; everybody in it sees that."""
    conversation = conversation_or_404(request, conversation_id)
    if not may_leave(request.user, conversation):
        raise PermissionDenied
    actions.leave(conversation=conversation, by=request.user, now=timezone.now())
    return redirect("conversations:conversation-list")


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def guardians_arrange(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Speak to the guardians of a child apart, or together again (C24)."""
    child, school = child_or_404(request, child_id)
    if not may_separate_guardians(request.user, school):
        raise PermissionDenied
    if request.method == "POST":
        if request.POST.get("apart") == "yes":
            actions.separate_guardians(child=child, school=school, by=request.user, now=timezone.now())
            said = pgettext("staff", "From now on each guardian of %(name)s has own conversations.")
        else:
            actions.share_guardians(child=child, school=school, by=request.user)
            said = pgettext("staff", "New conversations about %(name)s are with all guardians together.")
        messages.success(request, said % {"name": child.short_name})
        return redirect("conversations:guardians-arrange", child.pk)
    context = {"addressee": addressees([child])[0], "row": separated_by(child, school)}
    return render(request, "conversations/guardians_arrange.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def class_parent_list(request: UserRequest, slug: str) -> HttpResponse:
    """Which parents of a group may write to the others: the teacher's exception."""
    group = group_or_404(request, slug)
    if not may_name_class_parent(request.user, group):
        raise PermissionDenied
    today = timezone.localdate()
    named = ClassParent.objects.current(today).filter(group=group).select_related("user", "given_by")
    parents = parents_of(group, today=today).exclude(pk__in=named.values("user"))
    form = ClassParentForm(request.POST if request.method == "POST" else None, parents=parents)
    if form.is_bound and form.is_valid():
        actions.name_class_parent(
            group=group,
            user=form.cleaned_data["parent"],
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            now=timezone.now(),
        )
        return redirect("conversations:class-parent-list", group.slug)
    context = {"group": group, "named": named, "form": form, "has_parents": parents.exists()}
    status = 422 if form.errors else 200
    return render(request, "conversations/class_parent_list.html", context, status=status)


@for_members
@require_POST
def class_parent_end(request: UserRequest, pk: int) -> HttpResponse:
    """End the exception of one parent."""
    administered = groups_where(request.user, "manage")
    named = ClassParent.objects.filter(group__in=administered).select_related("group")
    class_parent = get_object_or_404(named, pk=pk)
    actions.take_class_parent(class_parent=class_parent, by=request.user, now=timezone.now())
    return redirect("conversations:class-parent-list", class_parent.group.slug)
