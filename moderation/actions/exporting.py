"""A dossier that leaves the portal: everything in one ZIP that proves itself (R057, R195)."""

import hashlib
import json
import tempfile
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import IO, Any

from django.core.exceptions import PermissionDenied

from common.storage import read_private
from groups.models import School
from moderation.actions import printing
from moderation.actions.dossiers import inspect_dossier, refuse_destroyed
from moderation.models import ChainStamp, DossierDocument, Incident
from moderation.permissions import may_lead
from moderation.queries import chain, frozen
from moderation.queries.masking import masked
from people.models import User

FORMAT = "kring-dossier/1"
IN_MEMORY = 8 * 1024**2
EPOCH = (1980, 1, 1, 0, 0, 0)
# Made from a frozen copy, so that it can be printed again without names.
PRINTABLE = (DossierDocument.Kind.HARD_COPY, DossierDocument.Kind.SNAPSHOT)


@dataclass
class Bundle:
    """A ZIP that is being filled, and the digest of each file in it."""

    archive: zipfile.ZipFile
    digests: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> str:
        self.archive.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)
        self.digests[name] = hashlib.sha256(content).hexdigest()
        return name


def export_dossier(*, incident: Incident, for_inspection: bool = False, by: User, now: datetime) -> IO[bytes]:
    """Return the bundle of a dossier as an open file; that somebody took it is written down first.

    `for_inspection` replaces the names of others by their roles. Raises PermissionDenied for who does not lead,
    Refused for a destroyed dossier, OSError when a document is missing or no longer what it was.
    """
    if not may_lead(by, incident):
        raise PermissionDenied
    refuse_destroyed(incident)
    inspect_dossier(incident=incident, what="export_masked" if for_inspection else "export", by=by, now=now)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever answers closes it
    with zipfile.ZipFile(file, "w") as archive:
        bundle = Bundle(archive)
        documents = list(incident.documents.order_by("sequence"))
        add = _add_masked if for_inspection else _add_document
        manifest = {
            "format": FORMAT,
            "number": incident.number,
            "school": {"name": incident.school.name, "brin": incident.school.brin},
            "exported_at": frozen.moment(now),
            "exported_by": frozen.person(by),
            "masked": for_inspection,
            "documents": [add(bundle, document, incident) for document in documents],
            "stamps": _add_stamps(bundle, incident.school),
            "chain": chain.links_of(incident.school),
        }
        if not for_inspection:
            bundle.add("melders.json", _json(_reporters(incident)))
        bundle.add("LEESMIJ.txt", files("moderation.bundle").joinpath("LEESMIJ.txt").read_bytes())
        manifest["files"] = bundle.digests
        manifest["sha256"] = frozen.digest(manifest)
        archive.writestr(zipfile.ZipInfo("manifest.json", EPOCH), _json(manifest), zipfile.ZIP_DEFLATED)
        program = files("moderation.bundle").joinpath("verify.py").read_bytes()
        archive.writestr(zipfile.ZipInfo("verify.py", EPOCH), program, zipfile.ZIP_DEFLATED)
    file.seek(0)
    return file


def _add_document(bundle: Bundle, document: DossierDocument, incident: Incident) -> dict[str, Any]:
    content, facts = read_private(document.stored_as), chain.facts_of(document)
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise OSError(f"document {document.sequence} is not what was stored")
    name = f"{document.sequence:04d}"
    suffix = document.stored_as.rpartition(".")[2]
    return {
        **_about(document),
        "file": bundle.add(f"documenten/{name}.{suffix}", content),
        "facts": bundle.add(f"feiten/{name}.json", frozen.canonical(facts)),
        "media": {
            photo["id"]: bundle.add(
                f"fotos/{name}-{photo['id']}.{photo['served']['file'].rpartition('.')[2]}",
                printing.served(photo),
            )
            for photo in facts.get("photos", [])
            if photo.get("served")
        },
    }


def _add_masked(bundle: Bundle, document: DossierDocument, incident: Incident) -> dict[str, Any]:
    entry: dict[str, Any] = {**_about(document), "title": "", "file": "", "facts": "", "media": {}}
    if document.kind not in PRINTABLE:
        return {**entry, "left_out": True}
    facts = masked(chain.facts_of(document), incident)
    printed = printing.print_copy(facts, identifier=incident.pk)
    name = f"{document.sequence:04d}-gemaskeerd"
    bundle.add(f"feiten/{name}.json", frozen.canonical(facts))
    return {**entry, "printed_again": bundle.add(f"documenten/{name}.pdf", printed.content)}


def _about(document: DossierDocument) -> dict[str, Any]:
    return {
        "sequence": document.sequence,
        "kind": document.kind,
        "title": document.title,
        "made_at": frozen.moment(document.made_at),
        "is_plain": document.is_plain,
    }


def _add_stamps(bundle: Bundle, school: School) -> list[dict[str, Any]]:
    stamps = ChainStamp.objects.filter(document__school=school).select_related("document")
    return [
        {
            "sequence": stamp.document.sequence,
            "authority": stamp.authority,
            "stamped_at": frozen.moment(stamp.stamped_at),
            "file": bundle.add(
                f"tijdstempels/{stamp.document.sequence:04d}.tsr", read_private(stamp.stored_as)
            ),
        }
        for stamp in stamps.order_by("document__sequence")
    ]


def _reporters(incident: Incident) -> list[dict[str, Any]]:
    """Who reported, by the id under which the frozen copy has the report; the list the director alone may have."""
    reports = incident.reports.select_related("reported_by")
    return [
        {
            "report": str(report.pk),
            "at": frozen.moment(report.reported_at),
            **frozen.person(report.reported_by),
        }
        for report in reports
    ]


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode(
        "utf-8", "surrogatepass"
    )
