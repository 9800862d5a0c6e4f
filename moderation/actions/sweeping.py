"""Files of the dossier that nothing names any more: a worker that was stopped between a file and its row."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from moderation.models import ChainStamp, DossierDocument, Incident

FOLDER = "dossier"
ORPHAN_AGE = timedelta(days=1)
# The photos and documents of an incident carry its number in their names (moderation.actions.printing.media_prefix).
MEDIA = re.compile(r"^([0-9a-f]{32})-[0-9a-f]{64}\.(?:jpg|pdf)$")


def sweep_dossier_files(*, now: datetime) -> int:
    """Remove files that no row names, once they are a day old; returns how many.

    Kept is what a document or stamp names, destroyed or not, and every photo of an incident that was not destroyed.
    """
    removed, oldest = 0, (now - ORPHAN_AGE).timestamp()
    for folder in _folders():
        old = {f"{FOLDER}/{folder.name}/{p.name}": p for p in folder.iterdir() if p.stat().st_mtime < oldest}
        for name in old.keys() - _named(old):
            old[name].unlink(missing_ok=True)
            removed += 1
    return removed


def _folders() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT) / FOLDER
    if root.is_dir():
        yield from (path for path in root.iterdir() if path.is_dir())


def _named(files: dict[str, Path]) -> set[str]:
    documents = DossierDocument.objects.filter(stored_as__in=list(files)).values_list("stored_as", flat=True)
    stamps = ChainStamp.objects.filter(stored_as__in=list(files)).values_list("stored_as", flat=True)
    return {*documents, *stamps, *_photos(files)}


def _photos(files: dict[str, Path]) -> Iterator[str]:
    owners = {name: UUID(found[1]) for name, path in files.items() if (found := MEDIA.match(path.name))}
    kept = Incident.objects.filter(pk__in=set(owners.values()), destroyed_at=None)
    present = set(kept.values_list("pk", flat=True))
    yield from (name for name, owner in owners.items() if owner in present)
