"""The file between looking and applying: private, named by the server, gone after a day.

The promise: of an EDEXML export only what Kring reads reaches the disk, so no citizen service number ever does.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from common.storage import delete_private, new_name, read_private, write_private
from groups.actions.guardian_sheet import apply_guardians
from groups.actions.roster import apply_roster
from groups.errors import Refused
from groups.models import RosterUpload, School
from groups.roster.changes import GuardianPlan, RosterPlan
from groups.roster.edexml import without_the_rest
from groups.roster.types import GuardianSheet, Roster
from people.models import User

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(hours=24)
FOLDER = "rosters"


@transaction.atomic
def keep_upload(
    *, school: School, kind: str, file_name: str, content: bytes, by: User, now: datetime
) -> RosterUpload:
    """Keep an uploaded roster until it is applied, at most a day.

    Raises Refused when the disk is full, and RosterRefused for a roster of pupils that cannot be read.
    """
    if kind == RosterUpload.Kind.PUPILS:
        content = without_the_rest(content)
    try:
        stored_as = write_private(new_name(FOLDER, "bin"), content)
    except OSError as error:
        log.exception("A roster could not be kept")
        raise Refused(_("There is no room on the server for this file. Tell whoever runs Kring.")) from error
    return RosterUpload.objects.create(
        school=school,
        kind=kind,
        file_name=file_name[:200],
        stored_as=stored_as,
        uploaded_by=by,
        uploaded_at=now,
    )


@transaction.atomic
def apply_upload(
    *,
    upload: RosterUpload,
    content: Roster | GuardianSheet,
    plan_fingerprint: str,
    confirmed_gone: bool,
    decisions: Mapping[str, str],
    by: User,
    now: datetime,
) -> RosterPlan | GuardianPlan | None:
    """Apply what was read from an upload, once; None when that was done before (a double click).

    Raises what apply_roster and apply_guardians raise. Afterwards the line stays and the file goes.
    """
    upload = RosterUpload.objects.select_for_update(of=("self",)).select_related("school").get(pk=upload.pk)
    if upload.applied_at is not None:
        return None
    plan: RosterPlan | GuardianPlan
    if isinstance(content, Roster):
        plan = apply_roster(
            school=upload.school,
            roster=content,
            plan_fingerprint=plan_fingerprint,
            confirmed_gone=confirmed_gone,
            decisions=decisions,
            by=by,
            now=now,
        )
    else:
        plan = apply_guardians(
            school=upload.school,
            sheet=content,
            plan_fingerprint=plan_fingerprint,
            by=by,
            now=now,
        )
    upload.applied_at = now
    upload.save(update_fields=["applied_at"])
    transaction.on_commit(lambda: delete_private(upload.stored_as))
    return plan


@transaction.atomic
def discard_upload(*, upload: RosterUpload, by: User | None) -> None:
    """Forget an upload: the line and the file."""
    name = upload.stored_as
    upload.delete()
    transaction.on_commit(lambda: delete_private(name))


def sweep_uploads(*, now: datetime) -> int:
    """Forget every upload that nobody applied within a day; returns how many. Safe to run twice."""
    stale = RosterUpload.objects.filter(applied_at=None, uploaded_at__lt=now - KEPT_FOR)
    for upload in stale:
        discard_upload(upload=upload, by=None)
    return len(stale)


def sweep_files(*, now: datetime) -> int:
    """Remove roster files that no line names, once they are a day old; returns how many."""
    root, oldest = Path(settings.MEDIA_ROOT) / FOLDER, (now - KEPT_FOR).timestamp()
    old = {str(path.relative_to(settings.MEDIA_ROOT)): path for path in root.glob("*/*") if path.is_file()}
    old = {name: path for name, path in old.items() if path.stat().st_mtime < oldest}
    named = RosterUpload.objects.filter(stored_as__in=list(old)).values_list("stored_as", flat=True)
    orphans = old.keys() - set(named)
    for name in orphans:
        old[name].unlink(missing_ok=True)
    return len(orphans)


def read_upload(*, upload: RosterUpload) -> bytes | None:
    """The uploaded bytes; None when the file was swept."""
    try:
        return read_private(upload.stored_as)
    except FileNotFoundError:
        return None
