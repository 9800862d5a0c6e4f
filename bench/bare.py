"""The yardstick: a bare Django view that shows the same rows, without consent, frame, forms or protection.

Session, account, membership, then one joined query per kind of row, as somebody would write it in an afternoon.
"""

from pathlib import Path

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from groups.models import Membership
from posts.models import Comment, Photo, Post, Reaction

TEMPLATE = Engine(dirs=[Path(__file__).parent]).get_template("bare.html")
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]


def feed(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    groups = list(
        Membership.objects.filter(user=request.user, state="active").values_list("group_id", flat=True)
    )
    if not groups:
        return HttpResponse(status=404)
    posts = list(
        Post.objects.filter(group__in=groups, state="published")
        .select_related("author", "group")
        .order_by("-published_at", "-id")[:20]
    )
    by_id = {post.pk: post for post in posts}
    for post in posts:
        post.shown_photos, post.counts, post.mine, post.last_comments = [], {}, "", []
    in_order = Window(RowNumber(), partition_by="post", order_by=["position", "uploaded_at", "id"])
    for photo in (
        Photo.objects.filter(post__in=posts).annotate(nth=in_order).filter(nth__lte=5).order_by("nth")
    ):
        by_id[photo.post_id].shown_photos.append(photo)
    reactions = Reaction.objects.filter(post__in=posts).values_list("post_id", "kind")
    for post_id, kind, count in reactions.annotate(n=Count("pk")):
        by_id[post_id].counts[kind] = count
    for post_id, kind in reactions.filter(user=request.user):
        by_id[post_id].mine = kind
    newest = Window(RowNumber(), partition_by="post", order_by=[F("created_at").desc(), F("id").desc()])
    comments = (
        Comment.objects.filter(post__in=posts)
        .select_related("author")
        .annotate(nth=newest)
        .filter(nth__lte=3)
    )
    for comment in comments.order_by("created_at"):
        by_id[comment.post_id].last_comments.append(comment)
    return HttpResponse(TEMPLATE.render(Context({"posts": posts})))


urlpatterns = [path("feed/", feed)]
