"""Reading newsletters: the archive, one of them, and its PDF (R090, R162)."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from common.background import after_commit_once
from common.http import UserRequest, guarded
from common.storage import path_of
from delivery.actions.newsletter_print import printed_as
from delivery.actions.newsletters import PRINT
from delivery.models import Newsletter
from delivery.queries.newsletters import intro_of, lines_of, rooms_for
from people.models import User
from posts.permissions import may_edit_post, may_handle_draft

PER_PAGE = 20
WAIT_SECONDS = 60


@login_required
@require_safe
def newsletter_list(request: UserRequest) -> HttpResponse:
    """Show the newsletters of the schools this account reads, and to an editor its drafts."""
    now = timezone.now()
    known = Newsletter.objects.select_related("post__school", "post__author")
    placed = known.visible_to(request.user, now).order_by("-post__published_at", "-pk")
    context = {
        "page": Paginator(placed, PER_PAGE).get_page(request.GET.get("page")),
        "drafts": known.written_by(request.user).order_by("-post__saved_at"),
        "may_write": rooms_for(request.user).exists(),
        "now": now,
    }
    return render(request, "delivery/newsletter_list.html", context)


@login_required
@require_safe
def newsletter_detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """Show a newsletter; to its editor also before it is placed."""
    now = timezone.now()
    newsletter = newsletter_or_404(request.user, pk)
    post = newsletter.post
    context = {
        "newsletter": newsletter,
        "post": post,
        "intro": intro_of(post),
        "lines": lines_of(newsletter, now=now, reader=request.user),
        "may_change": may_handle_draft(request.user, post) or may_edit_post(request.user, post),
        "now": now,
    }
    return render(request, "delivery/newsletter_detail.html", context)


@login_required
@require_safe
def newsletter_pdf(request: UserRequest, pk: UUID) -> HttpResponseBase:
    """The PDF, when it says what the page says; else a page that says that it is being made."""
    now = timezone.now()
    seen = Newsletter.objects.visible_to(request.user, now).select_related("post__school", "post__author")
    newsletter = get_object_or_404(seen, pk=pk)
    name = printed_as(newsletter, now=now)
    if not name:
        after_commit_once(str(pk), WAIT_SECONDS, PRINT, str(pk))
        return render(request, "delivery/newsletter_wait.html", {"newsletter": newsletter}, status=202)
    day = timezone.localdate(newsletter.post.published_at)
    called = pgettext("file name", "newsletter-%(day)s.pdf") % {"day": f"{day:%Y-%m-%d}"}
    file = path_of(name).open("rb")
    return guarded(FileResponse(file, as_attachment=True, filename=called, content_type="application/pdf"))


def newsletter_or_404(user: User, pk: UUID) -> Newsletter:
    """One this account reads, or its own draft."""
    own = Q(pk__in=Newsletter.objects.written_by(user).values("pk"))
    seen = Q(pk__in=Newsletter.objects.visible_to(user, timezone.now()).values("pk"))
    known = Newsletter.objects.select_related("post__group__school", "post__author")
    return get_object_or_404(known.filter(own | seen), pk=pk)
