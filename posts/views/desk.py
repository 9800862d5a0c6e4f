"""What a writer does with a post nobody else sees, or should not see yet. POST only; works without JavaScript."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from common.http import UserRequest
from posts import actions
from posts.errors import Refused
from posts.views.fetching import for_writers, post_to_write


@for_writers
@require_POST
def post_take_back(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Make a post that has not been sent a draft again (R140); else say why not."""
    post = post_to_write(request, post_id)
    try:
        actions.take_back_post(post=post, by=request.user, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("posts:post-detail", post.pk)
    messages.success(request, pgettext("staff", "Nobody else sees your post any more. Nothing was sent."))
    return redirect("posts:post-edit", post.pk)


@for_writers
@require_POST
def post_discard(request: UserRequest, post_id: UUID) -> HttpResponse:
    post = post_to_write(request, post_id)
    actions.discard_draft(post=post, by=request.user)
    messages.success(request, pgettext("staff", "The draft is gone."))
    return redirect("posts:group-feed", post.group.slug)


@for_writers
@require_POST
def post_unschedule(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Let a post that waits for hours be an ordinary draft again."""
    post = post_to_write(request, post_id)
    actions.unschedule_post(post=post, by=request.user)
    messages.success(
        request, pgettext("staff", "The post will not be placed by itself. It is a draft again.")
    )
    return redirect("posts:post-edit", post.pk)
