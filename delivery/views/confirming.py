"""Saying "Read" from a mail: for one person and one post, without signing in, and only when the button is pressed."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from common.http import see_other
from delivery.links import read_confirm_token
from people.models import User
from posts.actions import interactions
from posts.models import Post, ReadConfirmation
from posts.permissions import may_confirm


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show which post it is about, and write down that it was read. Whoever has the mail sees no more than it said."""
    user, post = read(token)
    if request.method == "POST":
        interactions.confirm_read(post=post, by=user)
        return see_other(reverse("delivery:confirm", args=[token]))
    is_done = ReadConfirmation.objects.filter(post=post, user=user).exists()
    return render(request, "delivery/confirm.html", {"post": post, "is_done": is_done})


def read(token: str) -> tuple[User, Post]:
    """Whose link it is and about which post; 404 for anything else, and for who may not read it any more."""
    found = read_confirm_token(token)
    if found is None:
        raise Http404
    user = User.objects.filter(pk=found[0], is_active=True).first()
    post = Post.objects.filter(pk=found[1]).select_related("group__school").first()
    if user is None or post is None or user.is_suspended(timezone.now()) or not may_confirm(user, post):
        raise Http404
    return user, post
