"""The next link of the chain: how every document gets into a dossier (R057)."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from common.storage import delete_private, new_name, read_private, write_private
from groups.models import School
from moderation.models import DossierDocument, Incident
from moderation.queries import chain, frozen
from people.models import User

SUFFIXES = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
}


def put_in_chain(
    *,
    incident: Incident,
    kind: str,
    title: str = "",
    content: bytes,
    content_type: str,
    facts: dict[str, Any],
    pages: int = 0,
    is_plain: bool = False,
    by: User,
    now: datetime,
) -> DossierDocument:
    """Store a file, read it back and give it the next link of the school's chain.

    `facts` is what it was made from, as plain JSON. Raises OSError when the file cannot be stored or differs from
    what was written; nothing is left behind then.
    """
    stored_as = store(content, SUFFIXES.get(content_type, "bin"))
    try:
        with transaction.atomic():
            return append(
                incident=incident,
                stored_as=stored_as,
                content=content,
                facts=facts,
                by=by,
                now=now,
                kind=kind,
                title=title,
                content_type=content_type,
                page_count=pages,
                is_plain=is_plain,
            )
    except BaseException:
        delete_private(stored_as)
        raise


def store(content: bytes, suffix: str) -> str:
    """Write a file of the dossier and return its name. Raises OSError when it cannot be read back as it was."""
    stored_as = write_private(new_name("dossier", suffix), content)
    if read_private(stored_as) != content:
        raise OSError("the stored file differs from what was made")
    return stored_as


def append(
    *,
    incident: Incident,
    stored_as: str,
    content: bytes,
    facts: dict[str, Any],
    by: User,
    now: datetime,
    **fields: Any,
) -> DossierDocument:
    """Make the row with the next link. In a transaction: the school is held, so that no two take one place."""
    school = School.objects.select_for_update().get(pk=incident.school_id)
    last = chain.last_of(school)
    previous = last.link if last else chain.ORIGIN
    sha256, digest = hashlib.sha256(content).hexdigest(), frozen.digest(facts)
    return DossierDocument.objects.create(
        school=school,
        incident=incident,
        sequence=last.sequence + 1 if last else 1,
        stored_as=stored_as,
        byte_count=len(content),
        sha256=sha256,
        frozen_sha256=digest,
        facts=facts,
        previous_link=previous,
        link=chain.link_of(previous=previous, sha256=sha256, frozen_sha256=digest),
        made_at=now,
        made_by=by,
        **fields,
    )
