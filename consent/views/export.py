"""Everything that was decided about one child, to take along: a PDF to read and JSON for a machine (R178)."""

import io
import json
import logging
from datetime import datetime
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from common.http import UserRequest
from common.limits import Limit
from common.pdf import PdfFailed, render_pdf
from common.storage import read_private
from consent.queries.export import Reach, collect, paper_in, reach_of, receipts_in
from consent.views.receipts import private

log = logging.getLogger(__name__)
EXPORTS = Limit("consent-export", attempts=20, seconds=3600, spares=True)
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@login_required
@require_safe
def export(request: UserRequest, child_id: UUID) -> HttpResponseBase:
    """One ZIP: a guardian gets the own choices, who leads a school all that the school knows."""
    reach = reach_of(request.user, child_id)
    if reach is None:
        raise Http404
    if not EXPORTS.take(str(request.user.pk)):
        return render(request, "consent/export_often.html", status=429)
    now = timezone.now()
    try:
        bundle = _zip(reach, collect(reach, now=now), now)
    except PdfFailed:
        log.exception("The choices about child %s could not be printed", reach.child.pk)
        return render(request, "consent/export_failed.html", status=503)
    log.info("Account %s took the choices about child %s along", request.user.pk, reach.child.pk)
    answer = FileResponse(
        bundle,
        as_attachment=True,
        filename="kring-beeldvoorkeuren.zip",
        content_type="application/zip",
    )
    return private(answer)


def _zip(reach: Reach, told: dict[str, Any], now: datetime) -> io.BytesIO:
    bundle = io.BytesIO()
    with ZipFile(bundle, "w", ZIP_DEFLATED) as archive:
        archive.writestr("keuzes.json", json.dumps(told, ensure_ascii=False, indent=2))
        archive.writestr("keuzes.pdf", _pdf(told, now))
        for receipt in receipts_in(reach).exclude(stored_as=""):
            _add(archive, f"ontvangstbewijzen/{receipt.pk}.pdf", receipt.stored_as)
        for form in paper_in(reach):
            _add(archive, f"papier/{form.pk}.{SUFFIXES.get(form.content_type, 'bin')}", form.stored_as)
    bundle.seek(0)
    return bundle


def _add(archive: ZipFile, name: str, stored_as: str) -> None:
    try:
        archive.writestr(name, read_private(stored_as))
    except FileNotFoundError:
        log.error("A file of an export is gone: %s", stored_as)


def _pdf(told: dict[str, Any], now: datetime) -> bytes:
    context = {"told": told, "school_name": told["child"]["name"], "at": now, "title": told["child"]["name"]}
    for guardian in told["guardians"]:
        for decision in guardian["decisions"]:
            decision["moment"] = parse_datetime(decision["at"])
    identifier = f"{told['child']['id']} {told['made_at']}".encode()
    return render_pdf("pdf/consent_export.html", context, identifier=identifier, created=now)
