"""Measures that bite: which stand, placing one, lifting it. People read neutral words and a date, never a reason."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from common.http import UserRequest, sent
from common.templatetags.kring import moment
from groups import actions
from groups.models import Restriction
from groups.permissions import groups_where, may, restrictions_for
from moderation.forms_restrictions import GroupForm, PersonForm, SchoolForm, TermsForm
from posts.models import Post
from posts.removal import pause_thread, resume_thread


@login_required
@require_safe
def restriction_list(request: UserRequest) -> HttpResponse:
    """What stands now: of the school for its director, of the own group for a teacher."""
    now, handled = timezone.now(), groups_where(request.user, "moderate")
    if not handled.exists():
        raise PermissionDenied
    standing = restrictions_for(request.user).active(now)
    paused = Post.objects.paused(now).filter(group__in=handled)
    context = {
        "standing": standing.select_related("user", "group", "school", "placed_by").order_by("ends_at"),
        "paused": paused.select_related("group", "paused_by").order_by("paused_until"),
        "leads": groups_where(request.user, "direct").school_wide().exists(),
    }
    return render(request, "moderation/restriction_list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restriction_person(request: UserRequest) -> HttpResponse:
    """Switch off writing or the whole account of somebody in the school."""
    leads_or_403(request)
    form = PersonForm(sent(request), by=request.user, initial={"person": request.GET.get("person")})
    if not form.is_valid():
        return page(request, "moderation/restriction_person.html", form)
    now, data = timezone.now(), form.cleaned_data
    suspends = data["kind"] == Restriction.Kind.ACCOUNT_SUSPENDED
    place = actions.suspend_account if suspends else actions.close_comments
    placed = place(
        user=data["person"], school=form.chosen_school(), by=request.user, now=now, **form.terms(now)
    )
    return done(request, placed.ends_at)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restriction_group(request: UserRequest) -> HttpResponse:
    """Make a group one to read."""
    if not groups_where(request.user, "moderate").exists():
        raise PermissionDenied
    form = GroupForm(sent(request), by=request.user, initial={"group": request.GET.get("group")})
    if not form.is_valid():
        return page(request, "moderation/restriction_group.html", form)
    now, group = timezone.now(), form.cleaned_data["group"]
    placed = actions.freeze_group(group=group, by=request.user, now=now, **form.terms(now))
    return done(request, placed.ends_at)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def restriction_school(request: UserRequest) -> HttpResponse:
    """The emergency stop, after a page that says what it does."""
    leads_or_403(request)
    form = SchoolForm(sent(request), by=request.user, initial={"days": 1})
    if not form.is_valid():
        return page(request, "moderation/restriction_school.html", form)
    now = timezone.now()
    placed = actions.stop_school(school=form.chosen_school(), by=request.user, now=now, **form.terms(now))
    return done(request, placed.ends_at)


@login_required
@require_POST
def restriction_lift(request: UserRequest, restriction_id: UUID) -> HttpResponse:
    restriction = get_object_or_404(restrictions_for(request.user), pk=restriction_id)
    actions.lift_restriction(restriction=restriction, by=request.user, now=timezone.now())
    messages.success(request, _("Lifted. It is over now."))
    return redirect("moderation:restriction-list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_pause(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Let a conversation stand still; the page of one that does offers to open it again."""
    post, now = post_to_handle(request, post_id), timezone.now()
    form = TermsForm(sent(request))
    if not form.is_valid():
        return page(request, "moderation/thread_pause.html", form, post=post, is_paused=post.is_paused(now))
    terms = form.terms(now)
    paused = pause_thread(post=post, until=terms["ends_at"], text=terms["text"], by=request.user, now=now)
    tell(request, paused.paused_until or now)
    return redirect("posts:post-detail", post.pk)


@login_required
@require_POST
def thread_resume(request: UserRequest, post_id: UUID) -> HttpResponse:
    post = post_to_handle(request, post_id)
    resume_thread(post=post, by=request.user, now=timezone.now())
    messages.success(request, _("Everybody can write here again."))
    return redirect("posts:post-detail", post.pk)


def post_to_handle(request: UserRequest, post_id: UUID) -> Post:
    posts = Post.objects.visible_to(request.user, timezone.now()).filter(state=Post.State.PUBLISHED)
    post = get_object_or_404(posts.select_related("group__school"), pk=post_id)
    if not may(request.user, "moderate", post.group):
        raise PermissionDenied
    return post


def leads_or_403(request: UserRequest) -> None:
    if not groups_where(request.user, "direct").school_wide().exists():
        raise PermissionDenied


def page(request: UserRequest, template: str, form: TermsForm, **more: Any) -> HttpResponse:
    return render(request, template, {"form": form, **more}, status=422 if form.is_bound else 200)


def tell(request: UserRequest, until: datetime) -> None:
    messages.success(request, _("This holds from now until %(until)s.") % {"until": moment(until)})


def done(request: UserRequest, until: datetime) -> HttpResponse:
    tell(request, until)
    return redirect("moderation:restriction-list")
