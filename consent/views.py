"""The page on which a guardian chooses who may see the child, and what was chosen before."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import BoundField
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest
from consent import actions
from consent.forms import ChoicesForm, field_name
from consent.models import Decision, Purpose
from consent.queries import choices
from people.models import Child, User


@dataclass(frozen=True)
class Question:
    """One purpose on the page: the input, the own latest decision, and whether yes counts now."""

    purpose: Purpose
    field: BoundField
    own: Decision | None
    counts: bool


@dataclass(frozen=True)
class Tab:
    """One of the own children, and how far its choices are."""

    child: Child
    status: choices.ChoiceStatus


def fetch_child(user: User, child_id: UUID) -> Child:
    """A child this account decides about; 404 for any other, as if it did not exist."""
    return get_object_or_404(Child.objects.in_authority_of(user), pk=child_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def child(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Show the choices for one child; POST saves them."""
    chosen = fetch_child(request.user, child_id)
    today = timezone.localdate()
    purposes = choices.purposes_for(chosen, today=today)
    if request.method == "POST":
        form = ChoicesForm(request.POST, purposes=purposes)
        if form.is_valid():
            return save(request, chosen, form)
        return page(request, chosen, form, today=today, status=422)
    answers = choices.own_answers(request.user, chosen)
    source = request.GET.get("from")
    copied = fetch_child(request.user, parse_id(source)) if source else None
    if copied:
        answers |= choices.own_answers(request.user, copied)
    form = ChoicesForm(purposes=purposes, answers={pk: decision.answer for pk, decision in answers.items()})
    return page(request, chosen, form, today=today, copied=copied)


def parse_id(text: str) -> UUID:
    """An id from the query string; one that cannot be is that of nobody's child."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def save(request: UserRequest, chosen: Child, form: ChoicesForm) -> HttpResponse:
    authority = chosen.authorities.get(guardian=request.user)
    made = actions.record_decisions(
        authority=authority,
        answers=form.answers,
        by=request.user,
        now=timezone.now(),
    )
    names = {"name": chosen.short_name}
    if made:
        messages.success(request, pgettext("parent", "Your choices for %(name)s are saved.") % names)
    else:
        messages.info(request, pgettext("parent", "Nothing has changed for %(name)s.") % names)
    return HttpResponse(status=303, headers={"Location": reverse("consent:child", args=[chosen.pk])})


def page(
    request: UserRequest,
    chosen: Child,
    form: ChoicesForm,
    *,
    today: date,
    copied: Child | None = None,
    status: int = 200,
) -> HttpResponse:
    own = choices.own_answers(request.user, chosen)
    shown = choices.purposes_that_count(chosen, form.purposes, today=today)
    children = list(Child.objects.in_authority_of(request.user))
    progress = choices.status_of_children(request.user, children, today=today)
    answered = choices.children_answered(request.user, form.purposes)
    context = {
        "child": chosen,
        "form": form,
        "questions": [
            Question(purpose, form[field_name(purpose)], own.get(purpose.pk), purpose.pk in shown)
            for purpose in form.purposes
        ],
        "tabs": [Tab(other, progress[other.pk]) for other in children],
        "sources": [other for other in children if other.pk in answered and other != chosen],
        "copied": copied,
    }
    return render(request, "consent/child.html", context, status=status)


@login_required
@require_safe
def history(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Show every choice this guardian made for the child, newest first; those of another guardian never."""
    chosen = fetch_child(request.user, child_id)
    decisions = choices.own_history(request.user, chosen)
    return render(request, "consent/history.html", {"child": chosen, "decisions": decisions})
