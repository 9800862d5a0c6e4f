"""A photo whose files cannot be read: never destroyed without a word, and never in the way of a removal (R054)."""

import pytest
from pypdf import PdfReader

from common import storage
from common.storage import path_of, read_private
from moderation import actions
from moderation.models import DossierDocument, Entry, Incident
from moderation.queries import chain
from people.models import User
from posts.models import Photo, Post
from tests import make
from tests.conftest import SignIn
from tests.moderation.test_archiving import archive
from tests.moderation.test_braking import brake
from tests.moderation.test_removing import remove
from tests.posts.pictures import make_ready_photo

State = Incident.State


@pytest.fixture
def photo(post: Post) -> Photo:
    return make_ready_photo(post)


@pytest.fixture
def incident(photo: Photo, carla: User) -> Incident:
    return actions.report_content(target=photo, reason="hurtful", by=carla, now=make.NOW).incident


def files_of(photo: Photo) -> list[str]:
    return [photo.master_name, *photo.renditions.values_list("stored_as", flat=True)]


def spoil(photo: Photo, how: str = "missing") -> None:
    for name in files_of(photo):
        path_of(name).unlink()
        if how == "damaged":
            path_of(name).write_bytes(b"no picture")


def go_on_without(incident: Incident, by: User) -> DossierDocument | None:
    actions.archive_without_photos(incident=incident, by=by, now=make.NOW)
    incident.refresh_from_db()
    return actions.archive_incident(incident=incident, by=by, now=make.NOW)


def words_of(document: DossierDocument) -> str:
    pages = PdfReader(path_of(document.stored_as)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_it_stops_with_its_place_and_goes_on_when_a_handler_says_so(
    incident: Incident, photo: Photo, greet: User, how: str
) -> None:
    spoil(photo, how)
    assert archive(incident, greet) is None
    incident.refresh_from_db()
    assert (incident.state, incident.unreadable_photos) == (State.ARCHIVE_FAILED, "1")
    document = go_on_without(incident, greet)
    assert document is not None
    assert document.facts is not None
    assert (document.facts["photos"][0]["unreadable"], document.lacking) == (how, 1)
    assert "1 foto staat niet in deze kopie" in words_of(document)
    assert str(photo.pk) in words_of(document)
    assert Entry.objects.filter(incident=incident, text__contains="zonder foto 1", written_by=greet).exists()
    remove(incident, greet)
    photo.refresh_from_db()
    assert photo.state == Photo.State.REMOVED
    assert chain.faults_of(incident.school) == []


@pytest.mark.usefixtures("plain_printer")
def test_the_plain_page_says_it_too(incident: Incident, photo: Photo, greet: User) -> None:
    spoil(photo)
    archive(incident, greet)
    incident.refresh_from_db()
    document = go_on_without(incident, greet)
    assert document is not None
    assert document.is_plain
    assert "1 foto staat niet in deze kopie" in words_of(document)


@pytest.mark.usefixtures("plain_printer")
def test_who_opens_the_dossier_reads_that_a_copy_is_plain(
    incident: Incident, greet: User, sign_in: SignIn
) -> None:
    assert archive(incident, greet) is not None
    for address in (
        f"/reports/{incident.pk}/remove/",
        f"/reports/{incident.pk}/",
        f"/dossiers/{incident.pk}/",
    ):
        assert "Eenvoudige weergave" in sign_in(greet).get(address).content.decode(), address


def test_a_file_that_is_back_is_in_the_copy(incident: Incident, photo: Photo, greet: User) -> None:
    kept = {name: read_private(name) for name in files_of(photo)}
    spoil(photo)
    assert archive(incident, greet) is None
    for name, content in kept.items():
        path_of(name).write_bytes(content)
    document = archive(incident, greet)
    assert document is not None
    assert document.lacking == 0


def test_without_its_master_what_was_served_is_kept(incident: Incident, photo: Photo, greet: User) -> None:
    path_of(photo.master_name).unlink()
    document = archive(incident, greet)
    assert document is not None
    assert document.lacking == 0
    pages = PdfReader(path_of(document.stored_as)).pages
    assert len({image.name for page in pages for image in page.images}) == 1


def test_going_on_holds_for_the_photos_that_were_named(post: Post, carla: User, greet: User) -> None:
    first, second = make_ready_photo(post), make_ready_photo(post, colour=(10, 90, 10))
    incident = actions.report_content(target=post, reason="hurtful", by=carla, now=make.NOW).incident
    spoil(first)
    archive(incident, greet)
    spoil(second)
    incident.refresh_from_db()
    assert go_on_without(incident, greet) is None
    incident.refresh_from_db()
    assert incident.unreadable_photos == "1, 2"
    assert go_on_without(incident, greet) is not None


def test_nothing_is_left_out_before_the_files_were_tried(incident: Incident, greet: User) -> None:
    assert actions.archive_without_photos(incident=incident, by=greet, now=make.NOW).state == State.OPEN


def test_the_page_names_the_photo_and_offers_both_ways(
    incident: Incident, photo: Photo, anna: User, greet: User, sign_in: SignIn
) -> None:
    spoil(photo)
    archive(incident, greet)
    client, url = sign_in(greet), f"/reports/{incident.pk}/remove/"
    page = client.get(url).content.decode()
    assert "1. Een foto is niet te lezen" in page
    assert "Maak de kopie zonder foto 1" in page
    client.post(f"/reports/{incident.pk}/archive/", {"without": "photos"})
    incident.refresh_from_db()
    assert incident.gap_accepted == "1"
    actions.archive_incident(incident=incident, by=greet, now=make.NOW)
    for address in (url, f"/reports/{incident.pk}/", f"/dossiers/{incident.pk}/"):
        assert "1 foto staat er niet in" in client.get(address).content.decode(), address


def test_a_brake_does_not_wait_for_a_photo(photo: Photo, anna: User, greet: User) -> None:
    spoil(photo)
    snapshot = brake(photo.post, anna).documents.get()
    assert snapshot.lacking == 1
    assert "1 foto staat niet in deze kopie" in words_of(snapshot)


def test_a_file_that_cannot_be_deleted_holds_up_no_other(
    photo: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def fail(name: str) -> None:
        asked.append(name)
        raise OSError("read-only")

    monkeypatch.setattr(storage, "delete_private", fail)
    storage.delete_all(files_of(photo))
    assert asked == files_of(photo)
