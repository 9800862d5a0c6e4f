"""A dossier that leaves the portal proves itself without it (R057): every changed byte, link or document is named."""

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from common.storage import path_of
from moderation import actions
from moderation.bundle import verify as program
from moderation.models import DossierDocument, Incident, Inspection
from moderation.queries import chain, frozen
from people.models import User
from posts.models import Post
from tests import make


@pytest.fixture
def archived(post: Post, dirk: User, carla: User, greet: User) -> Incident:
    """The second of two archived incidents of one school."""
    for words in ("Wat een waardeloze school.", "Dirk en Carla, bah."):
        comment = make.make_comment(post, dirk, words)
        report = actions.report_content(target=comment, reason="hurtful", by=carla, now=make.NOW)
        actions.ask_for_archive(incident=report.incident, by=greet, now=make.NOW)
        report.incident.refresh_from_db()
        actions.archive_incident(incident=report.incident, by=greet, now=make.NOW)
    return Incident.objects.get(pk=report.incident.pk)


def unpacked(incident: Incident, by: User, to: Path, **options: Any) -> Path:
    with zipfile.ZipFile(actions.export_dossier(incident=incident, by=by, now=make.NOW, **options)) as bundle:
        bundle.extractall(to)
    return to


def verify(root: Path, *options: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-I", str(root / "verify.py"), *options],
        capture_output=True,
        text=True,
        cwd="/",
        env={},
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def spoil(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def change(root: Path, spoiled: Any) -> None:
    """Change the manifest as somebody would who also writes the digests anew."""
    path = root / "manifest.json"
    manifest = json.loads(path.read_text())
    spoiled(manifest)
    del manifest["sha256"]
    path.write_text(json.dumps({**manifest, "sha256": frozen.digest(manifest)}))


def test_a_bundle_proves_itself_and_every_flipped_byte_is_named(
    archived: Incident, greet: User, tmp_path: Path
) -> None:
    root = unpacked(archived, greet, tmp_path / "whole")
    status, said = verify(root)
    assert (status, said.split(":")[0]) == (0, "in orde"), said
    for name in json.loads((root / "manifest.json").read_text())["files"]:
        copy = Path(shutil.copytree(root, tmp_path / "copy"))
        spoil(copy / name)
        status, said = verify(copy)
        assert status == 1
        assert name in said
        shutil.rmtree(copy)


@pytest.mark.parametrize(
    "words", ['"number": "2026-002"', '"name": "De Wilgenhof"', '"is_plain": false', '"masked": false']
)
def test_a_word_changed_in_the_manifest_is_named(
    words: str, archived: Incident, greet: User, tmp_path: Path
) -> None:
    path = unpacked(archived, greet, tmp_path / "bundle") / "manifest.json"
    assert words in path.read_text()
    changed = words.replace("002", "003").replace("De ", "Ee ").replace("false", "true")
    path.write_text(path.read_text().replace(words, changed, 1))
    assert verify(path.parent) == (1, "NIET in orde\n- manifest.json: is gewijzigd\n")


def test_a_dropped_link_is_named(archived: Incident, greet: User, tmp_path: Path) -> None:
    root = unpacked(archived, greet, tmp_path / "bundle")
    change(root, lambda manifest: manifest["chain"].pop(0))
    status, said = verify(root)
    assert status == 1
    assert "schakel 1: ontbreekt" in said


def test_a_swapped_document_is_named(archived: Incident, greet: User, tmp_path: Path) -> None:
    root = unpacked(archived, greet, tmp_path / "bundle")
    name = "documenten/0002.pdf"
    first = archived.school.documents_in_dossier.get(sequence=1)
    (root / name).write_bytes(path_of(first.stored_as).read_bytes())
    change(root, lambda manifest: manifest["files"].update({name: first.sha256}))
    status, said = verify(root)
    assert status == 1
    assert f"{name}: is niet document 2 van de keten" in said


def test_a_chain_that_was_made_anew_lacks_the_link_from_the_mail(
    archived: Incident, greet: User, tmp_path: Path
) -> None:
    root = unpacked(archived, greet, tmp_path / "bundle")
    assert verify(root, "--head", chain.last_of(archived.school).link)[1].startswith("in orde")
    status, said = verify(root, "--head", "f" * 64)
    assert status == 1
    assert "de keten kent" in said


def test_a_manifest_that_is_none_is_not_in_order(archived: Incident, greet: User, tmp_path: Path) -> None:
    root = unpacked(archived, greet, tmp_path / "bundle")
    for broken in ("", "[]", '{"files": {}}'):
        (root / "manifest.json").write_text(broken)
        status, said = verify(root)
        assert status == 1
        assert "manifest.json" in said
        assert "Traceback" not in said


def test_for_the_inspection_others_are_roles_in_every_file(
    archived: Incident, greet: User, carla: User, anna: User, tmp_path: Path
) -> None:
    root = unpacked(archived, greet, tmp_path / "bundle", for_inspection=True)
    status, said = verify(root)
    assert status == 0
    assert "Namen van anderen zijn vervangen" in said
    printed = PdfReader(io.BytesIO((root / "documenten/0002-gemaskeerd.pdf").read_bytes()))
    text = " ".join(page.extract_text() for page in printed.pages)
    facts = (root / "feiten/0002-gemaskeerd.json").read_text()
    for other in (carla, anna):
        assert other.first_name not in text + facts
        assert str(other.pk) not in text + facts
    assert "Dirk" in text, "who it is about"
    assert "Namen van anderen zijn vervangen" in " ".join(text.split())
    assert not (root / "melders.json").exists()


def test_the_director_alone_takes_it_and_that_is_written_down(
    archived: Incident, greet: User, anna: User
) -> None:
    with pytest.raises(PermissionDenied):
        actions.export_dossier(incident=archived, by=anna, now=make.NOW)
    assert not Inspection.objects.filter(what="export").exists()
    actions.export_dossier(incident=archived, by=greet, now=make.NOW)
    assert Inspection.objects.get(what="export").inspected_by == greet


def test_the_page_gives_a_zip(archived: Incident, greet: User, anna: User, client: Client) -> None:
    address = reverse("moderation:dossier-export", args=[archived.pk])
    client.force_login(greet)
    answer = client.post(address, {"for_inspection": "1"})
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "private, no-store"
    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).testzip() is None
    assert client.get(address).status_code == 405
    client.force_login(anna)
    assert client.post(address).status_code == 403


def test_a_document_that_changed_on_disk_is_not_exported(
    archived: Incident, greet: User, client: Client
) -> None:
    document = DossierDocument.objects.get(incident=archived)
    spoil(path_of(document.stored_as))
    with pytest.raises(OSError, match="document 2"):
        actions.export_dossier(incident=archived, by=greet, now=make.NOW)
    client.force_login(greet)
    answer = client.post(reverse("moderation:dossier-export", args=[archived.pk]))
    assert answer.status_code == 302


def test_the_verifier_reads_facts_as_the_portal_writes_them(archived: Incident) -> None:
    facts = chain.facts_of(archived.documents.get())
    odd = {**facts, "text": "\ud800 \u202e ë 0.1", "number": [0.1, 1e-07, 3]}
    assert program.canonical(odd) == frozen.canonical(odd)
    assert program.ORIGIN == chain.ORIGIN
