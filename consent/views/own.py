"""The page on which an adult of the school decides about the own picture (R141)."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.http import UserRequest, see_other
from consent import actions
from consent.forms import ChoicesForm
from consent.queries import choices, receipts
from consent.views.asking import questions_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: UserRequest) -> HttpResponse:
    """Show the choices about the own picture; POST saves them."""
    today = timezone.localdate()
    purposes = choices.asked_of_adult(request.user, today=today)
    if request.method == "POST":
        form = ChoicesForm(request.POST, purposes=purposes)
        if form.is_valid():
            return save(request, form)
        return page(request, form, today=today, status=422)
    made = choices.latest_answers(request.user, purposes)
    ticked = choices.still_standing(made, purposes, today=today)
    form = ChoicesForm(purposes=purposes, answers={pk: decision.answer for pk, decision in ticked.items()})
    return page(request, form, today=today)


def save(request: UserRequest, form: ChoicesForm) -> HttpResponse:
    made = actions.record_own_decisions(answers=form.answers, by=request.user, now=timezone.now())
    if made:
        messages.success(request, _("Your choices about your own picture are saved."))
    else:
        messages.info(request, _("Nothing has changed."))
    return see_other(reverse("consent:self"))


def page(request: UserRequest, form: ChoicesForm, *, today: date, status: int = 200) -> HttpResponse:
    made = choices.latest_answers(request.user, form.purposes)
    counting = choices.purposes_that_count(request.user, form.purposes, today=today)
    context = {
        "form": form,
        "questions": questions_of(form, made, counting, today=today),
        "receipts": receipts.receipts_about_self(request.user),
    }
    return render(request, "consent/self.html", context, status=status)
