"""Writing a post: one page for new, draft and edit; every button of it works without JavaScript."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import npgettext, pgettext
from django.views.decorators.http import require_http_methods

from common.htmx import is_fragment
from common.http import UserRequest
from common.uploads import UploadRefused
from groups.models import SchoolGroup
from groups.permissions import groups_where
from hours.queries import next_school_window
from policies.queries import policy_for
from posts import actions
from posts.errors import Refused
from posts.forms import PostForm
from posts.models import Post
from posts.permissions import may_edit_post, may_handle_draft
from posts.queries.checking import PhotoCheck, photo_check
from posts.queries.names import FoundName, names_found
from posts.queries.publishing import other_groups, parents_of_pictured, reader_counts
from posts.views.fetching import for_writers, group_to_write, post_to_write

ASKED_ANEW = ("csrfmiddlewaretoken", "then", "sure")
MOVES = {"earlier": -1, "later": 1}


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def post_create(request: UserRequest, slug: str) -> HttpResponse:
    """Show an empty post with an id of its own, or receive it. Nothing is stored before the first POST."""
    group = group_to_write(request, slug)
    if request.method == "POST":
        return _receive_draft(request, PostForm(request.POST, group=group, writer=request.user), group)
    return _page(request, PostForm(group=group, writer=request.user), group)


@for_writers
@require_http_methods(["GET", "HEAD", "POST"])
def post_edit(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Go on with a draft, or change a post that was placed."""
    post = post_to_write(request, post_id)
    if not (may_handle_draft(request.user, post) or may_edit_post(request.user, post)):
        raise PermissionDenied
    if request.method != "POST":
        return _page(request, PostForm(group=post.group, writer=request.user, post=post), post.group, post)
    data = request.POST.copy()
    data["id"] = str(post.pk)
    form = PostForm(data, group=post.group, writer=request.user, post=post)
    if post.is_on_desk:
        return _receive_draft(request, form, post.group, post)
    if request.POST.get("then") == "nobody":
        # In a placed post the words wait for their own button.
        _declare_empty(request, form, post)
        return _page(request, form, post.group, post, status=422 if form.errors else 200)
    return _receive_edit(request, form, post)


def _receive_draft(
    request: UserRequest,
    form: PostForm,
    group: SchoolGroup,
    post: Post | None = None,
) -> HttpResponse:
    then = request.POST.get("then", "")
    if not form.is_valid():
        return (
            _unsaved(request, form) if then == "autosave" else _page(request, form, group, post, status=422)
        )
    typed: dict[str, Any] = {
        **form.words(),
        "post_id": form.cleaned_data["id"],
        "group": group,
        "by": request.user,
    }
    post = actions.save_draft(**typed, now=timezone.now())
    if post.is_on_desk:
        _take_photos(request, form, post)
        _do_with_photo(request, form, post, then)
        if then == "nobody":
            _declare_empty(request, form, post)
        if then.startswith("move "):
            _move(request, post, then.removeprefix("move "))
        if then == "publish" and form.require_title():
            if post.is_emergency and "sure" not in request.POST:
                return _ask_for_emergency(request, post)
            post = _publish(request, form, post, typed)
    if form.errors:
        return _page(request, form, group, post, status=422)
    if not post.is_on_desk:
        return _to_post(request, post)
    return _saved(request, form, post) if then == "autosave" else redirect("posts:post-edit", post.pk)


def _publish(request: UserRequest, form: PostForm, post: Post, typed: dict[str, Any]) -> Post:
    """Place the post; what stands in the way is shown at the fields, and all that was typed is kept."""
    reason = form.cleaned_data["reason"]
    try:
        post = actions.publish_post(**typed, not_about=form.ticked, reason=reason, now=timezone.now())
    except Refused as error:
        form.complain(error)
        return post
    if post.scheduled_for is not None:
        return post
    said = pgettext("staff", "Your post is there for %(group)s.") % {"group": post.group.name}
    messages.success(request, said)
    return post


def _ask_for_emergency(request: UserRequest, post: Post) -> HttpResponse:
    """What would happen and to how many, before it does (G14). The page sends along all that was typed."""
    today = timezone.localdate()
    typed = [
        (name, value) for name, values in request.POST.lists() if name not in ASKED_ANEW for value in values
    ]
    readers = reader_counts([post.group], writer=request.user, today=today)[post.group_id]
    context = {"post": post, "group": post.group, "readers": readers, "typed": typed}
    return render(request, "posts/post_emergency.html", context)


def _move(request: UserRequest, post: Post, slug: str) -> None:
    """Write the draft for another group; the page then shows the leaves for its readers, before it is placed."""
    groups = groups_where(request.user, "post").running().filter(school=post.school_id)
    group = get_object_or_404(groups.select_related("school"), slug=slug)
    more = other_groups(post, [group], writer=request.user, today=timezone.localdate())[0].more
    moved = actions.move_draft(post=post, group=group, by=request.user)
    said = pgettext("staff", "This draft is now for %(group)s.") % {"group": moved.group.name}
    if more:
        leaves = npgettext(
            "staff",
            "%(count)s more child is behind a leaf.",
            "%(count)s more children are behind a leaf.",
            more,
        )
        said = f"{said} {leaves % {'count': more}}"
    messages.success(request, said)


