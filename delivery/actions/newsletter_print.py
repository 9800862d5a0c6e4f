"""The PDF of a newsletter.

The promise: nobody gets words on paper that are not on the page. A file is given only while printing now would give
the same, and it goes when the newsletter does.
"""

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import override

from common.background import after_commit
from common.pdf import html_to_pdf
from common.storage import delete_after_commit, exists_private, write_private
from delivery.actions.newsletters import PRINT
from delivery.models import Newsletter
from delivery.queries.newsletters import Line, intro_of, lines_of, to_print, to_withdraw

SWEPT_AT_ONCE = 50


def print_newsletter(*, newsletter_id: UUID, now: datetime) -> Newsletter | None:
    """Print what it says now; None when it is not there. The same words give the same bytes, so twice is once.

    Raises PdfFailed or OSError: then the sweep comes back to it.
    """
    newsletter = Newsletter.objects.placed().select_related("post__school").filter(pk=newsletter_id).first()
    if newsletter is None:
        return None
    lines = lines_of(newsletter, now=now, reader=None)
    page = _page(newsletter, lines)
    sha256 = _sha256(page)
    if newsletter.page_sha256 == sha256 and exists_private(newsletter.stored_as):
        _keep(newsletter, lines, now)
        return newsletter
    content = html_to_pdf(page, identifier=newsletter.pk.bytes, created=newsletter.post.published_at or now)
    newsletter.stored_as = f"newsletters/{newsletter.pk.hex[:2]}/{newsletter.pk.hex}-{sha256[:16]}.pdf"
    newsletter.page_sha256 = sha256
    # The row first: a file that no row names would stay.
    _keep(newsletter, lines, now)
    write_private(newsletter.stored_as, content)
    return newsletter


def printed_as(newsletter: Newsletter, *, now: datetime) -> str:
    """The name of the file, when it says exactly what the newsletter says now; else nothing (fail closed)."""
    if not newsletter.stored_as or not exists_private(newsletter.stored_as):
        return ""
    page = _page(newsletter, lines_of(newsletter, now=now, reader=None))
    return newsletter.stored_as if _sha256(page) == newsletter.page_sha256 else ""


def sweep_newsletters(*, now: datetime) -> int:
    """Ring for what has no PDF of today's words, and take away what is not there any more; returns how many."""
    for newsletter in to_withdraw():
        _withdraw(newsletter)
    ids = list(to_print(now).order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    for pk in ids:
        after_commit(PRINT, str(pk))
    return len(ids)


@transaction.atomic
def _keep(newsletter: Newsletter, lines: list[Line], now: datetime) -> None:
    """Write down which file has which words. Raises Newsletter.DoesNotExist when it went meanwhile."""
    before = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    printed = [line.post.pk for line in lines if line.post is not None]
    newsletter.entries.update(is_printed=False)
    newsletter.entries.filter(post__in=printed).update(is_printed=True)
    newsletter.printed_at = now
    newsletter.save(update_fields=["page_sha256", "stored_as", "printed_at"])
    if before.stored_as and before.stored_as != newsletter.stored_as:
        delete_after_commit([before.stored_as])


@transaction.atomic
def _withdraw(newsletter: Newsletter) -> None:
    held = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    delete_after_commit([held.stored_as] if held.stored_as else [])
    held.stored_as, held.page_sha256, held.printed_at = "", "", None
    held.save(update_fields=["page_sha256", "stored_as", "printed_at"])
    held.entries.update(is_printed=False)


def _page(newsletter: Newsletter, lines: list[Line]) -> str:
    post = newsletter.post
    context = {
        "title": post.title,
        "intro": intro_of(post),
        "post": post,
        "lines": lines,
        "school": post.school,
        "school_name": post.school.name,
    }
    with override("nl"):
        return render_to_string("pdf/newsletter.html", context)


def _sha256(page: str) -> str:
    return hashlib.sha256(page.encode("utf-8", "replace")).hexdigest()
