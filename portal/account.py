"""`/account/contact/` and `/account/email/`: what Kring knows of somebody, and another address (R172, R173).

Here and not in people: which addresses will do, how often is asked and whom to call is decided floors up.
"""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest, see_other, sent
from common.limits import Limit
from groups.models import Membership, School
from groups.queries import domains_for
from people.actions.addresses import Helpline, ask_email_change, confirm_contact, confirm_email_change
from people.errors import EmailTaken, LinkDead
from people.forms import EmailChangeForm, OwnPasswordForm
from people.models import EmailChange, User
from people.queries import email_change_behind, is_of, is_proven, pending_email
from policies.queries import contact_check_due

# Each of them sends a mail to an address somebody typed.
CHANGES = Limit("email-change", attempts=6, seconds=24 * 60 * 60)


@login_required
@require_safe
def contact(request: UserRequest) -> HttpResponse:
    """Show the own name and address, who keeps them right, and ask whether they are."""
    now = timezone.now()
    context = {
        "pending": pending_email(request.user, now=now),
        "is_due": contact_check_due(request.user, now),
    }
    return render(request, "account/contact.html", context)


@login_required
@require_POST
def contact_confirm(request: UserRequest) -> HttpResponse:
    """Name and address are right; back to the page where it was asked."""
    confirm_contact(by=request.user, now=timezone.now())
    messages.success(request, _("Thank you. That is good to know."))
    return back(request)


def back(request: UserRequest) -> HttpResponse:
    """To the page where the button stood, of our own pages alone."""
    onward = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onward, allowed_hosts=None)
    return see_other(onward if is_ours and onward else reverse("account_contact"))


@login_required
@require_POST
def email_prove(request: UserRequest) -> HttpResponse:
    """Mail the link again with which somebody shows that the address of today is theirs."""
    now, user = timezone.now(), request.user
    if is_proven(user):
        messages.success(request, _("%(address)s is confirmed.") % {"address": user.email})
    elif CHANGES.take(str(user.pk)):
        ask_email_change(address=user.email, helplines=helplines_of(user, now), by=user, now=now)
        messages.success(request, _("A mail is on its way to %(address)s.") % {"address": user.email})
    else:
        messages.error(request, _("You tried this six times today. Try again tomorrow, or call the school."))
    return back(request)


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: UserRequest) -> HttpResponse:
    """Ask for the new address and the password; the link goes to that address."""
    now, user = timezone.now(), request.user
    domains = domains_for(user, timezone.localdate(now))
    form = EmailChangeForm(sent(request), request=request, user=user, domains=domains)
    status = 200
    if request.method == "POST" and form.is_valid():
        if CHANGES.take(str(user.pk)):
            address = form.cleaned_data["email"]
            ask_email_change(address=address, helplines=helplines_of(user, now), by=user, now=now)
            return see_other(reverse("account_email"))
        form.add_error(None, _("You tried this six times today. Try again tomorrow, or call the school."))
        status = 429
    context = {"form": form, "pending": pending_email(user, now=now)}
    return render(
        request, "account/email.html", context, status=422 if form.errors and status == 200 else status
    )


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def email_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link. Looking changes nothing: programs that read mail follow links too.

    The owner is who is signed in with the account, or who knows its password.
    """
    now = timezone.now()
    try:
        change = email_change_behind(token, now=now)
        is_owner = request.user == change.user
        form = None if is_owner else OwnPasswordForm(sent(request), request=request, user=change.user)
        if request.method == "POST" and (form is None or form.is_valid()):
            return confirmed(request, change, token, now)
    except LinkDead:
        return render(request, "account/email_dead.html", status=404)
    context = {"form": form, "change": change}
    return render(request, "account/email_confirm.html", context, status=422 if form and form.errors else 200)


def confirmed(request: HttpRequest, change: EmailChange, token: str, now: datetime) -> HttpResponse:
    """Make the change, and say so; or say why not. Raises LinkDead when somebody was just before us."""
    is_new = change.address != change.user.email
    if is_new and not is_of(change.address, domains_for(change.user, timezone.localdate(now))):
        return render(request, "account/email_refused.html", {"change": change, "why": "domain"}, status=409)
    is_here = request.user == change.user
    try:
        confirm_email_change(
            token=token,
            keep=request.session.session_key if is_here else None,
            helplines=helplines_of(change.user, now),
            now=now,
        )
    except EmailTaken:
        return render(request, "account/email_refused.html", {"change": change, "why": "taken"}, status=409)
    said = _("From now on you sign in with %(address)s.") if is_new else _("%(address)s is confirmed.")
    messages.success(request, said % {"address": change.address})
    if is_here and is_new:
        request.session.cycle_key()
    return redirect("account_contact" if is_here else "account_login")


def helplines_of(user: User, now: datetime) -> list[Helpline]:
    """The schools somebody belongs to, also one that lets them in yet."""
    seats = Membership.objects.open().filter(user=user)
    schools = School.objects.filter(groups__memberships__in=seats).distinct().order_by("name", "pk")
    return [Helpline(school.name, school.phone) for school in schools]
