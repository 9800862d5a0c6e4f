"""What the school asks: its words, what a change does to older answers, dropping a question, and events."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest, see_other, sent
from consent.actions import wordings
from consent.errors import Refused
from consent.models import Purpose
from consent.queries.rounds import count_of_yes
from consent.staff_forms import EventForm, WordingForm
from consent.views.fetch import at_school, school_among, schools_where
from groups.models import School
from people.models import User


@login_required
@require_safe
def purpose_list(request: UserRequest) -> HttpResponse:
    """Show every question of the school, asked or dropped."""
    schools = schools_where(request.user, "direct")
    school = school_among(request, schools)
    purposes = school.purposes.select_related("group").order_by("subject", "position", "id")
    today = timezone.localdate()
    context = {
        "school": school,
        "schools": schools,
        "about_children": [p for p in purposes if p.subject == Purpose.Subject.CHILD and not p.ends_on],
        "about_adults": [p for p in purposes if p.subject == Purpose.Subject.ADULT],
        "events": [p for p in purposes if p.ends_on],
        "today": today,
    }
    return render(request, "consent/purpose_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def purpose_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Write the next version of a question; how many times yes it makes void is said before saving."""
    purpose = purpose_or_404(request.user, pk)
    yes = count_of_yes(purpose)
    form = WordingForm(sent(request), purpose=purpose, count_of_yes=yes)
    if request.method == "POST" and form.is_valid():
        try:
            wordings.change_wording(
                purpose=purpose,
                words=form.words,
                ask_again=form.ask_again,
                seen_version=form.cleaned_data["version"],
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, pgettext("staff", "The question is saved."))
            return back(purpose.school)
    context = {
        "purpose": purpose,
        "form": form,
        "yes": yes,
        "wordings": purpose.wordings.select_related("written_by"),
    }
    return render(request, "consent/purpose_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def purpose_retire(request: UserRequest, pk: int) -> HttpResponse:
    """Stop asking this; it counts as no for everybody."""
    purpose = purpose_or_404(request.user, pk)
    wordings.retire_purpose(purpose=purpose, by=request.user, now=timezone.now())
    messages.success(request, pgettext("staff", "Kring no longer asks this. It counts as no now."))
    return back(purpose.school)


@login_required
@require_POST
def purpose_restore(request: UserRequest, pk: int) -> HttpResponse:
    """Ask this again; earlier answers count again."""
    purpose = purpose_or_404(request.user, pk)
    wordings.restore_purpose(purpose=purpose, by=request.user)
    messages.success(request, pgettext("staff", "Kring asks this again."))
    return back(purpose.school)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_create(request: UserRequest) -> HttpResponse:
    """Ask one more thing for one event; the guardians concerned get a mail (R138)."""
    school = school_among(request, schools_where(request.user, "direct"))
    form = EventForm(sent(request), groups=school.groups.running().classes(), today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        wordings.create_event(
            school=school,
            words=form.words,
            group=form.cleaned_data["group"],
            ends_on=form.cleaned_data["ends_on"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, pgettext("staff", "The question is asked. The parents get a mail."))
        return back(school)
    context = {"school": school, "form": form}
    return render(request, "consent/event_create.html", context, status=422 if form.errors else 200)


def purpose_or_404(user: User, pk: int) -> Purpose:
    led = Purpose.objects.filter(school__in=schools_where(user, "direct"))
    return get_object_or_404(led.select_related("school", "group"), pk=pk)


def back(school: School) -> HttpResponse:
    return see_other(at_school(reverse("consent:purpose-list"), school))
