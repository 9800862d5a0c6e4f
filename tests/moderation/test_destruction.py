"""Keeping, holding and destroying: the chain stays whole, and nothing goes before its time (R057, R195)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from common.storage import exists_private
from moderation import actions
from moderation.errors import Refused
from moderation.models import DossierDocument, Entry, Incident, Measure, Removal
from moderation.queries.chain import faults_of
from people.models import User
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive

LATER = make.NOW + timedelta(days=4 * 365)
Kind = DossierDocument.Kind


@pytest.fixture
def closed(incident: Incident, greet: User) -> Incident:
    """A removed comment with a hard copy and a line, closed, kept until 1 August 2029."""
    archive(incident, greet)
    actions.remove_content(incident=incident, agreement="abuse", note="Grof.", by=greet, now=make.NOW)
    actions.file_incident(incident=incident, file="parent", category="abuse", by=greet, now=make.NOW)
    return actions.finish_dossier(incident=incident, note="Klaar.", by=greet, now=make.NOW)


def destroy(incident: Incident, by: User) -> DossierDocument:
    return actions.destroy_dossier(incident=incident, by=by, now=LATER)


def test_what_is_destroyed_leaves_a_certificate_and_a_whole_chain(
    closed: Incident, greet: User, django_capture_on_commit_callbacks: Any
) -> None:
    hard_copy = closed.documents.get()
    with django_capture_on_commit_callbacks(execute=True):
        certificate = destroy(closed, greet)
    actions.delete_files(incident=Incident.objects.get(pk=closed.pk))
    closed.refresh_from_db()
    hard_copy.refresh_from_db()
    assert certificate.facts["destroyed"][0]["sha256"] == hard_copy.sha256  # type: ignore[index]
    assert not exists_private(hard_copy.stored_as)
    assert hard_copy.facts is None
    assert (closed.frozen_copy, closed.about, closed.reports.count()) == (None, None, 0)
    assert set(Entry.objects.values_list("text", flat=True)) == {""}
    assert Removal.objects.get().note == ""
    assert faults_of(closed.school) == []
    assert destroy(closed, greet) == certificate, "twice is once"


def test_before_its_date_by_a_teacher_or_on_hold_nothing_is_destroyed(
    closed: Incident, anna: User, greet: User
) -> None:
    with pytest.raises(Refused):
        actions.destroy_dossier(incident=closed, by=greet, now=make.NOW)
    with pytest.raises(PermissionDenied):
        destroy(closed, anna)
    held = actions.hold_dossier(incident=closed, by=greet, now=make.NOW)
    with pytest.raises(Refused):
        destroy(held, greet)
    actions.release_dossier(incident=held, by=greet, now=make.NOW)
    assert destroy(closed, greet).kind == Kind.CERTIFICATE


@pytest.mark.parametrize(
    "changes", [{"facts": None}, {"title": ""}, {"sha256": "0" * 64}, {"stored_as": "x"}, {"kind": "letter"}]
)
def test_without_a_certificate_the_database_changes_no_document(
    changes: dict[str, Any], closed: Incident
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        closed.documents.update(**changes)


def test_with_a_certificate_the_database_still_keeps_the_links(closed: Incident, greet: User) -> None:
    destroy(closed, greet)
    for changes in ({"sha256": "0" * 64}, {"link": "0" * 64}, {"facts": {"number": "x"}}, {"sequence": 9}):
        with pytest.raises(DatabaseError), transaction.atomic():
            closed.documents.filter(kind=Kind.HARD_COPY).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        closed.documents.filter(kind=Kind.CERTIFICATE).update(facts=None)
    with pytest.raises(DatabaseError), transaction.atomic():
        closed.entries.update(text="Nooit gezegd.")


def test_a_frozen_copy_is_not_changed_and_a_held_dossier_gets_no_certificate(
    closed: Incident, greet: User
) -> None:
    for copy in (None, {"number": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Incident.objects.filter(pk=closed.pk).update(frozen_copy=copy)
    actions.hold_dossier(incident=closed, by=greet, now=make.NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        actions.put_in_chain(
            incident=closed,
            kind=Kind.CERTIFICATE,
            title="",
            content=b"%PDF-",
            content_type="application/pdf",
            facts={},
            by=greet,
            now=LATER,
        )


def test_a_fault_while_destroying_leaves_everything(
    closed: Incident, greet: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OSError("disk")

    monkeypatch.setattr("moderation.actions.keeping._empty", fail)
    with pytest.raises(OSError, match="disk"):
        destroy(closed, greet)
    hard_copy = closed.documents.get()
    assert exists_private(hard_copy.stored_as)
    assert closed.reports.exists()
    assert faults_of(closed.school) == []


def test_the_page_asks_first_and_the_dossier_that_is_left_opens(
    closed: Incident, greet: User, sign_in: SignIn
) -> None:
    Incident.objects.filter(pk=closed.pk).update(keep_until=date(2020, 8, 1))
    client, url = sign_in(greet), f"/dossiers/{closed.pk}"
    assert "destroy/" in client.get(f"{url}/").content.decode()
    assert client.get(f"{url}/destroy/").status_code == 200
    assert client.post(f"{url}/destroy/").status_code == 302
    page = client.get(f"{url}/")
    assert page.status_code == 200
    assert "Dirk" not in page.content.decode()
    assert client.post(f"{url}/entries/new/", {"kind": "note", "text": "Nog iets."}).status_code == 302
    assert not closed.entries.filter(text="Nog iets.").exists()


def test_the_director_hears_once_what_is_due(
    closed: Incident, greet: User, django_capture_on_commit_callbacks: Any
) -> None:
    for now, letters in ((make.NOW, 0), (LATER, 1), (LATER + timedelta(days=1), 1)):
        with django_capture_on_commit_callbacks(execute=True):
            actions.keep_nightly(now=now)
        assert len([m for m in mail.outbox if "state=due" in m.body]) == letters
    assert greet.email in mail.outbox[-1].to


def test_a_dossier_nobody_closed_gets_its_date_at_night_by_the_setting(
    incident: Incident, greet: User
) -> None:
    archive(incident, greet)
    actions.remove_content(incident=incident, agreement="abuse", by=greet, now=make.NOW)
    make.set_policy(incident.school, greet, keep_pupil_dossiers=5)
    actions.keep_nightly(now=make.NOW)
    incident.refresh_from_db()
    assert incident.keep_until == date(2032, 8, 1)


def test_reporting_to_the_police_holds_and_is_in_the_dossier(
    dossier: Incident, dirk: User, greet: User, sign_in: SignIn
) -> None:
    url, data = f"/dossiers/{dossier.pk}/police/", {"reported_on": "2026-10-07", "station": "Wijkteam"}
    assert sign_in(greet).post(url, {}).status_code == 422
    assert sign_in(greet).post(url, {**data, "number": "PL-1"}).status_code == 302
    dossier.refresh_from_db()
    assert dossier.held_by == greet
    assert "PL-1" in dossier.entries.latest("pk").text
    assert Measure.objects.get().kind == Measure.Kind.POLICE


def test_a_destroyed_dossier_is_not_given_and_takes_no_new_words(
    closed: Incident, anna: User, greet: User, sign_in: SignIn
) -> None:
    destroy(closed, greet)
    client = sign_in(greet)
    for data in ({}, {"for_inspection": "1"}):
        answer = client.post(f"/dossier/{closed.pk}/export/", data)
        assert answer.headers["Location"] == f"/dossiers/{closed.pk}/"
    words = {"ask": str(anna.pk), "words": "Weet jij nog wie het was?"}
    assert client.post(f"/reports/{closed.pk}/consult/", words).status_code == 403
    assert "id_ask" not in client.get(f"/reports/{closed.pk}/").content.decode()
    assert set(Entry.objects.values_list("text", flat=True)) == {""}
