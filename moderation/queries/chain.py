"""The chain of a school's hard copies: each link holds the one before it (R057)."""

import hashlib
from dataclasses import dataclass
from typing import Any

from common.storage import read_private
from groups.models import School
from moderation.models import DossierDocument
from moderation.queries import frozen

ORIGIN = "0" * 64


@dataclass(frozen=True)
class Fault:
    """One document that does not agree with the chain, and what is wrong with it."""

    document: DossierDocument
    what: str


def link_of(*, previous: str, sha256: str, frozen_sha256: str) -> str:
    """Return the next link: SHA-256 over the previous link and both digests, as hexadecimal text."""
    return hashlib.sha256(f"{previous}:{sha256}:{frozen_sha256}".encode()).hexdigest()


def last_of(school: School) -> DossierDocument | None:
    return DossierDocument.objects.filter(school=school).order_by("-sequence").first()


def head_of(school: School) -> dict[str, Any]:
    """Where the chain stands now: the place and the link of its last document."""
    last = last_of(school)
    return {"sequence": last.sequence if last else 0, "link": last.link if last else ORIGIN}


def facts_of(document: DossierDocument) -> dict[str, Any]:
    """What a document was made from; of a hard copy that is the frozen copy of its incident."""
    if document.facts is not None:
        return dict(document.facts)
    return document.incident.frozen_copy or {}


def destroyed_in(school: School) -> set[int]:
    """The places whose file and facts may be gone: a certificate in the chain names them."""
    certificates = DossierDocument.objects.filter(school=school, kind=DossierDocument.Kind.CERTIFICATE)
    return {row["sequence"] for each in certificates for row in (each.facts or {}).get("destroyed", [])}


def links_of(school: School) -> list[dict[str, Any]]:
    """The whole chain as plain rows: places and digests, nothing of what any document says."""
    rows = DossierDocument.objects.filter(school=school).order_by("sequence")
    return [{**row} for row in rows.values("sequence", "sha256", "frozen_sha256", "previous_link", "link")]


def is_unchanged(document: DossierDocument) -> bool:
    """Is the stored PDF, byte for byte, the one the dossier knows?"""
    return _is_kept({"file": document.stored_as, "sha256": document.sha256})


def _is_kept(file: dict[str, str]) -> bool:
    try:
        content = read_private(file["file"])
    except FileNotFoundError:
        return False
    return hashlib.sha256(content).hexdigest() == file["sha256"]


def _photos(document: DossierDocument) -> list[dict[str, Any]]:
    return [photo for photo in facts_of(document).get("photos", []) if photo.get("served")]


def faults_of(school: School) -> list[Fault]:
    """Walk the whole chain of a school and return what does not fit; an empty list when all is well."""
    faults, previous, sequence = [], ORIGIN, 0
    documents = DossierDocument.objects.filter(school=school).select_related("incident")
    destroyed = destroyed_in(school)
    for document in documents.order_by("sequence"):
        expected = link_of(previous=previous, sha256=document.sha256, frozen_sha256=document.frozen_sha256)
        if (
            document.sequence != sequence + 1
            or document.previous_link != previous
            or document.link != expected
        ):
            faults.append(Fault(document, "link"))
        previous, sequence = document.link, document.sequence
        if document.sequence in destroyed:
            continue
        if not is_unchanged(document):
            faults.append(Fault(document, "file"))
        if frozen.digest(facts_of(document)) != document.frozen_sha256:
            faults.append(Fault(document, "frozen copy"))
        if not all(_is_kept(photo["served"]) for photo in _photos(document)):
            faults.append(Fault(document, "photo"))
    return faults
