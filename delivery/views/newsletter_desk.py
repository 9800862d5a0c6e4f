"""Making a newsletter: one form for words and choice, one page to let it go; all of it works without JavaScript."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST

from common.http import UserRequest, sent, signed_in
from delivery.actions import newsletters as actions
from delivery.forms.newsletters import NewsletterForm, PlaceForm, initial_of
from delivery.models import Newsletter
from delivery.queries.newsletters import offered, rooms_for
from delivery.views.fetch import school_among
from delivery.views.newsletters import newsletter_or_404
from groups.models import School, SchoolGroup
from hours.queries import next_school_window
from people.models import User
from posts.errors import NotYours, Refused
from posts.permissions import may_edit_post, may_handle_draft
from posts.queries.publishing import reader_counts

for_editors = signed_in(NotYours)
MOVES = {"earlier": -1, "later": 1}
THEN = {"preview": "delivery:newsletter-detail", "place": "delivery:newsletter-place"}


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_create(request: UserRequest) -> HttpResponse:
    """Show an empty newsletter with an id of its own, or receive it. Nothing is stored before the first POST."""
    rooms = rooms_for(request.user)
    schools = School.objects.filter(groups__in=rooms).distinct().order_by("name", "pk")
    group = rooms.get(school=school_among(request, schools))
    return _desk(request, group, None, schools=list(schools))


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_edit(request: UserRequest, pk: UUID) -> HttpResponse:
    """Go on with a draft; a placed one is changed as the post that it is."""
    newsletter = newsletter_to_write(request.user, pk)
    if not newsletter.post.is_on_desk:
        return redirect("posts:post-edit", pk)
    return _desk(request, newsletter.post.group, newsletter)


@for_editors
@require_http_methods(["GET", "HEAD", "POST"])
def newsletter_place(request: UserRequest, pk: UUID) -> HttpResponse:
    """Say to how many it goes and when; POST places it. Placing twice is once."""
    now = timezone.now()
    newsletter = newsletter_to_write(request.user, pk)
    group = newsletter.post.group
    if not newsletter.post.is_on_desk:
        return redirect("posts:post-detail", pk)
    form = PlaceForm(sent(request), writer=request.user, school=group.school)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            post = actions.place_newsletter(newsletter=newsletter, by=request.user, now=now, reason=reason)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("delivery:newsletter-edit" if post.is_on_desk else "posts:post-detail", pk)
    opens_at = next_school_window(group.school, now=now)
    context = {
        "newsletter": newsletter,
        "form": form,
        "group": group,
        "waits_until": opens_at if opens_at > now else None,
        "chosen": newsletter.entries.count(),
        "readers": reader_counts([group], writer=request.user, today=timezone.localdate(now))[group.pk],
    }
    return render(request, "delivery/newsletter_place.html", context, status=422 if form.errors else 200)


@for_editors
@require_POST
def newsletter_discard(request: UserRequest, pk: UUID) -> HttpResponse:
    actions.discard_newsletter(newsletter=newsletter_to_write(request.user, pk), by=request.user)
    messages.success(request, pgettext("staff", "The draft is gone."))
    return redirect("delivery:newsletter-list")


def newsletter_to_write(user: User, pk: UUID) -> Newsletter:
    """An own draft, or one this account placed; 403 for whoever only reads it."""
    newsletter = newsletter_or_404(user, pk)
    if not (may_handle_draft(user, newsletter.post) or may_edit_post(user, newsletter.post)):
        raise PermissionDenied
    return newsletter


def _desk(
    request: UserRequest,
    group: SchoolGroup,
    newsletter: Newsletter | None,
    schools: list[School] | None = None,
) -> HttpResponse:
    now = timezone.now()
    posts = offered(newsletter, group.school, request.user, now=now)
    initial = initial_of(newsletter, week=timezone.localdate(now).isocalendar().week)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and newsletter is not None:
        data["id"] = str(newsletter.pk)
    form = NewsletterForm(data, offered=posts, initial=initial)
    answer = _receive(request, form, group, now) if request.method == "POST" and form.is_valid() else None
    if answer is not None:
        return answer
    readers = reader_counts([group], writer=request.user, today=timezone.localdate(now))[group.pk]
    context = {
        "form": form,
        "group": group,
        "school": group.school,
        "schools": schools or [],
        "newsletter": newsletter,
        "post": newsletter.post if newsletter else None,
        "offered": [(post, str(post.pk) in form.ticked) for post in posts],
        "kept": newsletter.entries.count() if newsletter else 0,
        "readers": readers,
        "now": now,
    }
    return render(request, "delivery/newsletter_form.html", context, status=422 if form.errors else 200)


def _receive(
    request: UserRequest, form: NewsletterForm, group: SchoolGroup, now: datetime
) -> HttpResponse | None:
    """Keep what was sent, then do what the button says; None when the form has something to say."""
    then, pk = request.POST.get("then", ""), form.cleaned_data["id"]
    try:
        newsletter = actions.save_newsletter(
            newsletter_id=pk, group=group, draft=form.draft, by=request.user, now=now
        )
    except Refused as refused:
        form.add_error(None, str(refused))
        return None
    verb, _gap, post_id = then.partition(" ")
    if verb in MOVES and post_id in form.ticked:
        actions.move_entry(newsletter=newsletter, post_id=UUID(post_id), step=MOVES[verb], by=request.user)
    if verb == "place" and not form.require_title():
        return None
    return redirect(THEN.get(verb, "delivery:newsletter-edit"), pk)
