"""Reading: the feed, a group, one post, its photos. A GET here never writes anything."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from common.htmx import render_either
from common.http import UserRequest
from groups.permissions import groups_where
from people.models import Child
from posts.models import Comment, Photo, Post
from posts.permissions import may_tag_photo, may_take_back, may_use_outside, may_write_post
from posts.queries import reading
from posts.queries.albums import Album, album, removed_photos
from posts.queries.cards import FeedPage
from posts.queries.cursors import Cursor
from posts.queries.whereabouts import named_on


@login_required
@require_safe
def feed(request: UserRequest) -> HttpResponse:
    """The feed over all groups of this account, or for one child; htmx gets the older posts alone."""
    now = timezone.now()
    try:
        child = UUID(request.GET["child"]) if "child" in request.GET else None
        page = reading.feed_page(request.user, now=now, child=child, before=_cursor(request))
    except (ValueError, Child.DoesNotExist) as error:
        raise Http404 from error
    return render_either(request, "posts/feed.html", "posts/_feed_items.html", _context(page, now))


@login_required
@require_safe
def group_feed(request: UserRequest, slug: str) -> HttpResponse:
    """The posts of one group."""
    now = timezone.now()
    group = get_object_or_404(groups_where(request.user, "view"), slug=slug)
    try:
        page = reading.feed_page(request.user, now=now, group=group, before=_cursor(request))
    except ValueError as error:
        raise Http404 from error
    context = _context(page, now) | {"group": group, "may_write": may_write_post(request.user, group)}
    return render_either(request, "posts/group_feed.html", "posts/_feed_items.html", context)


@login_required
@require_safe
def post_detail(request: UserRequest, post_id: UUID) -> HttpResponse:
    """One post with all its comments, fifty to a page."""
    post = get_object_or_404(Post.objects.visible_to(request.user, timezone.now()), pk=post_id)
    return render(request, "posts/post_detail.html", detail_context(request, post))


def detail_context(request: UserRequest, post: Post, page_number: str | None = None) -> dict[str, Any]:
    """What the page of one post shows; `page_number` of its comments comes from the address unless given."""
    now = timezone.now()
    pages = Paginator(Comment.objects.of(post), reading.COMMENTS_PER_PAGE)
    page = pages.get_page(page_number or request.GET.get("page"))
    stretch = slice(max(page.start_index() - 1, 0), page.end_index())
    try:
        card = reading.post_card(request.user, post.pk, now=now, comments=stretch)
    except Post.DoesNotExist as error:  # hidden since it was fetched
        raise Http404 from error
    own_removed = removed_photos(post.pk) if card.head.is_own and card.body else ()
    return {"card": card, "page": page, "now": now, "visit_id": uuid4(), "own_removed": own_removed}


@login_required
@require_safe
def post_photos(request: UserRequest, post_id: UUID) -> HttpResponse:
    """All photos of a post, or those with one's own child in them."""
    return render(request, "posts/post_photos.html", {"album": _album(request, post_id)})


@login_required
@require_safe
def photo_show(request: UserRequest, post_id: UUID, photo_id: UUID) -> HttpResponse:
    """One photo, with the way to the one before and the one after it in the album."""
    found = _album(request, post_id)
    try:
        view = found.around(photo_id)
    except Photo.DoesNotExist as error:
        raise Http404 from error
    context = {"album": found, "view": view} | _for_school(request, photo_id)
    return render(request, "posts/photo_show.html", context)


def _for_school(request: UserRequest, photo_id: UUID) -> dict[str, Any]:
    """What whoever names the children, or leads the school, may do with this photo besides looking."""
    photo = Photo.objects.select_related("post__group__school").get(pk=photo_id)
    named = named_on(photo) if may_tag_photo(request.user, photo) else []
    rows = [
        {
            "child": row.child,
            "objects": row.objects,
            "may_take_back": row.objection is not None and may_take_back(request.user, row.objection),
        }
        for row in named
    ]
    return {"named": rows, "may_use_outside": may_use_outside(request.user, photo)}


def _context(page: FeedPage, now: datetime) -> dict[str, Any]:
    """`visit_id` names this showing of the page: what is sent twice from it counts once."""
    return {"page": page, "now": now, "visit_id": uuid4()}


def _album(request: UserRequest, post_id: UUID) -> Album:
    try:
        child = UUID(request.GET["child"]) if "child" in request.GET else None
        return album(request.user, post_id, now=timezone.now(), child=child)
    except (ValueError, Post.DoesNotExist, Child.DoesNotExist) as error:
        raise Http404 from error


def _cursor(request: UserRequest) -> Cursor | None:
    """Where the page starts. Raises ValueError for an address nobody was given."""
    return Cursor.parse(request.GET["before"]) if "before" in request.GET else None
