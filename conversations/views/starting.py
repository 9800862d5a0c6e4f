"""Beginning a conversation: with whom, about what, and the first message, on one page."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest
from conversations import actions
from conversations.actions import Writing
from conversations.errors import Refused
from conversations.forms_starting import AboutChildForm, MembersForm, StartForm
from conversations.models import ClassParent
from conversations.permissions import (
    may_start_about,
    may_start_as_guardian,
    may_start_team,
    may_start_with_parents,
)
from conversations.queries.addressing import (
    MOST,
    addressees,
    found_by_name,
    namesakes,
    own_children,
    pupils_for,
    schools_worked_at,
)
from conversations.queries.moments import expectation_for, with_duty
from conversations.queries.people import (
    guardians_of,
    kept_out,
    parents_of,
    speaks_apart,
    staff_of,
    teachers_of,
)
from conversations.views.fetching import child_or_404, for_members, group_or_404, refusal
from groups.models import School
from people.models import Child, User


@for_members
@require_safe
def conversation_create(request: UserRequest) -> HttpResponse:
    """Choose with whom: an own child's teachers, the guardians of a pupil, colleagues, parents of the group."""
    words, today = request.GET.get("q", "").strip(), timezone.localdate()
    pupils = list(found_by_name(pupils_for(request.user), words)[: MOST + 1]) if words else []
    named = ClassParent.objects.current(today).filter(user=request.user)
    context = {
        "own": addressees(own_children(request.user)),
        "words": words,
        "pupils": addressees(pupils[:MOST]),
        "has_more": len(pupils) > MOST,
        "searches": pupils_for(request.user).exists(),
        "schools": schools_worked_at(request.user, today=today),
        "class_parent_of": [row.group for row in named.select_related("group")],
    }
    return render(request, "conversations/conversation_create.html", context)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_about(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Begin a conversation about a child: a guardian with its teachers, staff with its guardians."""
    child, school = child_or_404(request, child_id)
    is_guardian = may_start_as_guardian(request.user, child, school)
    if not is_guardian and not may_start_about(request.user, child, school):
        raise refusal(request, school)
    today = timezone.localdate()
    is_apart = speaks_apart(child, school)
    family = guardians_of(child, school, today=today)
    alike = [] if is_guardian else namesakes(child, school, today=today)
    chooses = is_apart and not is_guardian
    form = AboutChildForm(
        request.POST if request.method == "POST" else None,
        guardians=family if chooses else None,
        has_namesakes=bool(alike),
    )
    if form.is_bound and form.is_valid():
        chosen = [form.cleaned_data["guardian"]] if chooses else list(family)
        start = partial(
            actions.start_about_child,
            conversation_id=form.cleaned_data["id"],
            child=child,
            school=school,
            subject=form.cleaned_data["subject"],
            guardians=chosen,
        )
        if answer := _begun(request, form, start):
            return answer
    context = _about_child(request.user, child, school, is_guardian=is_guardian, is_apart=is_apart)
    context |= {"form": form, "namesakes": alike}
    status = 422 if form.errors else 200
    return render(request, "conversations/conversation_about.html", context, status=status)


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_team(request: UserRequest) -> HttpResponse:
    """Begin a conversation among colleagues of one school."""
    today = timezone.localdate()
    schools = schools_worked_at(request.user, today=today)
    if not schools:
        raise PermissionDenied
    school = get_object_or_404(schools, slug=request.GET["school"]) if "school" in request.GET else schools[0]
    if not may_start_team(request.user, school):
        raise refusal(request, school)
    people = staff_of(school, today=today).exclude(pk=request.user.pk)
    start = partial(actions.start_among_staff, school=school)
    label = pgettext("staff", "With which colleagues?")
    title = pgettext("staff", "New conversation with colleagues")
    return _with_members(
        request, people, label, start, {"title": title, "schools": schools, "school": school}
    )


@for_members
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_parents(request: UserRequest, slug: str) -> HttpResponse:
    """A class parent begins a conversation with other parents of the group."""
    group = group_or_404(request, slug)
    if not may_start_with_parents(request.user, group):
        raise refusal(request, group.school)
    people = parents_of(group, today=timezone.localdate()).exclude(pk=request.user.pk)
    start = partial(actions.start_among_parents, group=group)
    title = _("New conversation with parents of %(group)s") % {"group": group.name}
    return _with_members(request, people, _("With which parents?"), start, {"title": title, "group": group})


def _with_members(
    request: UserRequest, people: Any, label: str, start: Any, context: dict[str, Any]
) -> HttpResponse:
    form = MembersForm(request.POST if request.method == "POST" else None, people=people, label=label)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        chosen = partial(
            start, conversation_id=said["id"], subject=said["subject"], members=list(said["members"])
        )
        if answer := _begun(request, form, chosen):
            return answer
    status = 422 if form.errors else 200
    return render(request, "conversations/conversation_members.html", context | {"form": form}, status=status)


def _begun(request: UserRequest, form: StartForm, start: Any) -> HttpResponse | None:
    """Begin it; what stands in the way is shown with all that was typed."""
    writing = Writing(form.cleaned_data["text"])
    try:
        conversation = actions.start_with_message(
            start=start, writing=writing, by=request.user, now=timezone.now()
        )
    except Refused as error:
        form.add_error(None, str(error.reason))
        return None
    return redirect("conversations:conversation-detail", conversation.pk)


def _about_child(
    user: User, child: Child, school: School, *, is_guardian: bool, is_apart: bool
) -> dict[str, Any]:
    """Who will read it, and when."""
    now = timezone.now()
    today = timezone.localdate(now)
    others = {user.pk} | kept_out(child, is_apart=is_apart)
    teachers = [one for one in teachers_of(child, school, today=today) if one.pk not in others]
    family = [one for one in guardians_of(child, school, today=today) if one.pk != user.pk]
    if is_guardian:
        found = expectation_for(school, staff=teachers, parents=[], now=now)
        found = with_duty(found, school, teachers, others | {one.pk for one in teachers}, now=now)
    else:
        found = expectation_for(school, staff=teachers, parents=family, now=now)
    return {
        "addressee": addressees([child])[0],
        "school": school,
        "teachers": teachers,
        "family": [] if is_guardian and is_apart else family,
        "is_guardian": is_guardian,
        "is_apart": is_apart,
        "expectation": found,
        "now": now,
    }
