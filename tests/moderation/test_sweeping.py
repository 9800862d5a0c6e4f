"""Files that no row names are swept; one that a row names never is."""

import os
from datetime import timedelta

from django.utils import timezone

from common.storage import exists_private, path_of, write_private
from groups.actions import roster_uploads
from groups.models import School
from moderation import actions
from moderation.actions.printing import media_prefix
from moderation.models import DossierDocument, Incident
from people.models import User
from tests import make


def aged(name: str, days: int) -> str:
    write_private(name, b"x")
    then = (timezone.now() - timedelta(days=days)).timestamp()
    os.utime(path_of(name), (then, then))
    return name


def test_only_what_no_row_names_goes(incident: Incident, greet: User) -> None:
    document = actions.put_in_chain(
        incident=incident,
        kind=DossierDocument.Kind.EVIDENCE,
        content=b"bewijs",
        content_type="application/pdf",
        facts={},
        by=greet,
        now=make.NOW,
    )
    os.utime(path_of(document.stored_as), (0, 0))
    kept = [
        document.stored_as,
        aged(f"{media_prefix(incident.pk)}{'a' * 64}.jpg", 3),
        aged("dossier/ab/b.pdf", 0),
    ]
    gone = [aged("dossier/ab/c.pdf", 3), aged(f"dossier/00/{'0' * 32}-{'a' * 64}.jpg", 3)]
    assert actions.sweep_dossier_files(now=timezone.now()) == len(gone)
    assert all(map(exists_private, kept))
    assert not any(map(exists_private, gone))


def test_a_roster_file_without_a_line_goes(school: School, greet: User) -> None:
    upload = roster_uploads.keep_upload(
        school=school, kind="guardians", file_name="a.csv", content=b"x", by=greet, now=timezone.now()
    )
    os.utime(path_of(upload.stored_as), (0, 0))
    orphan = aged("rosters/ab/c.bin", 3)
    assert roster_uploads.sweep_files(now=timezone.now()) == 1
    assert exists_private(upload.stored_as)
    assert not exists_private(orphan)
