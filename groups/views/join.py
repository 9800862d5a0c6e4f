"""Joining with a code: type it, check the child, make an account or add to the own one (R167, R168).

The session keeps which invitation was opened, never the code. Only wrong codes are counted: on a parents'
evening a whole school types its codes from one address.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from common.http import sent
from common.limits import Limit, source_of
from groups import actions, queries
from groups.forms.join import AccountForm, CodeForm, RightChildForm
from groups.views.fetch import account_of
from people.errors import CodeRefused, EmailTaken
from people.models import Invitation, User
from people.queries import still_usable, usable_invitation

BACKEND = "people.backends.AccountBackend"
INVITATION = "join_invitation"
RIGHT_CHILD = "join_right_child"
# Security plan C04: with 500 live codes the chance of a hit stays under one in a million a day.
PER_SOURCE = Limit("code", attempts=5, seconds=15 * 60)
PER_DAY = Limit("code-day", attempts=1_000, seconds=24 * 60 * 60)
# Who holds a code could use this form to ask which addresses have an account.
ACCOUNTS = Limit("join-account", attempts=10, seconds=60 * 60)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Ask the code of the letter or the mail."""
    form = CodeForm(sent(request))
    if request.method != "POST" or not form.is_valid():
        return ask_code(request, form)
    source = source_of(request)
    if not (PER_SOURCE.take(source) and PER_DAY.take("everybody")):
        form.add_error("code", _("Too many wrong codes. Wait a quarter of an hour, or call the school."))
        return ask_code(request, form, status=429)
    try:
        invitation = usable_invitation(code=form.cleaned_data["code"], now=timezone.now())
    except CodeRefused as refused:
        form.add_error("code", str(refused.reason))
        return ask_code(request, form)
    PER_SOURCE.give_back(source)
    PER_DAY.give_back("everybody")
    forget(request)
    request.session.cycle_key()
    request.session[INVITATION] = str(invitation.pk)
    return redirect("groups:join-add" if request.user.is_authenticated else "groups:join-account")


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def join_account(request: HttpRequest) -> HttpResponse:
    """Show the child; after "this is right", make the account and sign it in."""
    if request.user.is_authenticated:
        return redirect("groups:join-add")
    now = timezone.now()
    try:
        invitation = opened(request, now)
        if request.session.get(RIGHT_CHILD):
            return make_account(request, invitation, now)
        form = RightChildForm(sent(request))
        if not confirmed(form):
            return check_child(request, invitation, form, now)
    except CodeRefused as refused:
        return start_again(request, refused)
    request.session[RIGHT_CHILD] = True
    return redirect("groups:join-account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join_add(request: HttpRequest) -> HttpResponse:
    """Add the child of a code to the account that is signed in (R168)."""
    now = timezone.now()
    try:
        invitation = opened(request, now)
        form = RightChildForm(sent(request))
        if not confirmed(form):
            return check_child(request, invitation, form, now)
        authority = actions.redeem_invitation(invitation_id=invitation.pk, by=account_of(request), now=now)
    except CodeRefused as refused:
        return start_again(request, refused)
    forget(request)
    messages.success(request, _("%(name)s is in your account now.") % {"name": authority.child.short_name})
    return redirect("portal:home")


def opened(request: HttpRequest, now: datetime) -> Invitation:
    """The invitation whose code this session typed. Raises CodeRefused when it is no longer good."""
    if INVITATION not in request.session:
        raise CodeRefused("")
    return still_usable(invitation_id=request.session[INVITATION], now=now)


def confirmed(form: RightChildForm) -> bool:
    return form.is_bound and form.is_valid() and form.cleaned_data["answer"] == RightChildForm.YES


def check_child(
    request: HttpRequest, invitation: Invitation, form: RightChildForm, now: datetime
) -> HttpResponse:
    """Step 2: is this your child? "No" makes the code worthless and tells the school."""
    if form.is_bound and form.is_valid():
        actions.refuse_child(invitation_id=invitation.pk, now=now)
        forget(request)
        return render(request, "groups/join_stopped.html")
    context = about(invitation) | {"form": form}
    return render(request, "groups/join_child.html", context, status=422 if form.errors else 200)


def make_account(request: HttpRequest, invitation: Invitation, now: datetime) -> HttpResponse:
    """Step 3: the account. Coupled in the same transaction, then signed in."""
    first, _space, last = invitation.authority.name.partition(" ")
    known = {"first_name": first, "last_name": last, "email": invitation.authority.email}
    form = AccountForm(sent(request), initial=known)
    if request.method == "POST" and form.is_valid():
        if not ACCOUNTS.take(str(invitation.pk)):
            form.add_error(None, _("Too many attempts. Wait an hour, or call the school."))
            return ask_account(request, invitation, form, status=429)
        try:
            user = actions.open_account(invitation_id=invitation.pk, now=now, **form.cleaned_data)
        except EmailTaken:
            form.add_error(
                "email",
                _("There may be an account with this address already. Sign in; then you can add the child."),
            )
            return ask_account(request, invitation, form)
        enter(request, user)
        return redirect("portal:home")
    return ask_account(request, invitation, form)


def enter(request: HttpRequest, user: User) -> None:
    forget(request)
    login(request, user, backend=BACKEND)
    messages.success(request, _("Welcome. Your account is ready."))


def about(invitation: Invitation) -> dict[str, Any]:
    child = invitation.authority.child
    return {
        "child": child,
        "guardian": invitation.authority.name,
        "classes": queries.classes_of([child])[child.pk],
        "school": queries.school_of(child),
    }


def ask_code(request: HttpRequest, form: CodeForm, status: int = 422) -> HttpResponse:
    return render(request, "groups/join.html", {"form": form}, status=status if form.errors else 200)


def ask_account(
    request: HttpRequest, invitation: Invitation, form: AccountForm, status: int = 422
) -> HttpResponse:
    context = about(invitation) | {"form": form}
    return render(request, "groups/join_account.html", context, status=status if form.errors else 200)


def start_again(request: HttpRequest, refused: CodeRefused) -> HttpResponse:
    """Back to the code, saying why when there is something to say."""
    forget(request)
    if str(refused.reason):
        messages.error(request, str(refused.reason))
    return redirect("groups:join")


def forget(request: HttpRequest) -> None:
    for key in (INVITATION, RIGHT_CHILD):
        request.session.pop(key, None)
