"""What somebody may ask of the school about pictures and data, with the buttons that do it (R178)."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest, see_other
from common.limits import Limit
from consent import actions
from consent.forms import RequestForm
from consent.queries.choices import Subject, subjects_of
from people.models import Child

REQUESTS = Limit("rights-request", attempts=5, seconds=24 * 3600, spares=True)


def kinds() -> dict[str, tuple[str, str]]:
    """What can be asked by letter: the heading of the form, and what to write in it."""
    return {
        "correction": (
            pgettext("parent", "Have something corrected"),
            pgettext("parent", "What is wrong, and what should it be?"),
        ),
        "erasure": (
            pgettext("parent", "Have something removed"),
            pgettext("parent", "What should be removed?"),
        ),
        "objection": (pgettext("parent", "Object"), pgettext("parent", "What do you object to, and why?")),
    }


@login_required
@require_safe
def rights(request: UserRequest) -> HttpResponse:
    """Rights and duties in plain words."""
    subjects = subjects_of(request.user, today=timezone.localdate())
    context = {
        "children": list(Child.objects.in_authority_of(request.user)),
        "kinds": [(kind, words[0]) for kind, words in kinds().items()],
        "schools": {subject.school.pk: subject.school for subject in subjects}.values(),
        "can_write": any(subject.school.email for subject in subjects),
    }
    return render(request, "consent/rights.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: UserRequest, kind: str) -> HttpResponse:
    """The form of one request; POST mails it to the school."""
    if kind not in kinds():
        raise Http404
    subjects = subjects_of(request.user, today=timezone.localdate())
    title, label = kinds()[kind]
    form = RequestForm(request.POST if request.method == "POST" else None, subjects=subjects, label=label)
    if request.method == "POST" and form.is_valid():
        if REQUESTS.take(str(request.user.pk)):
            return send(request, kind, form.subject, form.cleaned_data["text"])
        form.add_error(None, pgettext("parent", "You sent five requests today. Please call the school."))
    status = 422 if form.is_bound else 200
    return render(
        request, "consent/rights_ask.html", {"form": form, "title": title, "kind": kind}, status=status
    )


def send(request: UserRequest, kind: str, subject: Subject, text: str) -> HttpResponse:
    actions.send_request(kind=kind, about=subject.label, text=text, school=subject.school, by=request.user)
    messages.success(request, _("Your request is sent to the school. You get a copy by mail."))
    return see_other(reverse("consent:rights"))
