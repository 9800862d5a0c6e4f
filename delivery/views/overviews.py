"""The overview of the last seven days, as it would be made now."""

from datetime import timedelta

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.http import UserRequest
from delivery import overview_words as words
from delivery.models import Channel
from delivery.queries.overviews import News, overviews_of
from delivery.queries.profiles import profiles_of
from posts.models import Post

WEEK = timedelta(days=7)


@login_required
@require_safe
def digest_preview(request: UserRequest) -> HttpResponse:
    """Show what the mail would say, with the same words."""
    now = timezone.now()
    people = profiles_of({request.user.pk}, now=now)
    read = Post.objects.visible_to(request.user, now).filter(group__in=people[request.user.pk].groups)
    told = read.filter(state=Post.State.PUBLISHED, published_at__gt=now - WEEK).exclude(author=request.user)
    posts = list(told.select_related("group", "school", "author"))
    found = overviews_of({0: News(request.user.pk, Channel.WEEKLY, posts)}, people, now=now)
    return render(request, "delivery/digest_preview.html", words.page_of(found[0]) if found else {})
