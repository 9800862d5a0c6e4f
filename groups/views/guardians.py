"""The guardians of a child as the school knows them: contact, authority, block (R004, R009)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.http import sent
from groups import actions, queries
from groups.forms.members import AuthorityForm, BlockForm, ContactForm, GuardianForm
from groups.permissions import groups_where, groups_with_any
from groups.views.fetch import account_of, guardian_or_404
from people import actions as people_actions
from people.models import ParentalAuthority, User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_create(request: HttpRequest, child_id: UUID) -> HttpResponse:
    """Show the guardians of a child and write down another one. Gives no access yet: that takes a code."""
    user = account_of(request)
    kept = groups_with_any(user, "register", "direct")
    child = get_object_or_404(queries.pupils_in(kept), pk=child_id)
    form = GuardianForm(sent(request))
    if request.method == "POST" and form.is_valid():
        guardian = people_actions.record_guardian(child=child, by=user, **form.cleaned_data)
        messages.success(request, _("%(name)s is written down.") % {"name": guardian.display_name})
        return redirect("groups:guardian-create", child_id=child.pk)
    guardians = queries.guardians_in(kept, timezone.now()).filter(child=child)
    context = {
        "child": child,
        "guardians": guardians,
        "form": form,
        "classes": queries.classes_of([child])[child.pk],
    }
    return render(request, "groups/guardian_create.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def guardian_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one guardian; correct the name, the address or the relation."""
    user = account_of(request)
    guardian = guardian_or_404(user, pk, "register", "direct")
    form = contact_form(guardian, sent(request))
    if request.method == "POST" and form.is_valid():
        people_actions.correct_guardian(authority=guardian, by=user, now=timezone.now(), **form.cleaned_data)
        return saved(request, guardian)
    return show(request, guardian, contact=form)


@login_required
@require_POST
def guardian_authority(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record whether a guardian has parental authority; what they may see follows at once. Director only."""
    guardian = led_guardian(request, pk)
    form = AuthorityForm(request.POST)
    if not form.is_valid():
        return show(request, guardian, authority=form)
    value = form.cleaned_data["authority"]
    actions.set_authority(authority=guardian, value=value, by=account_of(request), now=timezone.now())
    return saved(request, guardian)


@login_required
@require_POST
def guardian_block(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close the portal for this guardian of this child, with a reason that is kept. Director only."""
    guardian = led_guardian(request, pk)
    form = BlockForm(request.POST)
    if not form.is_valid():
        return show(request, guardian, blocking=form)
    reason = form.cleaned_data["reason"]
    actions.block_guardian(authority=guardian, reason=reason, by=account_of(request), now=timezone.now())
    return saved(request, guardian)


@login_required
@require_POST
def guardian_unblock(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open the portal again for this guardian. Director only."""
    guardian = led_guardian(request, pk)
    actions.unblock_guardian(authority=guardian, by=account_of(request), now=timezone.now())
    return saved(request, guardian)


def led_guardian(request: HttpRequest, pk: UUID) -> ParentalAuthority:
    """A guardian this account keeps the data of; 403 when it does not lead the school."""
    user = account_of(request)
    guardian = guardian_or_404(user, pk, "register", "direct")
    if not leads(user, guardian):
        raise PermissionDenied
    return guardian


def leads(user: User, guardian: ParentalAuthority) -> bool:
    return queries.pupils_in(groups_where(user, "direct")).filter(pk=guardian.child_id).exists()


def contact_form(guardian: ParentalAuthority, data: Any = None) -> ContactForm:
    known = {"name": guardian.name, "email": guardian.email, "relation": guardian.relation}
    return ContactForm(data, initial=known)


def saved(request: HttpRequest, guardian: ParentalAuthority) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect("groups:guardian-detail", pk=guardian.pk)


def show(request: HttpRequest, guardian: ParentalAuthority, **bound: Form) -> HttpResponse:
    """The page of one guardian, with the form that was sent in the place of the fresh one."""
    wrong = next((form for form in bound.values() if form.errors), None)
    context = {
        "guardian": guardian,
        "contact": contact_form(guardian),
        "authority": AuthorityForm(initial={"authority": guardian.authority}),
        "blocking": BlockForm(),
        "leads": leads(account_of(request), guardian),
        "form": wrong,
        **bound,
    }
    return render(request, "groups/guardian_detail.html", context, status=422 if wrong else 200)
