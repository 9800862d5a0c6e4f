"""The settings of a school for who leads it, its public texts, and the page that asks to accept the rules."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from common.http import UserRequest, see_other
from groups.models import School
from groups.permissions import groups_where
from policies import actions, queries
from policies.forms import AcceptForm, DocumentForm, SettingsForm
from policies.models import PolicyDocument
from policies.permissions import may_change_policy, may_publish_document

Kind = PolicyDocument.Kind


def led_schools(request: UserRequest) -> list[School]:
    led = groups_where(request.user, "direct").school_wide()
    return list(School.objects.filter(groups__in=led).order_by("name", "pk"))


def fetch_school(request: UserRequest) -> School:
    """The school of `?school=`, else the first this account leads or belongs to; 404 when it sees none."""
    seen = groups_where(request.user, "view").school_wide()
    own = School.objects.filter(groups__in=seen).order_by("name", "pk")
    if "school" in request.GET:
        return get_object_or_404(own, slug=request.GET["school"])
    school = next(iter(led_schools(request)), None) or own.first()
    if school is None:
        raise Http404
    return school


def settings_address(school: School) -> str:
    return f"{reverse('policies:settings')}?{urlencode({'school': school.slug})}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: UserRequest) -> HttpResponse:
    """Show and change the settings of a school, with every earlier version and the texts of the school."""
    school = fetch_school(request)
    if not may_change_policy(request.user, school):
        raise PermissionDenied
    now = timezone.now()
    form = SettingsForm(request.POST if request.method == "POST" else None, policy=queries.policy_for(school))
    if form.is_valid():
        actions.change_policy(school=school, values=form.cleaned_data, by=request.user, now=now)
        messages.success(request, pgettext("staff", "The settings are saved."))
        return see_other(settings_address(school))
    context = {
        "school": school,
        "schools": led_schools(request),
        "form": form,
        "history": queries.history(school),
        "documents": [(kind, kind.label, queries.current_document(school, kind, now)) for kind in Kind],
    }
    return render(request, "policies/settings.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: UserRequest, kind: str) -> HttpResponse:
    """Write the next version of a text; `step=publish` publishes it, anything else shows how it will look."""
    if kind not in Kind.values:
        raise Http404
    school = fetch_school(request)
    if not may_publish_document(request.user, school):
        raise PermissionDenied
    now = timezone.now()
    form = document_form(request, school, queries.current_document(school, kind, now))
    if form.is_valid() and request.POST.get("step") == "publish":
        actions.publish_document(school=school, kind=kind, by=request.user, now=now, **form.cleaned_data)
        messages.success(request, pgettext("staff", "The new version can be read now."))
        return see_other(settings_address(school))
    context = {
        "school": school,
        "kind": kind,
        "kind_label": Kind(kind).label,
        "form": form,
        "asks_everybody": kind == Kind.HOUSE_RULES,
        "preview": form.cleaned_data if form.is_valid() else None,
    }
    return render(request, "policies/document_edit.html", context, status=422 if form.errors else 200)


def document_form(request: UserRequest, school: School, current: PolicyDocument | None) -> DocumentForm:
    if request.method == "POST":
        return DocumentForm(request.POST)
    if current is None:
        return DocumentForm(initial={"place": school.place})
    return DocumentForm(initial={"title": current.title, "text": current.text, "place": current.place})


@require_safe
def document(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The house rules or the privacy statement of a school, for anybody (R030, R099, R100)."""
    school = get_object_or_404(School, slug=slug)
    found = queries.current_document(school, kind, timezone.now())
    if found is None:
        raise Http404
    return render(request, "policies/document.html", {"document": found, "school": school})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def house_rules(request: UserRequest) -> HttpResponse:
    """Show the rules of the own schools; POST accepts one of them and goes on to where somebody was going."""
    now = timezone.now()
    current = queries.house_rules_of(request.user, now)
    form = AcceptForm(request.POST if request.method == "POST" else None, documents=current)
    onward = safe_next(request)
    if form.is_valid():
        actions.accept_document(document=form.cleaned_data["document"], by=request.user, now=now)
        messages.success(request, _("Thank you. You can go on."))
        return see_other(onward)
    waiting = {document.pk for document in queries.documents_to_accept(request.user, now)}
    context = {"documents": list(current), "waiting": waiting, "form": form, "next": onward}
    return render(request, "policies/house_rules.html", context, status=422 if form.errors else 200)


def safe_next(request: HttpRequest) -> str:
    """Where to go after accepting: an address on this portal, else the front page."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    here = {request.get_host()}
    if url_has_allowed_host_and_scheme(address, allowed_hosts=here, require_https=request.is_secure()):
        return address
    return reverse("portal:home")
