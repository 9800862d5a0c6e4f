"""The page on which a guardian chooses who may see the child, and what was chosen before."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest, see_other
from consent import actions
from consent.forms import ChoicesForm
from consent.models import Decision
from consent.queries import choices, receipts
from consent.views.asking import Question, questions_of, sections_of
from people.models import Child, User


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
    source = request.GET.get("from")
    copied = fetch_child(request.user, parse_id(source)) if source else None
    ticked = ticked_for(request.user, chosen, copied, today)
    form = ChoicesForm(purposes=purposes, answers={pk: made.answer for pk, made in ticked.items()})
    return page(request, chosen, form, today=today, copied=copied)


def ticked_for(user: User, chosen: Child, copied: Child | None, today: date) -> dict[int, Decision]:
    """What is filled in on the page: what this guardian chose and need not choose again, never anything else."""
    ticked = choices.current_answers(user, chosen, today=today)
    return ticked | choices.current_answers(user, copied, today=today) if copied else ticked


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
    return see_other(reverse("consent:child", args=[chosen.pk]))


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
    counting = choices.purposes_that_count(chosen, form.purposes, today=today)
    questions = questions_of(form, own, counting, today=today)
    children = list(Child.objects.in_authority_of(request.user))
    progress = choices.status_of_children(request.user, children, today=today)
    answered = choices.children_answered(request.user, form.purposes)
    context = {
        "child": chosen,
        "places": choices.classes_of(chosen, today=today),
        "form": form,
        "sections": sections_of(questions),
        "ends_on": ends_on(questions),
        "tabs": [Tab(other, progress[other.pk]) for other in children],
        "sources": [other for other in children if other.pk in answered and other != chosen],
        "copied": copied,
        "objections": chosen.objections.filter(taken_back_at=None),
    }
    return render(request, "consent/child.html", context, status=status)


def ends_on(questions: list[Question]) -> date | None:
    """Until when the choices of last year count, when there are such choices."""
    return min(
        (q.until for q in questions if q.standing == choices.Standing.EARLIER and q.until), default=None
    )


@login_required
@require_safe
def history(request: UserRequest, child_id: UUID) -> HttpResponse:
    """Show every choice this guardian made for the child, newest first; those of another guardian never."""
    chosen = fetch_child(request.user, child_id)
    context = {
        "child": chosen,
        "decisions": choices.own_history(request.user, chosen),
        "receipts": receipts.receipts_of(request.user, chosen),
    }
    return render(request, "consent/history.html", context)
