"""Letters for the families an important post did not reach, for the office and the director (U9)."""

import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from common.http import UserRequest, sent
from common.limits import Limit
from common.pdf import PdfFailed, render_pdf
from delivery.actions.print_run import PaperLetter, write_print_run
from delivery.forms.print_run import PrintRunForm
from delivery.permissions import may_print_letters, may_see_reach
from delivery.queries.envelopes import stacks_of
from delivery.views.fetch import important_post_or_404
from groups.errors import Refused
from posts.models import Post

# The codes of a second press would make the paper of the first one worthless.
PRESSES = Limit("print-run", attempts=1, seconds=3600)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def print_run(request: UserRequest, post_id: UUID) -> HttpResponse:
    """Show who gets a letter, by group; POST makes the codes and prints the letters of one group."""
    now = timezone.now()
    post = important_post_or_404(request.user, post_id, now)
    if not may_print_letters(request.user, post):
        raise PermissionDenied
    form = PrintRunForm(sent(request), stacks=stacks_of(post, now=now))
    if request.method == "POST" and form.is_valid():
        try:
            return letters(request, post, form, now)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        except PdfFailed:
            form.add_error(None, _("The letters could not be printed. Try again in a moment."))
    context = {
        "post": post,
        "form": form,
        "stacks": list(form.stacks.values()),
        "press_id": uuid.uuid4(),
        "may_see_reach": may_see_reach(request.user, post),
    }
    return render(request, "delivery/print_run.html", context, status=422 if form.errors else 200)


def letters(request: UserRequest, post: Post, form: PrintRunForm, now: datetime) -> HttpResponse:
    """Make the codes and the letters of one stack. Raises Refused, also when this press was answered before."""
    press, stack = form.cleaned_data["id"], form.stack
    if not PRESSES.take(f"{request.user.pk}:{press}"):
        raise Refused(_("These letters were made already. Do you not have the file? Press once more."))
    written = write_print_run(envelopes=stack.envelopes, by=request.user, now=now)
    name = slugify(stack.group.name) if stack.group else pgettext("file name", "no-group")
    response = HttpResponse(printed(post, written, press, now), content_type="application/pdf")
    file_name = pgettext("file name", "letters-%(group)s.pdf") % {"group": name}
    response["Content-Disposition"] = f'attachment; filename="{file_name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def printed(post: Post, written: list[PaperLetter], press: UUID, now: datetime) -> bytes:
    context: dict[str, Any] = {
        "post": post,
        "letters": written,
        "school": post.school,
        "school_name": post.school.name,
        "title": post.title,
        "today": timezone.localdate(now),
    }
    return render_pdf("pdf/print_run.html", context, identifier=press.bytes, created=now)
