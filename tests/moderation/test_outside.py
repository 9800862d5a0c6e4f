"""Incidents outside the portal with their evidence (R147)."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from common.storage import read_private
from groups.models import School, SchoolGroup
from moderation.models import DossierDocument, Incident
from moderation.queries.chain import faults_of
from people.models import User
from tests import make
from tests.common.pictures import marked_jpeg
from tests.conftest import SignIn

EVIDENCE = DossierDocument.Kind.EVIDENCE


@pytest.fixture
def told(group_5b: SchoolGroup) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "title": "Scheldpartij op WhatsApp",
        "happened_on": "2026-10-03",
        "group": str(group_5b.pk),
        "file": "parent",
        "category": "abuse",
        "text": "Er werd gescholden.",
    }


def upload(content: bytes, name: str = "scherm.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def test_a_teacher_records_what_happened_with_a_screenshot(
    told: dict[str, Any], anna: User, sign_in: SignIn
) -> None:
    picture = marked_jpeg()
    client = sign_in(anna)
    answer = client.post("/dossiers/new/", {**told, "evidence": [upload(picture)]})
    incident = Incident.objects.get()
    assert answer.headers["Location"] == f"/dossiers/{incident.pk}/"
    document = incident.documents.get()
    assert (document.kind, read_private(document.stored_as)) == (EVIDENCE, picture)
    assert faults_of(incident.school) == []
    response = client.get(f"/dossier/{document.pk}/document/")
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert incident.inspections.filter(what=f"evidence {document.sequence}").count() == 1


def test_sent_twice_is_one_dossier_with_one_file(told: dict[str, Any], anna: User, sign_in: SignIn) -> None:
    client = sign_in(anna)
    for _again in range(2):
        client.post("/dossiers/new/", {**told, "evidence": [upload(marked_jpeg())]})
    assert (Incident.objects.count(), DossierDocument.objects.count()) == (1, 1)


@pytest.mark.parametrize("content", [b"MZ\x90\x00 no picture", b"%PDF-1.7 broken", b"<svg onload=alert(1)>"])
def test_what_is_no_photo_and_no_pdf_is_refused_and_words_are_kept(
    content: bytes, told: dict[str, Any], anna: User, sign_in: SignIn
) -> None:
    answer = sign_in(anna).post("/dossiers/new/", {**told, "evidence": [upload(content)]})
    assert answer.status_code == 422
    assert "Er werd gescholden." in answer.content.decode()
    assert not Incident.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"file": "staff"}, {"happened_on": "2999-01-01"}, {"title": ""}, {"category": "nonsense"}]
)
def test_what_a_teacher_may_not_or_cannot_say_is_refused(
    wrong: dict[str, str], told: dict[str, Any], anna: User, sign_in: SignIn
) -> None:
    assert sign_in(anna).post("/dossiers/new/", {**told, **wrong}).status_code == 422


def test_a_group_of_somebody_else_cannot_be_chosen(
    told: dict[str, Any], bram: User, carla: User, sign_in: SignIn
) -> None:
    assert sign_in(bram).post("/dossiers/new/", told).status_code == 422
    assert sign_in(carla).post("/dossiers/new/", told).status_code == 403


def test_evidence_is_added_later_and_needs_a_file(dossier: Incident, anna: User, sign_in: SignIn) -> None:
    client, url = sign_in(anna), f"/dossiers/{dossier.pk}/evidence/new/"
    assert client.post(url, {"title": "Scherm"}).status_code == 422
    assert client.post(url, {"title": "Scherm", "evidence": [upload(marked_jpeg())]}).status_code == 302
    assert dossier.documents.get().title == "Scherm"


def test_the_id_of_a_dossier_does_not_open_it_for_who_it_is_about(
    told: dict[str, Any], dossier: Incident, incident: Incident, anna: User, sign_in: SignIn
) -> None:
    Incident.objects.filter(pk=dossier.pk).update(file=Incident.File.STAFF, about=anna)
    for known in (dossier, incident):
        sent = {**told, "id": str(known.pk), "evidence": [upload(marked_jpeg())]}
        assert sign_in(anna).post("/dossiers/new/", sent).status_code == 403
    assert not DossierDocument.objects.exists()


def test_the_id_of_a_dossier_of_another_school_is_refused(
    told: dict[str, Any], dossier: Incident, other_school: School, sign_in: SignIn
) -> None:
    there = make.make_group(other_school, "4C")
    sent = {**told, "id": str(dossier.pk), "group": str(there.pk)}
    assert sign_in(make.make_staff("Tess", there)).post("/dossiers/new/", sent).status_code == 403
