"""Photos of the own child to take home, in one file."""

import tempfile
from datetime import date
from typing import Any
from uuid import UUID
from zipfile import ZIP_STORED, ZipFile

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_safe

from common.http import UserRequest
from common.limits import Limit
from common.storage import path_of
from posts import actions
from posts.queries.downloads import FORMAT, Part, Take, part_of
from posts.views.whereabouts import own_child

# Half a minute of work each at most: enough for a whole school year, not enough to keep a server busy.
DOWNLOADS = Limit("download", 60, 3600, spares=True)
LOOK_AGAIN = 5


@login_required
@require_safe
def child_download(request: UserRequest, child_id: UUID) -> HttpResponseBase:
    """A ZIP with photos of an own child: `?post=`, `?month=2026-10` or all; `?part=` of fifty.

    While photos are still being drawn it answers a page that looks again by itself; `?without=1` leaves those out.
    """
    child = own_child(request.user, child_id)
    chosen = _chosen(request)
    now = timezone.now()
    try:
        part = part_of(child, request.user, now=now, **chosen)
    except LookupError as error:
        raise Http404 from error
    if part.missing and not (request.GET.get("without") and part.ready):
        return _not_yet(request, part, {"child": child, "part": part})
    if not DOWNLOADS.take(str(request.user.pk)):
        return render(request, "posts/download_often.html", {"child": child}, status=429)
    answer = FileResponse(_packed(part), as_attachment=True, filename=_name(part, chosen))
    answer["Content-Type"], answer["Cache-Control"] = "application/zip", "private, no-store"
    if part_of(child, request.user, now=timezone.now(), **chosen).keys != part.keys:
        # Somebody chose otherwise while this was packed: pack again what may be seen now.
        answer.close()
        return redirect(request.get_full_path())
    return answer


def _chosen(request: UserRequest) -> dict[str, Any]:
    """What the address asks for. Raises Http404 for what nobody was given."""
    asked = request.GET
    try:
        return {
            "number": int(asked.get("part", 1)),
            "post": UUID(asked["post"]) if "post" in asked else None,
            "month": date.fromisoformat(f"{asked['month']}-01") if "month" in asked else None,
        }
    except ValueError as error:
        raise Http404 from error


def _not_yet(request: UserRequest, part: Part, context: dict[str, Any]) -> HttpResponse:
    """Have the missing ones drawn, and look again; without a script too."""
    for take in part.missing:
        actions.ask_for_rendition(photo_id=take.photo.pk, key=take.key, image_format=FORMAT)
    answer = render(request, "posts/child_download.html", context)
    answer["Refresh"] = str(LOOK_AGAIN)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _packed(part: Part) -> Any:
    """A file on disk that is gone when it is closed; one photo at a time is read."""
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse closes it
    left_out = len(part.missing)
    with ZipFile(file, "w", ZIP_STORED) as packed:
        for take in part.ready:
            left_out += not _pack(packed, take)
        packed.writestr(pgettext("name of a file", "READ-ME.txt"), _rule(part, left_out))
    file.seek(0)
    return file


def _pack(packed: ZipFile, take: Take) -> bool:
    try:
        packed.write(path_of(take.stored_as), take.name)
    except FileNotFoundError:
        return False
    return True


def _rule(part: Part, left_out: int) -> str:
    lines = [
        pgettext("parent", "These photos are for you at home."),
        pgettext(
            "parent",
            "Other children are in these photos too. Do not share them on social media or in a group app, "
            "and do not give them to others.",
        ),
        pgettext("parent", "Part %(number)d of %(total)d.") % {"number": part.number, "total": part.total},
    ]
    if left_out:
        lines.append(
            ngettext(
                "%(count)d photo was not ready and is not in here.",
                "%(count)d photos were not ready and are not in here.",
                left_out,
            )
            % {"count": left_out}
        )
    return "\r\n\r\n".join(lines) + "\r\n"


def _name(part: Part, chosen: dict[str, Any]) -> str:
    month = f"-{chosen['month']:%Y-%m}" if chosen["month"] else ""
    of_more = f"-{part.number}" if part.total > 1 else ""
    return f"kring-fotos{month}{of_more}.zip"