def _receive_edit(request: UserRequest, form: PostForm, post: Post) -> HttpResponse:
    if not form.is_valid() or not form.require_title():
        return _page(request, form, post.group, post, status=422)
    try:
        actions.edit_post(
            post=post, **form.words(), not_about=form.ticked, by=request.user, now=timezone.now()
        )
    except Refused as error:
        form.complain(error)
        return _page(request, form, post.group, post, status=422)
    messages.success(request, pgettext("staff", "Your changes are kept."))
    return redirect("posts:post-detail", post.pk)


def _take_photos(request: UserRequest, form: PostForm, post: Post) -> None:
    for file in request.FILES.getlist("photos"):
        try:
            actions.add_photo(post=post, file=file, by=request.user, now=timezone.now())
        except (UploadRefused, Refused) as error:
            form.add_error(None, f"{file.name}: {error}")


def _do_with_photo(request: UserRequest, form: PostForm, post: Post, then: str) -> None:
    """The small buttons on a tile send the whole form, so that no typed word is lost without JavaScript."""
    verb, _gap, photo_id = then.partition(" ")
    if verb == "delete":
        try:
            actions.delete_photo(photo=_photo_of(post, photo_id), by=request.user)
        except Refused as error:
            form.add_error(None, str(error))
    elif verb in MOVES:
        actions.move_photo(photo=_photo_of(post, photo_id), step=MOVES[verb], by=request.user)


def _declare_empty(request: UserRequest, form: PostForm, post: Post) -> None:
    """Say of all ticked photos that nobody can be recognised there; one with a frame is refused by itself."""
    ticked = [_photo_of(post, photo_id) for photo_id in request.POST.getlist("nobody")]
    numbers = {photo.pk: number for number, photo in enumerate(post.photos.filter(hidden_at=None), start=1)}
    for photo in ticked:
        try:
            actions.declare_empty(photo=photo, by=request.user, now=timezone.now())
        except Refused as error:
            words = {"number": numbers.get(photo.pk, ""), "reason": error.reason}
            form.add_error(None, pgettext("staff", "Photo %(number)s: %(reason)s") % words)
    if not ticked:
        form.add_error(None, pgettext("staff", "Tick the photos on which nobody can be recognised first."))


def _photo_of(post: Post, photo_id: str) -> Any:
    try:
        known = UUID(photo_id)
    except ValueError:
        known = None
    return get_object_or_404(post.photos, pk=known)


def _saved(request: UserRequest, form: PostForm, post: Post) -> HttpResponse:
    """The line that says "kept", and beside it the names in what was typed so far."""
    context = {"post": post, "names": _names(form, post), "ticked": form.ticked, "swaps_names": True}
    answer = render(request, "posts/_post_saved.html", context)
    answer["HX-Replace-Url"] = reverse("posts:post-edit", args=[post.pk])
    return answer


def _unsaved(request: HttpRequest, form: PostForm) -> HttpResponse:
    return render(request, "posts/_post_saved.html", {"form": form}, status=422)


def _names(form: PostForm, post: Post | None) -> list[FoundName]:
    if post is None:
        return []
    title, text = str(form["title"].value() or ""), str(form["text"].value() or "")
    return names_found(post, title=title, text=text, today=timezone.localdate())


def _to_post(request: UserRequest, post: Post) -> HttpResponse:
    """To the post that was placed. A draft that is saved by itself in another tab goes there as well."""
    url = reverse("posts:post-detail", args=[post.pk])
    if not is_fragment(request):
        return redirect(url)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer


def _page(
    request: UserRequest,
    form: PostForm,
    group: SchoolGroup,
    post: Post | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    check = photo_check(post, today=today) if post else PhotoCheck([], [])
    others = groups_where(request.user, "post").running().filter(school=group.school_id).exclude(pk=group.pk)
    is_draft = post is None or post.is_on_desk
    now = timezone.now()
    undo_minutes = policy_for(group.school).undo_minutes
    opens_at = next_school_window(group.school, now=now) if is_draft else now
    context = {
        "form": form,
        "group": group,
        "post": post,
        "check": check,
        "post_id": form.post_id,
        "is_draft": is_draft,
        "waits_until": opens_at if opens_at > now else None,
        "leaves_at": now + timedelta(minutes=undo_minutes) if is_draft else None,
        "undo_minutes": undo_minutes,
        "limit": actions.MAX_PHOTOS,
        "readers": reader_counts([group], writer=request.user, today=today)[group.pk],
        "pictured": parents_of_pictured(post, today=today) if post else 0,
        "other_groups": other_groups(post, others, writer=request.user, today=today) if is_draft else [],
        "names": _names(form, post),
        "ticked": form.ticked,
        "drafts": Post.objects.drafts_of(request.user).filter(group=group) if post is None else [],
    }
    return render(request, "posts/post_form.html", context, status=status)
