"""Saying that something is wrong."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from common.http import UserRequest
from conversations.models import Conversation, Message
from moderation import actions
from moderation.errors import Gone
from moderation.forms import ReportForm
from moderation.models import Report
from moderation.queries.handlers import Lookers, lookers_at
from moderation.queries.targets import Target, group_around, post_around, talk_around, writer_of
from people.models import User
from posts.models import Comment, Photo, Post

THANKS = _("Thank you. The school will look at it and let you know.")
TAKEN_BACK = _("Nobody in the group sees it any more. The school keeps it until the director has looked.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: UserRequest, kind: str, target_id: UUID) -> HttpResponse:
    """Ask what is wrong and pass it on; for the writer: take it back."""
    now = timezone.now()
    target = fetch_target(kind, target_id, request.user, now)
    is_own = writer_of(target) == request.user
    data = request.POST if request.method == "POST" else None
    shows = isinstance(target, Photo) or (isinstance(target, Message) and target.has_files)
    form = ReportForm(data, is_photo=shows, is_own=is_own)
    lookers = lookers_at(target, today=timezone.localdate(now))
    if form.is_valid():
        try:
            actions.report_content(
                target=target,
                reason=form.cleaned_data.get("reason", Report.Reason.WITHDRAWN),
                note=form.cleaned_data["note"],
                by=request.user,
                now=now,
            )
        except Gone as error:
            raise Http404 from error
        messages.success(request, TAKEN_BACK if is_own else thanks(lookers))
        return redirect("posts:feed" if post_around(target) else "conversations:conversation-list")
    context = {"form": form, "kind": kind, "target": target, "is_own": is_own, "lookers": lookers}
    context |= {"post": post_around(target), "talk": talk_around(target), "group": group_around(target)}
    return render(request, "moderation/report.html", context, status=422 if form.is_bound else 200)


def thanks(lookers: Lookers) -> str:
    """Who looks at it, honestly: where the director wrote it, the director does not (R081)."""
    if lookers.has_director:
        return str(THANKS)
    if lookers.handlers:
        return str(_("Thank you. The director does not see this report. A teacher of the group looks at it."))
    if lookers.confidential:
        return str(
            _(
                "Thank you. The director does not see this report. The confidential adviser got a mail: %(address)s."
            )
            % {"address": lookers.confidential}
        )
    return str(
        _("Your report is kept, but nobody at school can look at it in Kring. Call the board of the school.")
    )


def fetch_target(kind: str, target_id: UUID, user: User, now: datetime) -> Target:
    """Return what is reported, as far as this account may see it; 404 otherwise."""
    if kind == "photo":
        photos = Photo.objects.visible_to(user, now).filter(post__state=Post.State.PUBLISHED)
        photos = photos.exclude(state=Photo.State.REMOVED)
        return get_object_or_404(photos.select_related("post__group__school", "post__author"), pk=target_id)
    if kind == "comment":
        comments = Comment.objects.visible_to(user, now).filter(state=Comment.State.VISIBLE)
        return get_object_or_404(comments.select_related("author", "post__group__school"), pk=target_id)
    if kind == "post":
        posts = Post.objects.visible_to(user, now).filter(state=Post.State.PUBLISHED)
        return get_object_or_404(posts.select_related("author", "group__school"), pk=target_id)
    if kind == "message":
        said = Message.objects.visible_to(user, now).exclude(state=Message.State.REMOVED)
        return get_object_or_404(said.select_related("author", "conversation__school"), pk=target_id)
    if kind == "conversation":
        talks = Conversation.objects.visible_to(user, now)
        return get_object_or_404(talks.select_related("school", "group"), pk=target_id)
    raise Http404
