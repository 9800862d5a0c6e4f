"""When a conversation derails: the brake, asking people to talk, the last word under a post."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from common.http import UserRequest, sent
from groups.models import Membership, School
from moderation import actions
from moderation.errors import Gone, NotArchived
from moderation.forms_braking import BrakeForm, CloseForm, TalkForm
from moderation.models import Incident
from moderation.views.handling import fetch_incident
from moderation.views.restrictions import post_to_handle
from people.models import User
from posts.models import Comment
from posts.removal import close_thread


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_brake(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Pause a conversation that derails, keep it as it is, and tell the director."""
    post, now = post_to_handle(request, post_id), timezone.now()
    form = BrakeForm(sent(request), initial={"words": "talk", "days": 3})
    if form.is_valid():
        terms = form.terms(now)
        try:
            incident = actions.brake_thread(
                post=post,
                until=terms["ends_at"],
                text=terms["text"],
                strategy=form.cleaned_data["strategy"].strip(),
                by=request.user,
                now=now,
            )
        except NotArchived as refusal:
            form.add_error(None, str(refusal.reason))
        except Gone as error:
            raise Http404 from error
        else:
            messages.success(request, _("The conversation is paused and kept. The director knows."))
            return redirect("moderation:thread-talk", incident.pk)
    context = {"form": form, "post": post}
    return render(request, "moderation/thread_brake.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_talk(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """Ask people to talk in person, with words that are ready."""
    incident = fetch_incident(request.user, incident_id)
    if not incident.is_thread or incident.post is None:
        raise Http404
    if incident.state in Incident.FINISHED:
        raise PermissionDenied
    people = families_in(incident)
    form = TalkForm(sent(request), people=people, initial={"text": invitation(incident.school)})
    if form.is_valid():
        actions.offer_talk(
            incident=incident,
            text=form.cleaned_data["text"].strip(),
            people=list(form.cleaned_data.get("people") or []),
            is_placed=form.cleaned_data["is_placed"],
            by=request.user,
            now=timezone.now(),
        )
        messages.success(request, _("Your invitation to talk is on its way."))
        return redirect("moderation:incident", incident.pk)
    context = {"form": form, "incident": incident, "post": incident.post}
    return render(request, "moderation/thread_talk.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def thread_close(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Say the last word under a post; nobody comments after that."""
    post, now = post_to_handle(request, post_id), timezone.now()
    form = CloseForm(sent(request), initial={"text": closing_line(post.school)})
    if form.is_valid():
        close_thread(post=post, text=form.cleaned_data["text"], by=request.user, now=now)
        messages.success(request, _("Nobody comments under this post any more."))
        return redirect("posts:post-detail", post.pk)
    context = {"form": form, "post": post}
    return render(request, "moderation/thread_close.html", context, status=422 if form.is_bound else 200)


def families_in(incident: Incident) -> list[User]:
    """The parents who wrote below the post and can be mailed."""
    wrote = Comment.objects.filter(post=incident.post, author_role__in=Membership.FAMILY_ROLES)
    return list(User.objects.filter(pk__in=wrote.values("author"), is_active=True))


def invitation(school: School) -> str:
    """Words to turn a conversation below a post into one in person; addressed to parents."""
    if school.phone:
        return _(
            "We would rather talk about this with you in person. Call the school on %(phone)s, "
            "and we make an appointment."
        ) % {"phone": school.phone}
    return _("We would rather talk about this with you in person. Make an appointment with the teacher.")


def closing_line(school: School) -> str:
    """The standard last word (R137); addressed to parents."""
    if school.phone:
        return _(
            "Everything has been said here. We do not go on answering. Do you have a question? "
            "Call the school on %(phone)s."
        ) % {"phone": school.phone}
    return _("Everything has been said here. We do not go on answering.")
