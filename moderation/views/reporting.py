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
from moderation import actions
from moderation.forms import ReportForm
from moderation.models import Report
from people.models import User
from posts.models import Comment, Photo, Post

THANKS = _("Thank you. The school will look at it and let you know.")
TAKEN_BACK = _("Nobody in the group sees it any more. The school keeps it until the director has looked.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: UserRequest, kind: str, target_id: UUID) -> HttpResponse:
    now = timezone.now()
    target, photo = fetch_target(kind, target_id, request.user, now)
    is_own = target.author_id == request.user.pk
    data = request.POST if request.method == "POST" else None
    form = ReportForm(data, is_photo=photo is not None, is_own=is_own)
    post = target if isinstance(target, Post) else target.post
    if request.method == "POST" and form.is_valid():
        actions.report_content(
            target=target,
            photo=photo,
            reason=form.cleaned_data.get("reason", Report.Reason.WITHDRAWN),
            note=form.cleaned_data["note"],
            by=request.user,
            now=now,
        )
        messages.success(request, TAKEN_BACK if is_own else THANKS)
        return redirect("posts:feed")
    context = {"form": form, "kind": kind, "target": target, "photo": photo, "post": post, "is_own": is_own}
    return render(request, "moderation/report.html", context, status=422 if form.is_bound else 200)


def fetch_target(
    kind: str, target_id: UUID, user: User, now: datetime
) -> tuple[Post | Comment, Photo | None]:
    """Return what is reported, as far as this account may see it; 404 otherwise."""
    if kind == "photo":
        photo = get_object_or_404(
            Photo.objects.visible_to(user, now).select_related("post__group"), pk=target_id
        )
        if photo.post.state != Post.State.PUBLISHED:
            raise Http404
        return photo.post, photo
    if kind == "comment":
        comments = Comment.objects.visible_to(user, now).filter(state=Comment.State.VISIBLE)
        return get_object_or_404(comments.select_related("author", "post__group"), pk=target_id), None
    if kind == "post":
        posts = Post.objects.visible_to(user, now).filter(state=Post.State.PUBLISHED)
        return get_object_or_404(posts.select_related("author", "group"), pk=target_id), None
    raise Http404
