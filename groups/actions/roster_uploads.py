"""The file between looking and applying: private, named by the server, gone after a day."""

from datetime import datetime, timedelta

from django.db import transaction

from common.storage import delete_private, new_name, write_private
from groups.models import RosterUpload, School
from people.models import User

KEPT_FOR = timedelta(hours=24)


@transaction.atomic
def keep_upload(
    *, school: School, kind: str, file_name: str, content: bytes, by: User, now: datetime
) -> RosterUpload:
    """Keep an uploaded roster until it is applied, at most a day. Raises OSError when the disk is full."""
    stored_as = write_private(new_name("rosters", "bin"), content)
    return RosterUpload.objects.create(
        school=school,
        kind=kind,
        file_name=file_name[:200],
        stored_as=stored_as,
        uploaded_by=by,
        uploaded_at=now,
    )


@transaction.atomic
def finish_upload(*, upload: RosterUpload, by: User, now: datetime) -> None:
    """The file was applied: the line stays, the file goes when that is certain."""
    upload.applied_at = now
    upload.save(update_fields=["applied_at"])
    transaction.on_commit(lambda: delete_private(upload.stored_as))


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
