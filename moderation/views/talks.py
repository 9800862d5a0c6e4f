"""A conversation between few that derails or is reported as a whole: the brake, a pause, the step to the whole."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from common.http import UserRequest, sent
from conversations.models import Conversation
from conversations.permissions import may_brake, may_pause
from conversations.removal import pause_conversation, resume_conversation
from moderation import actions
from moderation.errors import Gone, NotArchived
from moderation.forms_braking import TalkBrakeForm
from moderation.forms_restrictions import TermsForm
from moderation.models import Incident
from moderation.views.braking import invitation
from moderation.views.handling import fetch_incident
from moderation.views.restrictions import tell
from people.models import User


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_brake(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Pause a conversation that derails, keep it as it is, and tell the director."""
    now = timezone.now()
    talk = get_object_or_404(Conversation.objects.visible_to(request.user, now), pk=conversation_id)
    if not may_brake(request.user, talk):
        raise PermissionDenied
    initial = {"words": "talk", "days": 3, "invitation": invitation(talk.school)}
    form = TalkBrakeForm(sent(request), initial=initial)
    if form.is_valid() and _brake(request, talk, form):
        messages.success(request, _("The conversation is paused and kept. The director knows."))
        return redirect("conversations:conversation-detail", talk.pk)
    context = {"form": form, "talk": talk}
    return render(
        request, "moderation/conversation_brake.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def conversation_pause(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    """Let a conversation stand still, for who handles a report about it too; nothing of it is shown."""
    talk, now = talk_to_handle(request, conversation_id), timezone.now()
    form = TermsForm(sent(request))
    if form.is_valid():
        terms = form.terms(now)
        paused = pause_conversation(
            conversation=talk, until=terms["ends_at"], text=terms["text"], by=request.user, now=now
        )
        tell(request, paused.paused_until or now)
        return redirect(_way_back(request.user, talk))
    context = {"form": form, "talk": talk, "is_paused": talk.is_paused(now)}
    context["back"] = _way_back(request.user, talk)
    return render(
        request, "moderation/conversation_pause.html", context, status=422 if form.is_bound else 200
    )


@login_required
@require_POST
def conversation_resume(request: UserRequest, conversation_id: UUID) -> HttpResponse:
    talk = talk_to_handle(request, conversation_id)
    resume_conversation(conversation=talk, by=request.user, now=timezone.now())
    messages.success(request, _("Everybody can write here again."))
    return redirect(_way_back(request.user, talk))


@login_required
@require_POST
def incident_whole(request: UserRequest, incident_id: UUID) -> HttpResponse:
    """From one reported message to an incident about the whole conversation."""
    incident = fetch_incident(request.user, incident_id)
    try:
        whole = actions.take_up_conversation(incident=incident, by=request.user, now=timezone.now())
    except Gone as error:
        raise Http404 from error
    return redirect("moderation:incident", whole.pk)


def talk_to_handle(request: UserRequest, conversation_id: UUID) -> Conversation:
    """A conversation this account is in or handles a report about; 404 for others, 403 for who is in it as parent."""
    inside = Conversation.objects.visible_to(request.user, timezone.now())
    handled = Incident.objects.visible_to(request.user).unfinished()
    known = (
        inside.filter(pk=conversation_id).exists()
        or handled.filter(conversation=conversation_id).exists()
        or handled.filter(message__conversation=conversation_id).exists()
    )
    if not known:
        raise Http404
    talk = Conversation.objects.select_related("school", "child").get(pk=conversation_id)
    if not may_pause(request.user, talk):
        raise PermissionDenied
    return talk


def _brake(request: UserRequest, talk: Conversation, form: TalkBrakeForm) -> bool:
    now = timezone.now()
    terms = form.terms(now)
    try:
        actions.brake_conversation(
            conversation=talk,
            until=terms["ends_at"],
            text=terms["text"],
            invitation=form.cleaned_data["invitation"],
            strategy=form.cleaned_data["strategy"].strip(),
            by=request.user,
            now=now,
        )
    except NotArchived as refusal:
        form.add_error(None, str(refusal.reason))
        return False
    except Gone as error:
        raise Http404 from error
    return True


def _way_back(user: User, talk: Conversation) -> str:
    """To the conversation for who is in it, else to the reports."""
    if Conversation.objects.visible_to(user, timezone.now()).filter(pk=talk.pk).exists():
        return reverse("conversations:conversation-detail", args=[talk.pk])
    return reverse("moderation:report-list")
