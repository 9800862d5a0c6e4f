"""Receipts leave the house through here; whether one is real is looked up here."""

import logging
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from common.background import after_commit_once
from common.http import UserRequest
from common.storage import path_of
from consent.queries import receipts
from groups.permissions import groups_where

log = logging.getLogger(__name__)
WAIT_SECONDS = 30


@login_required
@require_safe
def receipt(request: UserRequest, receipt_id: UUID) -> HttpResponseBase:
    """The file of a receipt, for who chose and for who leads the school; a page while it is being made."""
    found = get_object_or_404(receipts.receipts_for(request.user), pk=receipt_id)
    try:
        file = path_of(found.stored_as).open("rb") if found.stored_as else None
    except FileNotFoundError:
        log.error("The file of receipt %s is gone", found.pk)
        file = None
    if file is None:
        after_commit_once(str(found.pk), WAIT_SECONDS, "consent.tasks.finish_receipt", str(found.pk))
        return render(request, "consent/receipt_wait.html", {"receipt": found}, status=202)
    name = f"kring-{receipts.check_code(found).lower()}.pdf"
    return private(FileResponse(file, filename=name, content_type="application/pdf"))


def private(answer: HttpResponseBase) -> HttpResponseBase:
    """No cache keeps what somebody chose."""
    answer["Cache-Control"] = "private, no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@require_safe
def receipt_check(request: UserRequest) -> HttpResponse:
    """Type the code of a receipt and see whether it is real and unchanged; for who leads the school."""
    if not groups_where(request.user, "direct").school_wide().exists():
        raise PermissionDenied("Only who leads a school checks receipts.")
    code = request.GET.get("code", "").strip()[:100]
    found = receipts.find_receipt(request.user, code) if code else None
    context = {"code": code, "verdict": receipts.verify(found) if found else None}
    return render(request, "consent/receipt_check.html", context)
