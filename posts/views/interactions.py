"""What readers do: comment, react, say that something was read or seen. POST only; works without JavaScript."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST
from django_htmx.http import retarget

from common.htmx import is_fragment, render_either
from common.http import UserRequest
from posts.actions import interactions as actions
from posts.errors import Refused
from posts.forms_reading import NO_REACTION, CommentForm, ReactionForm, SeenForm
from posts.models import Comment, Post
from posts.permissions import may_comment, may_react
from posts.queries import reading
from posts.views.fetching import stands_still
from posts.views.reading import detail_context


@login_required
@require_POST
def comment_create(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Place a comment. htmx gets the comments anew, a browser the page of the post at the new comment."""
    post = _post(request, post_id)
    if not may_comment(request.user, post):
        raise stands_still(request, post.group)
    form = CommentForm(request.POST, post=post)
    if not form.is_valid():
        context = _context(request, post) | {"form": form}
        return render_either(request, "posts/post_detail.html", "posts/_comments.html", context, status=422)
    comment = actions.write_comment(
        comment_id=form.comment_id(request.user),
        post=post,
        text=form.cleaned_data["text"],
        by=request.user,
        now=timezone.now(),
    )
    if is_fragment(request):
        return render_either(request, "", "posts/_comments.html", _context(request, post))
    return redirect(_address_of(comment))


@login_required
@require_POST
def post_react(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Say one kind word, or take it back. htmx gets the row of buttons."""
    post = _post(request, post_id)
    if not may_react(request.user, post):
        raise stands_still(request, post.group)
    form = ReactionForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    if form.cleaned_data["kind"] == NO_REACTION:
        actions.clear_reaction(post=post, by=request.user)
    else:
        actions.set_reaction(post=post, kind=form.cleaned_data["kind"], by=request.user, now=timezone.now())
    if is_fragment(request):
        card = reading.post_card(request.user, post.pk, now=timezone.now())
        response = render_either(
            request, "", "posts/_reactions.html", {"row": card.reactions, "said": request.POST["kind"]}
        )
        # The buttons share the form of the card, whose own target is the comments.
        return retarget(response, f"#form-{post.pk} [data-reactions]")
    return redirect(f"{_page_before(request, post)}#post-{post.pk}")


@login_required
@require_POST
def confirm_read(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Say "Read" to a post that asks for it. htmx gets the line that says so."""
    post = _post(request, post_id)
    actions.confirm_read(post=post, by=request.user)
    if is_fragment(request):
        card = reading.post_card(request.user, post.pk, now=timezone.now())
        return render_either(request, "", "posts/_post_asks.html", {"part": card, "said": True})
    return redirect(f"{_page_before(request, post)}#post-{post.pk}")


@login_required
@require_POST
def feed_seen(request: UserRequest) -> HttpResponse:
    """Everything up to the newest post that was on the page is seen; the labels "new" go."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest(form.errors.as_text())
    try:
        actions.mark_seen(until=form.cleaned_data["until"], by=request.user, now=timezone.now())
    except Refused as error:
        raise BadRequest(error.reason) from error
    return HttpResponse(status=204) if is_fragment(request) else redirect("posts:feed")


def _post(request: UserRequest, post_id: UUID) -> Post:
    visible = Post.objects.visible_to(request.user, timezone.now()).select_related("group__school")
    return get_object_or_404(visible, pk=post_id)


def _context(request: UserRequest, post: Post) -> dict[str, Any]:
    """The comments as the page shows them that asked: all of them on the page of the post, else the last few."""
    if is_fragment(request) and "all" not in request.POST:
        now = timezone.now()
        return {"part": reading.post_card(request.user, post.pk, now=now), "now": now}
    context = detail_context(request, post, page_number="last")
    return context | {"part": context["card"]}


def _page_before(request: UserRequest, post: Post) -> str:
    """The page of ours the button was on, else the page of the post."""
    page = request.headers.get("Referer", "").partition("#")[0]
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if ours else reverse("posts:post-detail", args=[post.pk])


def _address_of(comment: Comment) -> str:
    before = comment.post.comments.filter(created_at__lte=comment.created_at).count()
    page = max(1, -(-before // reading.COMMENTS_PER_PAGE))
    query = f"?page={page}" if page > 1 else ""
    return f"{reverse('posts:post-detail', args=[comment.post_id])}{query}#comment-{comment.pk}"
